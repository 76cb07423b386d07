import { create, type Message } from "@bufbuild/protobuf";
import type { Principal, TenantRef } from "../access/access.ts";
import { ShuttingDown } from "../store/errors.ts";
import { Call } from "./call.ts";
import { type Deadlines, deadlineAt } from "./deadline.ts";
import { codeName, type Failure } from "./failure.ts";
import { failureOf, fieldFailure } from "./failures.ts";
import { shortened } from "./headerSpace.ts";
import { type Arrival, identify, recognize, roleMissing, tenantOf } from "./identity.ts";
import type { Method } from "./methods.ts";
import type { CallLog, Limits, ServerOptions } from "./options.ts";
import type { Check } from "./validate/validation.ts";

const REQUEST_ID_LENGTH_MAX = 128;

/** What all calls of one server share. */
export interface Surroundings {
  readonly options: ServerOptions;
  readonly limits: Limits;
  readonly deadlines: Deadlines;
  /** True once mutations are refused. */
  isStopping(): boolean;
  /** Takes note of a call that was answered. */
  ended(line: CallLog): void;
}

/** What a caller is answered. */
export interface Reply {
  readonly message: Message;
  /** The answer of an earlier call with the same request id. */
  readonly replayed: boolean;
}

/** One call on its way through the pipeline. Counted and logged once, however it ends. */
export class Exchange {
  readonly #around: Surroundings;
  readonly #method: Method;
  readonly #check: Check;
  readonly #arrival: Arrival;
  readonly #startedAt = performance.now();
  readonly #deadlineAt: number;
  #principal: Principal | undefined;
  #tenant: TenantRef | undefined;
  #requestId: string | undefined;
  #isOver = false;

  constructor(around: Surroundings, method: Method, check: Check, arrival: Arrival) {
    this.#around = around;
    this.#method = method;
    this.#check = check;
    this.#arrival = arrival;
    this.#deadlineAt = deadlineAt(this.#startedAt, arrival.timeoutMs, around.limits);
  }

  /** Finds out who calls for which tenant, before the request is read. @throws Failure */
  async admit(): Promise<void> {
    const { access } = this.#around.options;
    try {
      const known = recognize(access, this.#arrival);
      const principal = known ?? (await this.#inTime(identify(access, this.#arrival)));
      this.#principal = principal;
      this.#tenant = tenantOf(principal, this.#arrival);
      if (!this.#method.roles.includes(principal.role)) {
        throw roleMissing(this.#method.name, principal);
      }
    } catch (error) {
      throw this.#failed(error);
    }
  }

  /** Validates the request and has it handled within the caller's time. @throws Failure */
  async answer(decode: () => Message): Promise<Reply> {
    try {
      if (this.#method.mutates && this.#around.isStopping()) throw new ShuttingDown();
      const request = decode();
      this.#requestId = requestIdOf(request);
      this.#validate(request);
      const reply = await this.#inTime(this.#handle(request));
      this.#end({ code: "OK" });
      return reply;
    } catch (error) {
      throw this.#failed(error);
    }
  }

  /** Ends a call that its door could not read, or whose caller left. No-op when it is over. */
  abandon(failure: Failure | undefined): void {
    this.#end(failure === undefined ? { code: "CANCELLED" } : lineOf(failure));
  }

  #validate(request: Message): void {
    const { limits } = this.#around;
    const problems = this.#check(request);
    if (problems.length === 0) problems.push(...this.#method.check(request, limits));
    if (problems.length > 0) throw fieldFailure(problems);
    const [principal] = this.#admitted();
    const action = this.#method.adminPart(request);
    if (action !== undefined && principal.role !== "admin") throw roleMissing(action, principal);
  }

  async #handle(request: Message): Promise<Reply> {
    const { options, limits } = this.#around;
    const { desc, name, handle } = this.#method;
    const [principal, tenant] = this.#admitted();
    const call = new Call({
      desc,
      method: name,
      principal,
      tenant,
      books: options.booksOf(tenant.id),
      catalog: options.catalogOf(tenant.id),
      wms: options.wmsOf(tenant.id),
      limits,
      deadlineAt: this.#deadlineAt,
    });
    const message = create(desc.output, await handle(request, call));
    return { message, replayed: call.replayed };
  }

  #inTime<T>(answer: Promise<T>): Promise<T> {
    return this.#around.deadlines.before(this.#deadlineAt, answer);
  }

  #admitted(): [Principal, TenantRef] {
    if (this.#principal === undefined || this.#tenant === undefined) {
      throw new Error(`${this.#method.name} was answered before its caller was admitted`);
    }
    return [this.#principal, this.#tenant];
  }

  #failed(error: unknown): Failure {
    const failure = failureOf(error);
    this.#end(lineOf(failure));
    return failure;
  }

  #end(outcome: Pick<CallLog, "code" | "reason" | "error">): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#around.ended({
      door: this.#arrival.door,
      method: this.#method.name,
      ...outcome,
      ...(this.#tenant === undefined ? {} : { tenant: this.#tenant.code }),
      ...(this.#requestId === undefined ? {} : { requestId: this.#requestId }),
      ms: performance.now() - this.#startedAt,
    });
  }
}

/** What is logged of a failure; what was behind it for the operator alone. */
export function lineOf(failure: Failure): Pick<CallLog, "code" | "reason" | "error"> {
  const { code, reason, cause } = failure;
  return { code: codeName(code), reason, ...(cause === undefined ? {} : { error: cause }) };
}

function requestIdOf(request: Message): string | undefined {
  const { requestId } = request as { requestId?: unknown };
  if (typeof requestId !== "string" || requestId === "") return undefined;
  return shortened(requestId, REQUEST_ID_LENGTH_MAX);
}
