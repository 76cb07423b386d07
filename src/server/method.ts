import type { DescMethodUnary, Message, MessageShape } from "@bufbuild/protobuf";
import type { Role } from "../access/access.ts";
import type { Handler } from "./call.ts";
import type { Limits } from "./options.ts";
import type { FieldProblem } from "./validate/violation.ts";

/** What the pipeline knows about one method. */
export interface Method {
  readonly desc: DescMethodUnary;
  /** Such as `InventoryService/Reserve`: what logs, metrics and the journal call it. */
  readonly name: string;
  readonly handle: Handler<DescMethodUnary>;
  /** Mutations are refused while the server is stopping. */
  readonly mutates: boolean;
  readonly roles: readonly Role[];
  /** What of this request needs the role admin although the method does not, in words; or undefined. */
  readonly adminPart: (request: Message) => string | undefined;
  /** Rules that are not in the contract, because they depend on configuration or are beyond it. */
  readonly check: (request: Message, limits: Limits) => FieldProblem[];
}

interface MethodOptions<M extends DescMethodUnary> {
  readonly roles?: readonly Role[];
  readonly adminPart?: (request: MessageShape<M["input"]>) => string | undefined;
  readonly check?: (request: MessageShape<M["input"]>, limits: Limits) => FieldProblem[];
}

const EVERYONE: readonly Role[] = ["admin", "service"];
/** Who keeps a shop, not the software that sells. */
export const ADMIN: readonly Role[] = ["admin"];

/** A method that changes something. */
export function mutation<M extends DescMethodUnary>(
  desc: M,
  handle: Handler<M>,
  options: MethodOptions<M> = {},
): Method {
  return erase(desc, handle, true, options);
}

/** A method that changes nothing. */
export function query<M extends DescMethodUnary>(desc: M, handle: Handler<M>): Method {
  return erase(desc, handle, false, {});
}

/** Forgets the message types: from here on request and method are only ever found together. */
function erase<M extends DescMethodUnary>(
  desc: M,
  handle: Handler<M>,
  mutates: boolean,
  options: MethodOptions<M>,
): Method {
  const method = {
    desc,
    name: `${desc.parent.name}/${desc.name}`,
    handle,
    mutates,
    roles: options.roles ?? EVERYONE,
    adminPart: options.adminPart ?? (() => undefined),
    check: options.check ?? (() => []),
  };
  return method as unknown as Method;
}
