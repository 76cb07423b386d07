import { type Answered, type Connection, openConnection } from "./connection.ts";
import type { Head } from "./headers.ts";

/** A way to one server: a connection, and the next one when the server wants no more calls on it. */
export interface Channel {
  call(head: Head, message: readonly Uint8Array[], answered: Answered): void;
  close(): void;
}

export function openChannel(port: number): Channel {
  let connection: Connection | undefined;
  return {
    call: (head, message, answered) => {
      if (connection?.isTaking !== true) connection = openConnection("127.0.0.1", port);
      connection.call(head, message, answered);
    },
    close: () => connection?.close(),
  };
}
