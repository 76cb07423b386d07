import type { Call, Input, Part } from "./input.ts";

/** Enough to take most of a request away; each try is a call and an audit. */
const TRIES_MAX = 400;

/**
 * Looks for a smaller input that still does the same harm: without parts of its body, headers, bytes.
 *
 * @param fails whether an input still does it
 */
export async function shrunk(
  input: Input,
  fails: (candidate: Input) => Promise<boolean>,
  triesMax = TRIES_MAX,
): Promise<Input> {
  let least = input;
  let tries = 0;
  for (let isSmaller = true; isSmaller && tries < triesMax;) {
    isSmaller = false;
    for (const candidate of smaller(least)) {
      if (++tries > triesMax) break;
      if (!(await fails(candidate))) continue;
      least = candidate;
      isSmaller = true;
      break;
    }
  }
  return least;
}

/** Inputs with something less, the smallest ones first. */
function* smaller(input: Input): Generator<Input> {
  const { sent } = input;
  if (sent.form === "talk") {
    for (const bytes of shorter(sent.bytes)) yield { ...input, sent: { ...sent, bytes } };
    return;
  }
  for (const call of simpler(sent)) yield { ...input, sent: call };
}

function* simpler(call: Call): Generator<Call> {
  if (call.body.length > 1) {
    for (const at of call.body.keys()) yield { ...call, body: call.body.toSpliced(at, 1) };
  }
  for (const [at, [name]] of call.head.entries()) {
    if (!name.startsWith(":")) yield { ...call, head: call.head.toSpliced(at, 1) };
  }
  for (const [at, part] of call.body.entries()) {
    for (const bytes of shorter(part.bytes)) {
      const cut: Part = { ...part, bytes };
      yield { ...call, body: call.body.with(at, cut) };
    }
  }
}

/** The bytes without a run of them: long runs first. */
function* shorter(bytes: Buffer): Generator<Buffer> {
  for (let size = bytes.length >> 1; size > 0; size >>= 1) {
    for (let from = 0; from < bytes.length; from += size) {
      yield Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + size)]);
    }
  }
}
