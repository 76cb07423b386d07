import { fromBinary, type Message } from "@bufbuild/protobuf";
import {
  type handleUnaryCall,
  Metadata,
  type ServerUnaryCall,
  type StatusObject,
} from "@grpc/grpc-js";
import { failureOf, fieldFailure } from "../failures.ts";
import type { Failure } from "../failure.ts";
import { toldSentence } from "../headerSpace.ts";
import type { Arrival } from "../identity.ts";
import type { Method } from "../methods.ts";
import type { Pipeline } from "../pipeline.ts";
import { statusBytes } from "../status.ts";
import { tooLarge } from "../stray.ts";
import { fieldsMaxOf, isCrowded } from "./crowd.ts";

type BytesCall = ServerUnaryCall<Buffer, Message>;

/** Leads the calls of one method through the pipeline. */
export function unaryHandler(pipeline: Pipeline, method: Method): handleUnaryCall<Buffer, Message> {
  const fieldsMax = fieldsMaxOf(method.desc.input);
  return (call, respond) => {
    const exchange = pipeline.open(method, arrivalOf(call));
    const answering = async (): Promise<void> => {
      await exchange.admit();
      const reply = await exchange.answer(() => decode(method, call.request, fieldsMax));
      if (reply.replayed) call.sendMetadata(replayHeader());
      respond(null, reply.message);
    };
    answering().catch((error: unknown) => respond(statusOf(failureOf(error))));
  };
}

/** A failure as grpc-js sends it. */
export function statusOf(failure: Failure): StatusObject {
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(statusBytes(failure)));
  return { code: Number(failure.code), details: toldSentence(failure.message), metadata };
}

function arrivalOf(call: BytesCall): Arrival {
  return {
    door: "grpc",
    header: (name) => call.metadata.get(name)[0]?.toString(),
    authority: call.getHost(),
    peerAddress: addressOf(call.getPeer()),
    timeoutMs: timeoutOf(call),
  };
}

function timeoutOf(call: BytesCall): number | undefined {
  const deadline = Number(call.getDeadline());
  return Number.isFinite(deadline) ? deadline - Date.now() : undefined;
}

/** Cuts the port off what grpc-js calls a peer, such as `::1:51432`. */
function addressOf(peer: string): string {
  return peer.slice(0, peer.lastIndexOf(":"));
}

function decode(method: Method, bytes: Buffer, fieldsMax: number): Message {
  if (isCrowded(bytes, fieldsMax)) throw tooLarge();
  try {
    return fromBinary(method.desc.input, bytes);
  } catch {
    const description =
      "the request is not a message of this method, or one of its strings is not UTF-8";
    throw fieldFailure([{ field: "", description }]);
  }
}

function replayHeader(): Metadata {
  const metadata = new Metadata();
  metadata.set("holdfast-replay", "true");
  return metadata;
}
