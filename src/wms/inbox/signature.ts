import { createHmac, timingSafeEqual } from "node:crypto";

/** A delivery that was signed earlier, or later than now, by more than this is not taken: it may be a copy. */
export const SIGNATURE_AGE_MAX_MS = 300_000;

/** A header longer than this is not read. */
const HEADER_LENGTH_MAX = 1_000;

/** What a signature says about a delivery. All but `good` are refusals. */
export type SignatureVerdict = "good" | "malformed" | "wrong" | "stale";

/** A delivery of a webhook. */
export interface SignedDelivery {
  /** `x-wms-signature: t=<unix seconds>,v1=<hex>`; more than one `v1` while secrets are changed. */
  readonly header: string;
  /** The bytes as they came. */
  readonly body: Uint8Array;
}

/**
 * Whether a delivery comes from whoever knows the secret, and from now: `v1` is the HMAC-SHA256 of `<t>.<body>`.
 *
 * @param now milliseconds since 1970
 * @throws TypeError for an empty secret, with which anybody could sign
 */
export function verifySignature(
  { header, body }: SignedDelivery,
  secret: string,
  now: number,
): SignatureVerdict {
  if (secret === "") throw new TypeError("deliveries cannot be signed with an empty secret");
  const signed = read(header);
  if (signed === undefined) return "malformed";
  const expected = createHmac("sha256", secret).update(`${signed.seconds}.`).update(body).digest();
  // All of them, whichever is right: how long it takes tells nothing.
  const matches = signed.signatures.map((signature) => timingSafeEqual(signature, expected));
  if (!matches.includes(true)) return "wrong";
  const ageMs = now - Number(signed.seconds) * 1000;
  return Math.abs(ageMs) <= SIGNATURE_AGE_MAX_MS ? "good" : "stale";
}

interface Signed {
  /** As it was written, for that is what was signed. */
  readonly seconds: string;
  /** 32 bytes each. */
  readonly signatures: readonly Buffer[];
}

function read(header: string): Signed | undefined {
  if (header.length > HEADER_LENGTH_MAX) return undefined;
  const parts = header.split(",").map((part) => part.trim());
  const times = parts.flatMap((part) => /^t=(\d{1,12})$/.exec(part)?.[1] ?? []);
  const signatures = parts.flatMap((part) => /^v1=([0-9a-f]{64})$/i.exec(part)?.[1] ?? []);
  const [seconds] = times;
  if (seconds === undefined || times.length > 1 || signatures.length === 0) return undefined;
  return { seconds, signatures: signatures.map((hex) => Buffer.from(hex, "hex")) };
}
