import type { Mutant } from "./mutant.ts";

/** A change of one file, which a test must notice; `only` narrows a long file to some of its tests. */
function guard(
  name: string,
  file: string,
  find: string,
  replace: string,
  test: string,
  only?: string,
): Mutant {
  const patches = [{ file: `src/${file}`, find, replace }];
  const tests = [`test/${test}.test.ts`];
  return { name, patches, tests, ...(only !== undefined && { only }) };
}

/** Guards that a caller at either door would miss. */
export const DOOR_MUTANTS: readonly Mutant[] = [
  guard(
    "any repeat is a replay, whatever it asks",
    "core/judge.ts",
    "if (entry.fingerprint === command.fingerprint) return",
    'if (entry.fingerprint !== "") return',
    "behaviour/behaviour",
    "a retry",
  ),
  guard(
    "gRPC does not tell replays",
    "server/grpc/unary.ts",
    "if (reply.replayed) call.sendMetadata(replayHeader());",
    "",
    "behaviour/behaviour",
    "retry|replay|repeat|every other door",
  ),
  guard(
    "HTTP does not tell replays",
    "server/http/rpc.ts",
    'if (reply.replayed) context.responseHeader.set("holdfast-replay", "true");',
    "",
    "parity/parity",
  ),
  guard(
    "a page token is good for any filter",
    "server/paging.ts",
    "version === TOKEN_VERSION && filter === this.#filter && isKey",
    "version === TOKEN_VERSION && isKey",
    "behaviour/behaviour",
    "token",
  ),
  guard(
    "anybody may hold without end",
    "server/exchange.ts",
    'if (action !== undefined && principal.role !== "admin")',
    'if (action === "" && principal.role !== "admin")',
    "behaviour/behaviour",
    "a role|weak",
  ),
  guard(
    "anybody may change the catalog",
    "server/methods.ts",
    'const ADMIN: readonly Role[] = ["admin"];',
    "const ADMIN: readonly Role[] = EVERYONE;",
    "behaviour/behaviour",
    "a role",
  ),
  guard(
    "a rehearsal is written",
    "store/lane/decideAll.ts",
    'return command.kind !== "expire" && command.validateOnly;',
    'return command.kind === "expire";',
    "behaviour/behaviour",
    "a rehearsal",
  ),
  guard(
    "nobody is told when to come back",
    "server/failures.ts",
    "const details = [retryInfo(error.retryAfterMs)];\n    return new Failure(RpcCode.RESOURCE_EXHAUSTED",
    "const details: Detail[] = [];\n    return new Failure(RpcCode.RESOURCE_EXHAUSTED",
    "behaviour/behaviour",
    "full",
  ),
  guard(
    "overdue holds are listed as held",
    "store/reads/reservations.ts",
    "when r.held > 0 and (r.expires_at is null or r.expires_at > statement_timestamp()) then 'held'",
    "when r.held > 0 then 'held'",
    "behaviour/behaviour",
    "a list|anybody sees",
  ),
  guard(
    "gRPC tells no details",
    "server/grpc/unary.ts",
    'metadata.set("grpc-status-details-bin", Buffer.from(statusBytes(failure)));',
    "",
    "parity/parity",
    "reserve too much|details",
  ),
  guard(
    "the message of gRPC is another",
    "server/grpc/unary.ts",
    "details: toldSentence(failure.message), metadata",
    "details: failure.reason, metadata",
    "parity/parity",
    "every door",
  ),
  guard(
    "not serving is reported as serving the whole time",
    "server/grpc/health.ts",
    'serving ? "SERVING" : "NOT_SERVING"',
    '"NOT_SERVING"',
    "behaviour/bufCurl",
    "health",
  ),
  {
    name: "JSON requests have fingerprints of their own",
    patches: [
      {
        file: "src/server/call.ts",
        find: "fingerprint: fingerprint(method, desc.input, request),",
        replace: "fingerprint: fingerprint(method, desc.input, request) + this.#context.door,",
      },
      {
        file: "src/server/call.ts",
        find: "export interface CallContext {",
        replace: "export interface CallContext {\n  readonly door?: string;",
      },
      {
        file: "src/server/exchange.ts",
        find: "    const call = new Call({",
        replace: "    const call = new Call({\n      door: this.#arrival.door,",
      },
    ],
    tests: ["test/parity/oneRequest.test.ts"],
  },
];
