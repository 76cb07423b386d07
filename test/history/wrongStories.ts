import type { Call } from "./history.ts";
import { WRONG_HOLDS } from "./wrongHolds.ts";
import * as s from "./stories.ts";

const { call } = s;

/** Five units arrive, before anybody else does anything. */
const five = call(0, 1, s.receive("arrival", 5), s.booked(5, 0));

/** Histories that no order explains. Without its last call, which is the lie, some order explains each. */
export const WRONG: Readonly<Record<string, readonly Call[]>> = {
  "a unit is sold twice": [
    call(0, 1, s.receive("arrival", 1), s.booked(1, 0)),
    call(2, 10, s.sell("a", 1), s.isSold("A", 1)),
    call(2, 10, s.sell("b", 1), s.isSold("B", 1)),
  ],
  "a unit is promised twice": [
    call(0, 1, s.receive("arrival", 3), s.booked(3, 0)),
    call(2, 10, s.reserve("a", 2), s.isHeld("A", 2)),
    call(3, 9, s.reserve("b", 2), s.isHeld("B", 2)),
  ],
  "an update is lost": [
    five,
    call(2, 10, s.receive("a", 2), s.booked(7, 0)),
    call(3, 11, s.receive("b", 3), s.booked(8, 0)),
  ],
  "two adjustments saw the same stock": [
    five,
    call(2, 10, s.adjust("a", -1, 5), s.booked(4, 0)),
    call(2, 10, s.adjust("b", -1, 5), s.booked(4, 0)),
  ],
  "a read is stale after an acknowledged write": [
    five,
    call(2, 3, s.reserve("a", 2), s.isHeld("A", 2)),
    call(4, 5, s.ask(), s.shows(5, 0)),
  ],
  "what was seen is unseen later": [
    five,
    call(2, 20, s.sell("a", 1), s.isSold("A", 1)),
    call(3, 4, s.ask(), s.shows(4, 0)),
    call(5, 6, s.ask(), s.shows(5, 0)),
  ],
  "a retry takes effect a second time and says so": [
    five,
    call(2, 3, s.reserve("a", 2), s.isHeld("A", 2)),
    call(4, 5, s.reserve("a", 2), s.isHeld("A", 2)),
  ],
  "a repeat of something that never happened is called a replay": [
    five,
    call(2, 3, s.reserve("a", 2), s.isHeld("A", 2, { replay: true })),
  ],
  "a repeat of something that was acknowledged is refused": [
    call(0, 1, s.receive("arrival", 2), s.booked(2, 0)),
    call(2, 3, s.reserve("a", 2), s.isHeld("A", 2)),
    call(4, 5, s.reserve("a", 2), s.short(0)),
  ],
  "an acknowledged command had no effect": [
    five,
    call(2, 3, s.reserve("a", 5), s.isHeld("A", 5)),
    call(4, 5, s.release("back", "A"), s.isReleased("A", 5)),
    call(6, 7, s.reserve("b", 1), s.short(0)),
  ],
  "an effect is seen before its command was invoked": [
    five,
    call(4, 5, s.sell("a", 1), s.isSold("A", 1)),
    call(2, 3, s.ask(), s.shows(4, 0)),
  ],
  "a lost command is seen before it was invoked": [
    five,
    call(4, null, s.sell("a", 1), s.unknown),
    call(2, 3, s.ask(), s.shows(4, 0)),
  ],
  "a lost command takes effect and is undone": [
    five,
    call(2, null, s.sell("a", 1), s.unknown),
    call(4, 5, s.ask(), s.shows(4, 0)),
    call(6, 7, s.ask(), s.shows(5, 0)),
  ],
  "a lost command takes effect twice": [
    five,
    call(2, null, s.sell("a", 1), s.unknown),
    call(4, 5, s.ask(), s.shows(3, 0)),
  ],
  "a refused command had an effect": [
    five,
    call(2, 3, s.sell("a", 6), s.short(5)),
    call(4, 5, s.ask(), s.shows(4, 0)),
  ],
  "somebody is told sold out while there is stock": [
    five,
    call(2, 3, s.reserve("a", 2), s.short(1)),
  ],
  "somebody is told of fewer units than there are": [
    five,
    call(2, 3, s.reserve("a", 9), s.short(3)),
  ],
  "who takes a part gets less than there is": [
    five,
    call(2, 3, s.reservePart("a", 9), s.isHeld("A", 4)),
  ],
  "who states what is on hand is told that it is something else": [
    five,
    call(2, 3, s.adjust("a", -1, 5), s.refused("STALE_EXPECTATION", { onHand: 4 })),
  ],
  "half of a cart is seen": [
    call(0, 1, s.receive("x", 2, "X"), s.unknown),
    call(0, 1, s.receive("y", 2, "Y"), s.unknown),
    call(2, 3, s.ask("X", "Y"), s.showsAll(["X", 2, 0], ["Y", 2, 0])),
    call(4, 20, s.cart("cart", { X: 1, Y: 1 }), s.heldAll("C", { X: 1, Y: 1 })),
    call(5, 6, s.ask("X", "Y"), s.showsAll(["X", 2, 1], ["Y", 2, 0])),
  ],
  "a cart gets one line of two": [
    call(0, 1, s.receive("x", 2, "X"), s.unknown),
    call(2, 3, s.ask("X", "Y"), s.showsAll(["X", 2, 0], ["Y", 0, 0])),
    call(4, 5, s.cart("cart", { X: 1, Y: 1 }), s.heldAll("C", { X: 1, Y: 1 })),
  ],
  ...WRONG_HOLDS,
};
