import { expect, test } from "@jest/globals";

import { isExplainable } from "./bruteForce.ts";
import { check } from "./checker.ts";
import { type Call, formatHistory, parseHistory } from "./history.ts";
import { withLie } from "./lies.ts";
import { type PretendOptions, pretendHistory } from "./pretendHistory.ts";
import { prove } from "./proof.ts";
import { createRandom } from "./random.ts";
import { planOf } from "./plan.ts";

const WHOLE = { skus: ["SOCK"], ttlMs: null, isScarce: false };
const KINDS: readonly Pick<PretendOptions, "skus" | "ttlMs" | "isScarce">[] = [
  WHOLE,
  { skus: ["SOCK"], ttlMs: 4, isScarce: false },
  { skus: ["CAMERA", "LENS"], ttlMs: null, isScarce: false },
];

test("of short histories, right and wrong, it says the same as whoever tries all orders", () => {
  const counts = { proven: 0, refused: 0 };
  for (let seed = 1; seed <= 2_000; seed += 1) {
    const random = createRandom(seed);
    const size = random.pick([
      { callers: 3, calls: 8, lostShare: 0.2 },
      { callers: 4, calls: 9, lostShare: 0.4 },
    ]);
    const kind = { ...random.pick(KINDS), isScarce: random.chance(0.5) };
    const right = pretendHistory(random, { ...size, ...kind });
    const history = random.chance(0.7) ? withLie(random, right) : right;
    for (const component of planOf(history).components) {
      const expected = isExplainable(component) ? "proven" : "refused";
      expect({ seed, verdict: check(component).verdict }).toEqual({ seed, verdict: expected });
      counts[expected] += 1;
    }
  }
  expect(counts.proven).toBeGreaterThan(300);
  expect(counts.refused).toBeGreaterThan(300);
}, 60_000);

/** As many callers on one SKU as in a live run, and more calls. */
const LONG = { callers: 6, calls: 2_000 };

test.each(KINDS)("a right history of 2,000 calls is proven (%j)", (kind) => {
  const history = pretendHistory(createRandom(7), { ...LONG, lostShare: 0.01, ...kind });

  expect(prove(parseHistory(formatHistory(history))).objections).toEqual([]);
});

test("whoever gives up has proven nothing", () => {
  const history = pretendHistory(createRandom(7), { ...LONG, lostShare: 0, ...WHOLE });

  const { objections } = prove(history, { situationsMax: 100 });

  expect(objections).toEqual([expect.stringContaining("undecided")]);
});

test.each(KINDS)("one unit too many at the end of 2,000 calls is noticed (%j)", (kind) => {
  const history = pretendHistory(createRandom(7), { ...LONG, lostShare: 0, ...kind });

  const { objections } = prove({ ...history, calls: history.calls.map(addUnit) });

  expect(objections).toEqual([expect.stringContaining("no order explains all answers")]);
});

/** Tells whoever asks when all is over of a unit that is not there. */
function addUnit(call: Call, index: number, { length }: readonly Call[]): Call {
  const { outcome } = call;
  if (index < length - 1 || outcome.end !== "ok") return call;
  const availability = outcome.availability?.map((told) => ({
    ...told,
    onHand: told.onHand + 1,
    available: told.available + 1,
  }));
  return { ...call, outcome: { ...outcome, ...(availability && { availability }) } };
}
