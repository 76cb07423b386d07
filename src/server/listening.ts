import type { DoorAddress } from "./options.ts";

/** Says in plain words why a door cannot be opened. */
export function cannotListen(
  cause: unknown,
  door: string,
  setting: string,
  { host, port }: DoorAddress,
): Error {
  const text = String(cause);
  const where = `${host}:${port}`;
  if (text.includes("EADDRINUSE")) {
    const message = `port ${port} is already in use, so the ${door} door cannot listen on ${where}: stop what uses it, or set ${setting} to another port`;
    return new Error(message, { cause });
  }
  if (text.includes("EACCES")) {
    const message = `this user may not listen on ${where}: set ${setting} to a port above 1023`;
    return new Error(message, { cause });
  }
  return new Error(`the ${door} door cannot listen on ${where} (${text}): check ${setting}`, {
    cause,
  });
}
