import type { DescMethodUnary } from "@bufbuild/protobuf";

import { anyWay, encoded, headOf, partOf, type Way } from "../envelope.ts";
import { type Call, type Input, pathOf } from "../input.ts";
import { legalRequest } from "../message/legal.ts";
import type { Occasion } from "../message/values.ts";
import type { Random } from "../random.ts";
import { inRows } from "../rows.ts";
import { ADMIN_KEY, reservationSlot, SERVICE_KEY } from "../world.ts";
import { oddHttp1 } from "./http1.ts";

/** A header, with values that it should not have. */
type Trouble = readonly [name: string, values: readonly string[]];

const LONG = "x".repeat(9_000);
const NUMBERS = ["0", "1", "-1", "1e3", "0x10", " 5", "99999999999999999999", "NaN", "", "1.5"];

const TYPES = inRows(
  ["", "text/plain", "application/grpc", "application/grpc+proto", "application/grpc+json"],
  ["application/grpc+thrift", "application/grpcx", "application/grpc-web", "APPLICATION/GRPC"],
  ["application/grpc-web-text", "application/grpc-web+json", "application/connect+json"],
  ["application/connect+proto", "application/json", "application/json; charset=utf-8"],
  ["application/json; charset=x", "application/proto", "application/x-protobuf", "multipart/x"],
  ["application/json, application/json", "application/", "/", "a".repeat(500), "__proto__"],
);

const PATHS = (path: string): readonly string[] =>
  inRows(
    ["/", "//", "/%", "/%00", "*", "", "/x.Y/Z", "/__proto__", "/constructor", "/toString"],
    [`${path}s`, `${path}/`, path.toLowerCase(), `/${path}`, path.slice(1), `${path}?x=1`],
    [`${path}#x`, `${path}%20`, `http://localhost${path}`, `/${"a".repeat(5_000)}`, "/../etc"],
    [path.replace("/Get", "/get"), path.replace("v1", "v2"), path.replace(".", "%2e"), `${path};`],
    ["/grpc.health.v1.Health/Check", "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"],
    ["/healthz", "/readyz", "/metrics", "/healthz/../readyz", "/favicon.ico", "http://[/x"],
  );

/** Headers of HTTP/2, and of calls over it. */
const TROUBLES: readonly Trouble[] = [
  [":method", ["GET", "PUT", "OPTIONS", "DELETE", "HEAD", "PATCH", "TRACE", "post", "x", "POST "]],
  [":authority", ["[", "[::1", "a b", "%", "x:y", "x:99999", "", "\u00e9", "localhost:1"]],
  [":scheme", ["https", "ftp", "", "javascript"]],
  ["content-type", TYPES],
  [
    "grpc-timeout",
    ["1", "forever", "-1S", "1X", "999999999S", "99999999S", "0S", "1n", "1u", "", "S"],
  ],
  ["connect-timeout-ms", [...NUMBERS, "99999999999"]],
  ["connect-protocol-version", ["", "2", "1, 1", "x"]],
  ["grpc-encoding", ["identity", "gzip", "rot13", "", "gzip, identity", "__proto__"]],
  ["grpc-accept-encoding", ["gzip", "rot13", "", ",,,", "identity,deflate,gzip", LONG]],
  ["content-encoding", ["identity", "gzip", "br", "rot13", "", "gzip, br"]],
  ["accept-encoding", ["gzip", "br;q=1.0, *;q=0", "", ",,,", LONG]],
  ["content-length", ["0", "1", "-1", "99", "x", "99999999999999999999"]],
  ["authorization", authorizations()],
  [
    "holdfast-tenant",
    ["acme", "ACME", "other", "nobody", "", "__proto__", "acme, other", "\u00e9", LONG],
  ],
  ["holdfast-replay", ["true"]],
  ["x-odd-bin", ["!!!", "====", "AA=A", "\u00e9", "", "AAAA", "A", LONG]],
  ["grpc-status-details-bin", ["!!!", "AAAA"]],
  ["grpc-status", ["0", "13"]],
  ["origin", ["null", "http://evil.example", "http://localhost", "http://[", "x"]],
  ["expect", ["100-continue", "200-ok"]],
  ["host", ["[", "localhost", "evil.example"]],
  ["user-agent", ["", LONG, "\u0001".slice(1), "grpc-node-js/1.14.7"]],
  ["x-forwarded-for", ["127.0.0.1", "::1"]],
  ["cookie", ["__proto__=1", LONG]],
  ["x-long", ["x".repeat(14_000), "x".repeat(20_000), "x".repeat(70_000)]],
  ["grpc-trace-bin", ["AAA", LONG]],
  ["traceparent", ["00-0-0-00", ""]],
];

/** A legal message whose headers are odd. */
export function oddHead(method: DescMethodUnary, occasion: Occasion): Omit<Input, "kind"> {
  const { random } = occasion;
  if (random.percent(35)) return oddHttp1(method, occasion);
  const way = http2Way(random);
  const message = encoded(legalRequest(method, occasion), way, random);
  const head = new Map(headOf(pathOf(method), way, ADMIN_KEY));
  const what: string[] = [];
  for (let left = random.between(1, 2); left > 0; left--) {
    const [name, odd] = anOddity(pathOf(method), random);
    head.set(name, odd);
    what.push(`${name} ${JSON.stringify(odd.slice(0, 60))}`);
  }
  if (random.percent(5)) addMany(head, random);
  const sent: Call = {
    form: "call",
    ...way,
    head: [...head],
    body: [partOf(message, way)],
    ending: "end",
  };
  const told = `${method.name} over ${way.protocol} with ${what.join(" and ")}`;
  return { what: told, sent, expected: { is: "anything" }, isRough: true };
}

function anOddity(path: string, random: Random): [name: string, value: string] {
  if (random.percent(20)) return [":path", random.pick(PATHS(path))];
  const [name, values] = random.pick(TROUBLES);
  return [name, random.pick(values)];
}

function http2Way(random: Random): Way {
  for (;;) {
    const way = anyWay(random);
    if (way.http === 2) return way;
  }
}

function addMany(head: Map<string, string>, random: Random): void {
  const count = random.pick([50, 120, 130, 1_000]);
  for (let at = 0; at < count; at++) head.set(`x-${at}`, "y".repeat(random.below(30)));
}

function authorizations(): string[] {
  return inRows(
    ["", "Bearer", "Bearer ", "Basic YTpi", `bearer ${ADMIN_KEY}`, `Bearer  ${ADMIN_KEY} `],
    [ADMIN_KEY, `Bearer ${ADMIN_KEY}, Bearer ${ADMIN_KEY}`, `Bearer ${ADMIN_KEY.slice(1)}`],
    [`Bearer ${SERVICE_KEY}`, `Bearer hf_${"A".repeat(43)}`, `Bearer ${LONG}`],
    [`Bearer ${reservationSlot(1)}`, "Bearer \u00e9", "Bearer '; select 1; --", "Bearer __proto__"],
  );
}
