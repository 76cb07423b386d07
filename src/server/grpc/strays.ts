import { RpcCode } from "@holdfast/client";
import {
  type ServerInterceptingCall,
  type ServerInterceptor,
  status as Status,
} from "@grpc/grpc-js";
import { lineOf } from "../exchange.ts";
import { type Method, METHODS, pathOf } from "../methods.ts";
import type { Pipeline } from "../pipeline.ts";
import { strayFailure } from "../stray.ts";
import { statusOf } from "./unary.ts";

type Interceptable = Parameters<ServerInterceptor>[1];

/**
 * Sees the calls that grpc-js ends by itself: requests that are too large, unreadable or never complete. Gives
 * them an `ErrorInfo` like every other failure, and a line in the log. The instance's own `sendStatus` is
 * replaced, because grpc-js calls that one and not an interceptor's.
 */
export function strayInterceptor(pipeline: Pipeline): ServerInterceptor {
  const methods = new Map(METHODS.map((method) => [pathOf(method), method]));
  return (definition, call) => {
    const method = methods.get(definition.path);
    if (method === undefined) blameCaller(call);
    else {
      completeStatuses(call, method, pipeline);
      limitArrival(call, pipeline);
      endWithMessage(call);
    }
    // Nothing is wrapped, so the type of a wrapper is promised for nothing.
    return call as ServerInterceptingCall;
  };
}

function completeStatuses(call: Interceptable, method: Method, pipeline: Pipeline): void {
  const send = call.sendStatus.bind(call);
  const startedAt = performance.now();
  call.sendStatus = (status) => {
    const isComplete = status.metadata?.get("grpc-status-details-bin").length;
    if (status.code === Status.OK || isComplete || isUnheard(status)) return send(status);
    const failure = strayFailure(status.code ?? RpcCode.UNKNOWN, status.details ?? "");
    if (failure.code !== RpcCode.DEADLINE_EXCEEDED) {
      // The pipeline has its own clock and tells of the deadline itself.
      const ms = performance.now() - startedAt;
      pipeline.turnedAway({ door: "grpc", method: method.name, ...lineOf(failure), ms });
    }
    return send(statusOf(failure));
  };
}

/** What health checks and reflection cannot read is the caller's fault; grpc-js says that it is ours. */
function blameCaller(call: Interceptable): void {
  const send = call.sendStatus.bind(call);
  call.sendStatus = (status) => {
    if (status.code !== Status.INTERNAL) return send(status);
    return send(statusOf(strayFailure(RpcCode.INVALID_ARGUMENT, status.details ?? "")));
  };
}

/** grpc-js says this to nobody: the caller left while it wrote the answer, which the pipeline has counted. */
function isUnheard({ code, details }: Parameters<Interceptable["sendStatus"]>[0]): boolean {
  return code === Status.INTERNAL && details === "Internal server error";
}

/** Ends a call whose request is not complete in time; grpc-js would wait for ever. */
function limitArrival(call: Interceptable, { deadlines, limits }: Pipeline): void {
  const start = call.start.bind(call);
  call.start = (listener) => {
    const details = "the request did not arrive in time";
    const giveUp = (): void => {
      call.sendStatus({ code: RpcCode.DEADLINE_EXCEEDED, details });
    };
    const arrived = deadlines.watch(performance.now() + limits.deadlineMaxMs, giveUp);
    start({
      onReceiveMetadata: (metadata) => listener.onReceiveMetadata(metadata),
      onReceiveMessage: (message) => listener.onReceiveMessage(message),
      onReceiveHalfClose: () => {
        arrived();
        listener.onReceiveHalfClose();
      },
      onCancel: () => {
        arrived();
        listener.onCancel();
      },
    });
  };
}

/**
 * Ends an answer together with its message. grpc-js waits until the message is on its way before it sends the status,
 * which costs every call a second write to its socket.
 */
function endWithMessage(call: Interceptable): void {
  const send = call.sendMessage.bind(call);
  call.sendMessage = (message, sent) => {
    send(message, () => undefined);
    sent();
  };
}
