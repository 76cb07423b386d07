import type { DescMethodUnary, Message, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import type { Principal, TenantRef } from "../access/access.ts";
import type { Created, TenantCatalog } from "../catalog/catalog.ts";
import type { CommandHeader, Request } from "../core/command.ts";
import type { Answer } from "../store/answer.ts";
import type { TenantBooks } from "../store/store.ts";
import { fingerprint } from "./fingerprint.ts";
import { newId } from "../store/newId.ts";
import type { TenantWms } from "../wms/desk/tenantWms.ts";
import type { Limits } from "./options.ts";

/** Converts a request, asks the rooms behind, converts the answer. Nothing else. */
export type Handler<M extends DescMethodUnary> = (
  request: MessageShape<M["input"]>,
  call: Call,
) => Promise<MessageInitShape<M["output"]>>;

/** A request that changes something. */
type Mutation = Message & { readonly requestId: string; readonly validateOnly?: boolean };

/** What the pipeline found out about a call before its handler runs. */
export interface CallContext {
  readonly desc: DescMethodUnary;
  /** The method's name, such as `InventoryService/Reserve`. */
  readonly method: string;
  readonly principal: Principal;
  readonly tenant: TenantRef;
  readonly books: TenantBooks;
  readonly catalog: TenantCatalog;
  readonly wms: TenantWms;
  readonly limits: Limits;
  /** On the clock of `performance.now()`. */
  readonly deadlineAt: number;
}

/** One call, as its handler sees it. */
export class Call {
  readonly books: TenantBooks;
  readonly catalog: TenantCatalog;
  readonly wms: TenantWms;
  readonly limits: Limits;
  readonly #context: CallContext;
  #replayed = false;

  constructor(context: CallContext) {
    this.books = context.books;
    this.catalog = context.catalog;
    this.wms = context.wms;
    this.limits = context.limits;
    this.#context = context;
  }

  /** True once an answer turned out to be that of an earlier call. */
  get replayed(): boolean {
    return this.#replayed;
  }

  /** What the command for a request says about itself. */
  header(request: Mutation): CommandHeader {
    const { desc, method, principal } = this.#context;
    return {
      entryId: newId(),
      key: { source: "api", requestId: request.requestId },
      method,
      fingerprint: fingerprint(method, desc.input, request),
      actor: principal.actor,
      validateOnly: request.validateOnly ?? false,
    };
  }

  /** Sends a command through the lane within the caller's time. */
  async submit(command: Request): Promise<Answer> {
    const answer = await this.books.submit(command, this.#context.deadlineAt);
    this.#replayed ||= answer.replayed;
    return answer;
  }

  /** Takes note that all of what was asked for had been carried out before. */
  tellReplay(): void {
    this.#replayed = true;
  }

  /** The same for a part of what was asked for: the whole is no replay because a part of it is. */
  submitPart(command: Request): Promise<Answer> {
    return this.books.submit(command, this.#context.deadlineAt);
  }

  /** Takes what a creating call made, or had made before. */
  async create<T>(creating: Promise<Created<T>>): Promise<T> {
    const created = await creating;
    this.#replayed ||= created.replayed;
    return created.resource;
  }
}
