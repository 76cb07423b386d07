import type { Socket } from "node:net";

import type { Connection, Pool, PoolClient } from "pg";

/** How often the connections are looked at, as a part of the silence that is allowed. */
const TICK_SHARE = 0.1;

/** A connection, and what was seen of it. Bytes are counted from its beginning. */
interface Line {
  readonly stream: Socket;
  /** Sent by the time that everything asked was answered. */
  settledBytes: number;
  heardBytes: number;
  quietSince: number;
}

/**
 * Cuts the connections of a pool on which an answer is due and nothing has been heard for so long: the machine at the
 * other end is dead. One timer for all; node-pg's own limit makes one per query, and what hangs on those outlives the
 * query by far: with one caller, two thirds of what garbage collections had to copy.
 */
export function cutSilent(pool: Pool, silenceMaxMs: number): void {
  const lines = new Map<PoolClient, Line>();
  let timer: NodeJS.Timeout | undefined;
  pool.on("connect", (client) => {
    const { connection } = client as unknown as { connection: Connection };
    const stream = connection.stream as Socket;
    const { bytesWritten: settledBytes, bytesRead: heardBytes } = stream;
    const line: Line = { stream, settledBytes, heardBytes, quietSince: performance.now() };
    lines.set(client, line);
    client.on("drain", () => (line.settledBytes = stream.bytesWritten));
    const tick = (): void => cutAll(lines.values(), silenceMaxMs);
    timer ??= setInterval(tick, silenceMaxMs * TICK_SHARE).unref();
  });
  pool.on("remove", (client) => {
    lines.delete(client);
    if (lines.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  });
}

function cutAll(lines: Iterable<Line>, silenceMaxMs: number): void {
  const now = performance.now();
  for (const line of lines) {
    const { stream } = line;
    const isHeard = stream.bytesRead !== line.heardBytes;
    if (isHeard || stream.bytesWritten === line.settledBytes) {
      line.heardBytes = stream.bytesRead;
      line.quietSince = now;
    } else if (now - line.quietSince >= silenceMaxMs) {
      stream.destroy();
    }
  }
}
