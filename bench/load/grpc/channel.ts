import type { Answered } from "./calls.ts";
import { type Connection, openConnection, UNAVAILABLE, UNSEEN } from "./connection.ts";
import type { Head } from "./headers.ts";

/** A way to one server: a connection, and the next one when the server wants no more calls on it. */
export interface Channel {
  call(head: Head, message: readonly Uint8Array[], answered: Answered): void;
  close(): void;
}

/** Calls that crossed with a server's goodbye are sent again, as every gRPC client does; a server that is away, not for ever. */
const TRIES_MAX = 3;

export function openChannel(port: number): Channel {
  let connection: Connection | undefined;
  const send = (tries: number, ...[head, message, answered]: Parameters<Channel["call"]>): void => {
    if (connection?.isTaking !== true) connection = openConnection("127.0.0.1", port);
    connection.call(head, message, (status, reply) => {
      if (status !== UNSEEN) answered(status, reply);
      else if (tries === TRIES_MAX) answered(UNAVAILABLE, reply);
      else send(tries + 1, head, message, answered);
    });
  };
  return {
    call: (head, message, answered) => send(1, head, message, answered),
    close: () => connection?.close(),
  };
}
