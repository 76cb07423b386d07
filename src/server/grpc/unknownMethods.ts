import type { handleBidiStreamingCall, Server } from "@grpc/grpc-js";
import { codeName } from "../failure.ts";
import { shortened } from "../headerSpace.ts";
import type { Pipeline } from "../pipeline.ts";
import { methodNotFound } from "../stray.ts";
import { statusOf } from "./unary.ts";

/** What grpc-js keeps for a method. */
interface HandlerEntry {
  readonly func: handleBidiStreamingCall<Buffer, Buffer>;
  readonly serialize: (bytes: Buffer) => Buffer;
  readonly deserialize: (bytes: Buffer) => Buffer;
  readonly type: "bidi";
  readonly path: string;
}

/**
 * Answers methods that do not exist. grpc-js has no hook for them and answers without an `ErrorInfo`, so its
 * private table of handlers is replaced by one that has an entry for every path.
 */
export function answerUnknownMethods(server: Server, pipeline: Pipeline): void {
  const inner = server as unknown as { handlers: Map<string, HandlerEntry> };
  inner.handlers = new CompleteTable(inner.handlers, pipeline);
}

class CompleteTable extends Map<string, HandlerEntry> {
  readonly #pipeline: Pipeline;

  constructor(known: Map<string, HandlerEntry>, pipeline: Pipeline) {
    super(known);
    this.#pipeline = pipeline;
  }

  override get(path: string): HandlerEntry {
    return super.get(path) ?? this.#unknown(path);
  }

  #unknown(path: string): HandlerEntry {
    const same = (bytes: Buffer): Buffer => bytes;
    return {
      // A stream is answered at once; a unary call only when its request is complete.
      func: (call) => {
        const failure = methodNotFound(path);
        const { code, reason } = failure;
        const line = { method: shortened(path), code: codeName(code), reason, ms: 0 };
        this.#pipeline.turnedAway({ door: "grpc", ...line });
        call.emit("error", statusOf(failure));
      },
      serialize: same,
      deserialize: same,
      type: "bidi",
      path,
    };
  }
}
