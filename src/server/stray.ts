import { RpcCode } from "@holdfast/client";
import { DeadlinePassed } from "../store/errors.ts";
import { Failure } from "./failure.ts";
import { failureOf, fieldFailure } from "./failures.ts";
import { shortened } from "./headerSpace.ts";

/** What the libraries say of requests that they could not read. */
const UNREADABLE =
  /^(Failed to decompress|decompression failed|Invalid grpc-timeout|parse binary|received compressed envelope)/;

/** What a caller is told whose call a library ended before it reached the pipeline. */
export function strayFailure(code: number, text: string): Failure {
  if (code === RpcCode.RESOURCE_EXHAUSTED) return tooLarge();
  if (code === RpcCode.DEADLINE_EXCEEDED) return failureOf(new DeadlinePassed());
  const isUnreadable =
    code === RpcCode.INVALID_ARGUMENT || code === RpcCode.UNIMPLEMENTED || UNREADABLE.test(text);
  if (!isUnreadable) return failureOf(new Error(text));
  return fieldFailure([
    { field: "", description: `the request cannot be read: ${shortened(text)}` },
  ]);
}

/** What a caller is told who calls a method that does not exist. */
export function methodNotFound(path: string): Failure {
  const message = `there is no method ${shortened(path, 120)}: correct the path`;
  return new Failure(RpcCode.UNIMPLEMENTED, "METHOD_NOT_FOUND", message);
}

/** What a caller is told whose request is larger than any that keeps the limits of the contract. */
export function tooLarge(): Failure {
  const message = "the request is too large: split it, or send fewer lines";
  return new Failure(RpcCode.RESOURCE_EXHAUSTED, "REQUEST_TOO_LARGE", message);
}
