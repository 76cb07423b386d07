import { reject, type Rejection } from "../core/rejection.ts";
import type { Target } from "./catalog.ts";

/** Refuses to change what is not as the caller believes it to be. An empty etag: it may be anything. */
export function staleEtag(
  { name, etag }: Target,
  version: number,
  field: string,
): Rejection | undefined {
  if (etag === "" || etag === String(version)) return undefined;
  const message = `${field}: "${name}" was changed since it was read; read it again, then decide`;
  const facts = { name, expected: etag, actual: String(version) };
  return { ...reject("STALE_EXPECTATION", message, facts), field };
}
