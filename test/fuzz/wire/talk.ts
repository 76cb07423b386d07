import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { NONSENSE_MS } from "./answer.ts";

/** Says bytes on a connection of their own and listens until the other end closes it, or has nothing to say for a while. */
export async function talk(url: string, bytes: Buffer): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let heard = "";
  socket.on("data", (piece: Buffer) => (heard += piece.toString("latin1")));
  socket.on("error", () => undefined);
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.write(bytes);
  const late = new AbortController();
  const silence = sleep(NONSENSE_MS, undefined, { signal: late.signal }).catch(() => undefined);
  await Promise.race([closed, silence]);
  late.abort();
  socket.destroy();
  return heard;
}
