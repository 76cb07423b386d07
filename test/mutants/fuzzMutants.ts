import { guard, type Mutant } from "./mutant.ts";

/** A change that some of many inputs must bring to light, whatever they are. */
function fuzz(name: string, file: string, find: string, replace: string): Mutant {
  return guard(`fuzz: ${name}`, file, find, replace, "fuzz/fuzz", "whatever comes in");
}

/** A change that undoes what was mended after an input had done harm. */
function regression(name: string, file: string, find: string, replace: string): Mutant {
  return guard(`fuzz: ${name}`, file, find, replace, "fuzz/fuzz", "once did harm");
}

/** Guards against input that means no good, or only looks as if it did not. */
export const FUZZ_MUTANTS: readonly Mutant[] = [
  fuzz(
    "a part of a millisecond cannot be converted",
    "server/convert/order.ts",
    "shelfLife === undefined ? 0 : msFromProto(shelfLife),",
    "shelfLife === undefined ? 0 : Number(BigInt(shelfLife.nanos / 1e6)),",
  ),
  fuzz(
    "a refused creation is written",
    "catalog/turn.ts",
    "if (refusal !== undefined) throw new CommandRejected(refusal);",
    `if (refusal !== undefined) {
    head.recordedAt = new Date(now + 1);
    await em.flush();
    await em.commit();
    await em.begin();
    throw new CommandRejected(refusal);
  }`,
  ),
  fuzz(
    "a rehearsal is a performance",
    "server/call.ts",
    "validateOnly: request.validateOnly ?? false,",
    "validateOnly: false,",
  ),
  fuzz(
    "any text matches any pattern",
    "server/validate/validation.ts",
    "return expression.test(text);",
    'return expression.test(text) || text !== "";',
  ),
  fuzz(
    "a violation names no field",
    "server/failures.ts",
    "const details = [badRequest(problems)];",
    "const details: Detail[] = [];",
  ),
  fuzz(
    "a reason comes under another code",
    "server/failures.ts",
    "RESERVATION_CLOSED: RpcCode.FAILED_PRECONDITION,",
    "RESERVATION_CLOSED: RpcCode.ABORTED,",
  ),
  fuzz(
    "a message that cannot be decoded is our fault",
    "server/grpc/unary.ts",
    'throw fieldFailure([{ field: "", description }]);',
    "throw new Error(description);",
  ),
  fuzz(
    "a call whose caller left is not abandoned",
    "server/http/adapter.ts",
    'response.once("close", end);',
    "",
  ),
  regression(
    "a connection that ended is waited for",
    "server/http/versions.ts",
    "socket.allowHalfOpen = false;",
    "",
  ),
  regression(
    "half of what was compressed is our fault",
    "server/stray.ts",
    "decompression failed|",
    "",
  ),
  regression(
    "half a character gets no answer",
    "server/http/adapter.ts",
    "if (!isHalfCharacter(error) || response.headersSent) response.destroy();",
    "if (isHalfCharacter(error) || response.headersSent) response.destroy();",
  ),
  regression(
    "noise for reflection is our fault",
    "server/grpc/strays.ts",
    "if (method === undefined) blameCaller(call);",
    "if (method === undefined) void 0;",
  ),
  regression(
    "a timeout of years sets a timer that overflows",
    "server/http/adapter.ts",
    "bringTimeoutsNear(request.headers);",
    "",
  ),
];
