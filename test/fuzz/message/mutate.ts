import type { Random } from "../random.ts";

/** Bytes that mean something at the edges of numbers, tags and JSON. */
const TELLING = [
  0, 1, 2, 8, 0x0a, 0x12, 0x1a, 0x22, 0x7b, 0x5b, 0x7f, 0x80, 0xc0, 0xed, 0xfe, 0xff,
];

type Change = (bytes: Buffer, random: Random, other: Buffer) => Buffer;

const CHANGES: readonly (readonly [weight: number, change: Change])[] = [
  [6, flipBit],
  [4, setByte],
  [3, cutOut],
  [2, cutOff],
  [3, insert],
  [2, repeat],
  [2, splice],
  [1, swap],
];

/** Changes a few bytes somewhere. @param other another message, of which parts may be taken over */
export function mutated(bytes: Buffer, random: Random, other: Buffer): Buffer {
  let changed = bytes;
  for (let left = random.between(1, random.percent(70) ? 2 : 8); left > 0; left--) {
    changed = random.weighed(CHANGES)(changed, random, other);
  }
  return changed;
}

function flipBit(bytes: Buffer, random: Random): Buffer {
  return withByte(bytes, random, (byte) => byte ^ (1 << random.below(8)));
}

function setByte(bytes: Buffer, random: Random): Buffer {
  return withByte(bytes, random, () => random.pick(TELLING));
}

function withByte(bytes: Buffer, random: Random, change: (byte: number) => number): Buffer {
  if (bytes.length === 0) return bytes;
  const copy = Buffer.from(bytes);
  const at = random.below(copy.length);
  copy[at] = change(copy[at] ?? 0);
  return copy;
}

function cutOut(bytes: Buffer, random: Random): Buffer {
  const [from, to] = range(bytes, random);
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
}

function cutOff(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(0, random.below(bytes.length + 1));
}

function insert(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  const more = random.bytes(random.between(1, 8));
  return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)]);
}

function repeat(bytes: Buffer, random: Random): Buffer {
  const [from, to] = range(bytes, random);
  return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
}

function splice(bytes: Buffer, random: Random, other: Buffer): Buffer {
  const [from, to] = range(bytes, random);
  const [start, end] = range(other, random);
  return Buffer.concat([bytes.subarray(0, from), other.subarray(start, end), bytes.subarray(to)]);
}

function swap(bytes: Buffer, random: Random): Buffer {
  const [from, to] = range(bytes, random);
  const middle = (from + to) >> 1;
  const parts = [
    [0, from],
    [middle, to],
    [from, middle],
    [to, bytes.length],
  ] as const;
  return Buffer.concat(parts.map(([start, end]) => bytes.subarray(start, end)));
}

/** Some bytes in a row, mostly few. */
function range(bytes: Buffer, random: Random): [from: number, to: number] {
  const from = random.below(bytes.length + 1);
  const longest = random.percent(80) ? 8 : bytes.length;
  return [from, Math.min(bytes.length, from + random.below(longest + 1))];
}
