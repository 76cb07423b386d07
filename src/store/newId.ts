import { randomFillSync } from "node:crypto";
import type { Uuid } from "../core/stock.ts";

/** Random bytes are fetched this many at a time: asking for ten at a time cost 11 % of the busy Node core. */
const POOL_BYTES = 8192;
const RANDOM_BYTES_PER_ID = 8;
/** Ids made within one millisecond are told apart, and ordered, by 12 bits. */
const COUNTER_END = 0x1000;

const pool = Buffer.allocUnsafe(POOL_BYTES);
const bytes = Buffer.allocUnsafe(16);
let used = POOL_BYTES;
let lastMs = 0;
let counter = 0;

/** Makes a UUID of version 7: those made later by this process sort after those made earlier. */
export function newId(): Uuid {
  const at = tick();
  bytes.writeUIntBE(at, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  takeRandom().copy(bytes, 8);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The millisecond of the next id; never falls, although the clock may. */
function tick(): number {
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    // Starts in the lower half, so that two processes differ and there is room to count.
    counter = takeRandom().readUInt16BE(0) & 0x7ff;
    return lastMs;
  }
  counter += 1;
  if (counter === COUNTER_END) {
    counter = 0;
    lastMs += 1;
  }
  return lastMs;
}

function takeRandom(): Buffer {
  if (used + RANDOM_BYTES_PER_ID > POOL_BYTES) {
    randomFillSync(pool);
    used = 0;
  }
  used += RANDOM_BYTES_PER_ID;
  return pool.subarray(used - RANDOM_BYTES_PER_ID, used);
}
