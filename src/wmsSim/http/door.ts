import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import { readBody } from "./body.ts";
import { manual } from "./manual.ts";
import { openApiDocument, OPERATIONS } from "./openapi.ts";
import type { Operation } from "./operation.ts";
import { Refusal } from "./refusal.ts";
import type { Stage } from "./stage.ts";
import { type Quota, TokenBucket } from "./tokenBucket.ts";
import { type Ending, perform } from "./trouble.ts";

/** How the door lets callers in. */
export interface DoorOptions {
  readonly key: string;
  /** Null: as many requests as anybody likes. */
  readonly quota: Quota | null;
}

/** An HTTP server that shows a simulated warehouse system. Not listening yet. */
export function createDoor(stage: Stage, { key, quota }: DoorOptions): Server {
  const bucket = quota === null ? null : new TokenBucket(quota, performance.now());
  const documents = new Map([
    ["/openapi.json", { type: "application/json", text: JSON.stringify(openApiDocument()) }],
    ["/", { type: "text/html; charset=utf-8", text: manual() }],
  ]);
  return createServer((request, response) => {
    const { pathname, query } = targetOf(request);
    const document = request.method === "GET" ? documents.get(pathname) : undefined;
    if (document !== undefined) {
      response.writeHead(200, { "content-type": document.type }).end(document.text);
      return;
    }
    serve(stage, request, { pathname, query, key, bucket })
      .catch(refusalOf)
      .then((ending) => finish(response, ending))
      .catch(() => response.destroy());
  });
}

interface Asked {
  readonly pathname: string;
  readonly query: URLSearchParams;
  readonly key: string;
  readonly bucket: TokenBucket | null;
}

async function serve(stage: Stage, request: IncomingMessage, asked: Asked): Promise<Ending> {
  const { pathname, query, key, bucket } = asked;
  const isCounted = pathname.startsWith("/v1/");
  if (isCounted) stage.requests.note(Date.now());
  checkKey(request, key);
  const operation = findOperation(request.method, pathname);
  if (isCounted && bucket !== null) checkQuota(bucket, stage);
  const body = await readBody(request);
  const header = (name: string) => {
    const value = request.headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
  stage.clock.catchUp();
  return perform(stage, operation, { query, body, header });
}

function targetOf(request: IncomingMessage): { pathname: string; query: URLSearchParams } {
  const [pathname = "", search = ""] = (request.url ?? "").split("?", 2);
  return { pathname, query: new URLSearchParams(search) };
}

function checkKey(request: IncomingMessage, key: string): void {
  const [scheme, given = ""] = (request.headers.authorization ?? "").split(" ", 2);
  if (scheme?.toLowerCase() === "bearer" && timingSafeEqual(digest(given), digest(key))) return;
  const headers = { "www-authenticate": "Bearer" };
  throw new Refusal(401, "unauthorized", "send authorization: Bearer <key>", headers);
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function findOperation(method: string | undefined, pathname: string): Operation {
  const here = OPERATIONS.filter(({ path }) => path === pathname);
  const found = here.find((operation) => operation.method === method);
  if (found !== undefined) return found;
  if (here.length === 0) throw new Refusal(404, "not_found", `there is nothing at ${pathname}`);
  const allow = here.map((operation) => operation.method).join(", ");
  throw new Refusal(405, "method_not_allowed", `${pathname} takes ${allow}`, { allow });
}

function checkQuota(bucket: TokenBucket, { requests }: Stage): void {
  const waitMs = bucket.take(performance.now());
  if (waitMs === 0) return;
  requests.refused += 1;
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
  throw new Refusal(429, "too_many_requests", `come back in ${seconds} s`, {
    "retry-after": String(seconds),
  });
}

function refusalOf(error: unknown): Ending {
  const refusal =
    error instanceof Refusal
      ? error
      : new Refusal(500, "broken", `the simulator is at fault: ${String(error)}`);
  const { status, code, message, headers } = refusal;
  return { kind: "answer", status, headers, body: { error: code, reason: message } };
}

function finish(response: ServerResponse, ending: Ending): void {
  if (ending.kind === "silence") return;
  if (ending.kind === "cut") {
    response.destroy();
    return;
  }
  const { status, headers, body } = ending;
  response.writeHead(status, { ...headers, "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
