import type { Call } from "./history.ts";
import * as s from "./stories.ts";

const { call } = s;

const five = call(0, 1, s.receive("arrival", 5), s.booked(5, 0));

/** Of `RIGHT` those in which commands were lost: they may have happened at any time after, or never. */
export const RIGHT_LOSSES: Readonly<Record<string, readonly Call[]>> = {
  "a lost command that never happened": [
    five,
    call(2, null, s.sell("a", 1), s.unknown),
    call(4, 5, s.ask(), s.shows(5, 0)),
  ],
  "a lost command that happened at once": [
    five,
    call(2, 3, s.sell("a", 1), s.unknown),
    call(4, 5, s.ask(), s.shows(4, 0)),
  ],
  "a lost command that happened much later": [
    five,
    call(2, 3, s.sell("a", 1), s.unknown),
    call(4, 5, s.ask(), s.shows(5, 0)),
    call(6, 7, s.sell("b", 1), s.isSold("B", 1)),
    call(8, 9, s.ask(), s.shows(3, 0)),
  ],
  "a lost command whose repeat was refused, and that happened then": [
    call(0, 1, s.receive("arrival", 1), s.booked(1, 0)),
    call(2, 3, s.reserve("mine", 1), s.isHeld("M", 1)),
    call(4, 5, s.sell("a", 1), s.unknown),
    call(6, 7, s.sell("a", 1), s.short(0)),
    call(8, 9, s.release("back", "M"), s.isReleased("M", 1)),
    call(10, 11, s.ask(), s.shows(0, 0)),
  ],
  "a lost hold, found again by its repeat": [
    five,
    call(2, 3, s.reserve("a", 2), s.unknown),
    call(4, 5, s.ask(), s.shows(5, 2)),
    call(6, 7, s.reserve("a", 2), s.isHeld("A", 2, { replay: true })),
    call(8, 9, s.ask(), s.shows(5, 2)),
  ],
  "a lost hold, sold before its repeat was answered": [
    five,
    call(2, 3, s.reserve("a", 2), s.isHeld("A", 2)),
    call(4, 5, s.commit("pay", "A"), s.isSold("A", 2)),
    call(6, 7, s.reserve("a", 2), s.isSold("A", 2, { replay: true })),
  ],
  "three lost commands of which two happened": [
    five,
    call(2, 3, s.sell("a", 1), s.unknown),
    call(2, 3, s.sell("b", 1), s.unknown),
    call(2, 3, s.sell("c", 1), s.unknown),
    call(4, 5, s.ask(), s.shows(4, 0)),
    call(6, 7, s.ask(), s.shows(3, 0)),
  ],
  "of two lost orders alike the one happened whose repeat was not refused": [
    call(0, 1, s.receive("arrival", 1), s.booked(1, 0)),
    call(2, null, s.reserve("a", 1), s.unknown),
    call(3, null, s.reserve("b", 1), s.unknown),
    call(4, 5, s.ask(), s.shows(1, 1)),
    call(6, 7, s.reserve("a", 1), s.short(0)),
  ],
  "a lost order found a unit before a count took it away": [
    call(0, 1, s.receive("arrival", 2), s.booked(2, 0)),
    call(2, 3, s.reserve("a", 1), s.isHeld("A", 1)),
    call(4, null, s.reserve("b", 1), s.unknown),
    call(5, 6, s.adjust("count", -1), s.booked(1, 2)),
  ],
  "a lost order took the part that there was before more arrived": [
    five,
    call(2, null, s.reservePart("a", 9), s.unknown),
    call(3, 4, s.receive("more", 3), s.booked(8, 5)),
  ],
  "two lost orders share what there was, and one of them lapses": [
    call(0, 1, s.receive("arrival", 4), s.booked(4, 0)),
    call(2, null, s.reservePart("a", 2, 8), s.unknown),
    call(2, null, s.reservePart("b", 3, 50), s.unknown),
    call(3, 4, s.ask(), s.shows(4, 4)),
    call(20, 21, s.ask(), s.shows(4, 3)),
  ],
  "a lost order took the part that there was": [
    five,
    call(2, 3, s.reserve("a", 2), s.isHeld("A", 2)),
    call(4, null, s.reservePart("b", 9), s.unknown),
    call(6, 7, s.ask(), s.shows(5, 5)),
  ],
  "an extension that asks for less keeps the end": [
    five,
    call(2, 3, s.reserve("a", 5, 80), s.isHeld("A", 5, { endsAt: 82.5 })),
    call(4, 5, s.extend("less", "A", 4), s.isHeld("A", 5, { endsAt: 82.5 })),
    call(60, 61, s.ask(), s.shows(5, 5)),
  ],
  "a lost extension that a shorter one leaves as it is": [
    five,
    call(2, 3, s.reserve("a", 5, 8), s.isHeld("A", 5, { endsAt: 10.5 })),
    call(4, null, s.extend("lost", "A", 80), s.unknown),
    call(6, 7, s.extend("less", "A", 8), s.isHeld("A", 5, { endsAt: 85 })),
    call(60, 61, s.ask(), s.shows(5, 5)),
  ],
};
