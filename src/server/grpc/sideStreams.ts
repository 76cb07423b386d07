import { RpcCode } from "@holdfast/client";
import type { ServerInterceptingCall, ServerInterceptor } from "@grpc/grpc-js";
import { METHODS, pathOf } from "../methods.ts";

type Interceptable = Parameters<ServerInterceptor>[1];

/** Streams of health checks and reflection: they last for as long as the client likes, and must not hold up a stop. */
export class SideStreams {
  readonly #open = new Set<Interceptable>();

  /** Takes note of them as they come and go. */
  readonly interceptor: ServerInterceptor = (definition, call) => {
    if (!OURS.has(definition.path)) this.#follow(call);
    return call as ServerInterceptingCall;
  };

  /** Ends all of them; health watchers should have been told NOT_SERVING before. */
  end(): void {
    for (const call of this.#open) {
      call.sendStatus({ code: RpcCode.UNAVAILABLE, details: "this server is stopping" });
    }
  }

  #follow(call: Interceptable): void {
    const start = call.start.bind(call);
    call.start = (listener) => {
      this.#open.add(call);
      start({
        onReceiveMetadata: (metadata) => listener.onReceiveMetadata(metadata),
        onReceiveMessage: (message) => listener.onReceiveMessage(message),
        onReceiveHalfClose: () => listener.onReceiveHalfClose(),
        onCancel: () => {
          this.#open.delete(call);
          listener.onCancel();
        },
      });
    };
  }
}

const OURS: ReadonlySet<string> = new Set(METHODS.map(pathOf));
