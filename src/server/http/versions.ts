import type { Server } from "node:http";
import type { Http2Server } from "node:http2";
import type { Socket } from "node:net";

/** How every connection of HTTP/2 begins that nothing else announced. */
const PREFACE = Buffer.from("PRI * HTTP/2.0");

/**
 * Lets a server of HTTP/1.1 speak HTTP/2 on the same port: looks at the first bytes of each connection, puts them
 * back, and hands it on.
 *
 * @param event what the server calls a connection that is ready to be read
 * @param patienceMs a connection that says nothing for so long is closed
 */
export function speakBothVersions(
  http1: Server,
  http2: Http2Server,
  event: "connection" | "secureConnection",
  patienceMs: number,
): void {
  const listeners = http1.listeners(event);
  http1.removeAllListeners(event);
  http1.on(event, (socket: Socket) => {
    const giveUp = (): void => void socket.destroy();
    socket.on("error", giveUp);
    socket.setTimeout(patienceMs, giveUp);
    whenHeard(socket, (isHttp2) => {
      socket.setTimeout(0);
      socket.off("timeout", giveUp);
      socket.off("error", giveUp);
      if (isHttp2) {
        // A server of HTTP/1.1 lets its callers end their half first; HTTP/2 would wait for this one for ever.
        socket.allowHalfOpen = false;
        http2.emit("connection", socket);
      } else for (const listener of listeners) listener.call(http1, socket);
    });
  });
}

function whenHeard(
  socket: Socket,
  then: (isHttp2: boolean) => void,
  before: Buffer = Buffer.alloc(0),
): void {
  socket.once("readable", () => {
    const chunk: Buffer | null = socket.read();
    if (chunk === null) return void socket.destroy();
    const heard = Buffer.concat([before, chunk]);
    const start = heard.subarray(0, PREFACE.length);
    const isLikeHttp2 = start.equals(PREFACE.subarray(0, start.length));
    // "P" alone may become POST: wait for more. (Putting it back already would make it readable at once.)
    if (isLikeHttp2 && start.length < PREFACE.length) return whenHeard(socket, then, heard);
    socket.unshift(heard);
    then(isLikeHttp2);
  });
}
