import type { AddressInfo, Server, Socket } from "node:net";
import { ConfigError } from "../config.ts";
import type { DoorAddress } from "./options.ts";

/** What a door is called, and where an operator moves it. */
export interface DoorName {
  readonly door: string;
  readonly setting: string;
}

/** Starts to listen. @returns the port. @throws Error in plain words, naming the setting */
export async function listen(
  server: Server,
  { host, port }: DoorAddress,
  name: DoorName,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once("error", reject);
  server.listen({ host, port }, resolve);
  try {
    await promise;
  } catch (error) {
    throw cannotListen(error, { host, port }, name);
  } finally {
    server.off("error", reject);
  }
  return (server.address() as AddressInfo).port;
}

/** Follows the connections of a server, so that they can be cut off. */
export function followSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.prependListener("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return sockets;
}

function cannotListen(cause: unknown, { host, port }: DoorAddress, name: DoorName): ConfigError {
  const { door, setting } = name;
  const { code } = cause as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") {
    const message = `port ${port} is already in use, so the ${door} door cannot listen on ${host}: stop what uses it, or set ${setting} to another port`;
    return new ConfigError([message]);
  }
  if (code === "EACCES") {
    const message = `this user may not listen on port ${port}: set ${setting} to one above 1023`;
    return new ConfigError([message]);
  }
  const message = `the ${door} door cannot listen on ${host}:${port} (${String(cause)}): check ${setting}`;
  return new ConfigError([message]);
}
