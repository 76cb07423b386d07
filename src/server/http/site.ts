import type { Deliveries } from "../../wms/inbox/deliveries.ts";
import { shortened } from "../headerSpace.ts";
import { isAuthority } from "../loopback.ts";
import type { Pipeline } from "../pipeline.ts";
import { methodNotFound } from "../stray.ts";
import { authorityOf, call, turnAway } from "./adapter.ts";
import { connectJson } from "./connectError.ts";
import { createPostbox, webhookAccount } from "./postbox.ts";
import type { Probe } from "./probes.ts";
import { rpcHandlers } from "./rpc.ts";
import { type NodeHandler, type NodeResponse, say, send } from "./say.ts";

/** What the HTTP door answers besides calls. */
export interface Besides {
  readonly probes: ReadonlyMap<string, Probe>;
  readonly deliveries: Deliveries | undefined;
}

/** Everything that the HTTP door answers: probes, calls, webhooks, and a sentence for whatever else is asked. */
export function createSite(
  pipeline: Pipeline,
  { probes, deliveries }: Besides,
  isClosing: () => boolean,
): NodeHandler {
  const handlers = rpcHandlers(pipeline);
  const postbox = deliveries === undefined ? undefined : createPostbox(pipeline, deliveries);
  return (request, response) => {
    // A reset by the other end must not end the process; the answer is then destroyed where it is made.
    response.on("error", () => undefined);
    // So that the client asks another server the next time.
    if (isClosing() && request.httpVersionMajor === 1) response.setHeader("connection", "close");
    if (!isAuthority(authorityOf(request))) {
      // connect would build a URL of it, and take the process down when that fails.
      return say(response, 400, "the Host header is missing or malformed");
    }
    const [path = ""] = (request.url ?? "").split("?", 1);
    const probe = probes.get(path);
    if (probe !== undefined) {
      probe(response).catch(() => response.destroy());
      return;
    }
    const account = webhookAccount(path);
    if (account !== undefined && postbox !== undefined) {
      void postbox(request, response, account);
      return;
    }
    const handler = handlers.get(path);
    if (handler === undefined) return answerUnknown(pipeline, path, response);
    void call(pipeline, handler, request, response);
  };
}

function answerUnknown(pipeline: Pipeline, path: string, response: NodeResponse): void {
  const failure = methodNotFound(path);
  turnAway(pipeline, shortened(path), failure, 0);
  send(response, 404, "application/json", connectJson(failure));
}
