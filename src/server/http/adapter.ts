import {
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from "@connectrpc/connect-node";
import type { UniversalHandler, UniversalServerRequest } from "@connectrpc/connect/protocol";
import { lineOf } from "../exchange.ts";
import type { Failure } from "../failure.ts";
import type { Pipeline } from "../pipeline.ts";
import { complete } from "./complete.ts";
import { isHalfCharacter, tellHalfCharacter } from "./halfCharacter.ts";
import { bodyOf, readLeftover } from "./leftover.ts";
import { type Visit, visitValues } from "./rpc.ts";
import { type NodeRequest, type NodeResponse, say } from "./say.ts";
import { bringTimeoutsNear } from "./timeouts.ts";

/** What requests are told that are no calls, by what connect says of them. */
const NO_CALLS: Readonly<Record<number, string>> = {
  405: "calls are POST requests",
  415: "send content-type application/json, or application/proto",
};

/** Leads one request to its method and the answer back. Never rejects. */
export async function call(
  pipeline: Pipeline,
  handler: UniversalHandler,
  request: NodeRequest,
  response: NodeResponse,
): Promise<void> {
  const visit: Visit = {
    authority: authorityOf(request),
    peerAddress: request.socket?.remoteAddress,
  };
  const startedAt = performance.now();
  let outcome: Failure | undefined;
  limitArrival(pipeline.limits.deadlineMaxMs, request, response);
  const end = (): void => visit.exchange?.abandon(outcome);
  response.once("close", end);
  // Over HTTP/2 a request that was answered before it was complete does not close until its time is up.
  if ("stream" in response) response.stream.once("finish", end);
  bringTimeoutsNear(request.headers);
  try {
    const asked = asUniversal(request, response, visit, pipeline.limits.messageBytesMax);
    const answered = await complete(await handler(asked), (failure) => {
      outcome = failure;
      if (visit.exchange !== undefined) return;
      turnAway(pipeline, handler.method.name, failure, performance.now() - startedAt);
    });
    if (answered.body === undefined) {
      return say(response, answered.status, NO_CALLS[answered.status] ?? "this is not a call");
    }
    await universalResponseToNodeResponse(answered, response);
  } catch (error) {
    // Else the other end is gone, or was told half of an answer: there is nobody left to tell.
    if (!isHalfCharacter(error) || response.headersSent) response.destroy();
    else outcome = tellHalfCharacter(request, response);
  }
}

function asUniversal(
  request: NodeRequest,
  response: NodeResponse,
  visit: Visit,
  leftoverBytesMax: number,
): UniversalServerRequest {
  const asked = universalRequestFromNodeRequest(request, response, undefined, visitValues(visit));
  // Over HTTP/2 nobody else's bytes wait behind a body that nobody reads.
  if ("stream" in request || "stream" in response) return asked;
  readLeftover(request, response, leftoverBytesMax);
  return { ...asked, body: bodyOf(request) };
}

/** The Host or `:authority` header, as it came. */
export function authorityOf(request: NodeRequest): string | undefined {
  return "authority" in request ? request.authority : request.headers.host;
}

/** Takes note of a call that did not reach the pipeline. */
export function turnAway(pipeline: Pipeline, method: string, failure: Failure, ms: number): void {
  pipeline.turnedAway({ door: "http", method, ...lineOf(failure), ms });
}

/** Cuts off a request whose body is not complete in time. */
function limitArrival(timeoutMs: number, request: NodeRequest, response: NodeResponse): void {
  // Over HTTP/2 the request alone would not end its stream.
  const timer = setTimeout(() => response.destroy(), timeoutMs).unref();
  request.once("end", () => clearTimeout(timer));
  response.once("close", () => clearTimeout(timer));
}
