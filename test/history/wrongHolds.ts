import type { Call } from "./history.ts";
import * as s from "./stories.ts";

const { call } = s;

/** Five units arrive, before anybody else does anything. */
const five = call(0, 1, s.receive("arrival", 5), s.booked(5, 0));

/** Of `WRONG` those about what becomes of holds. */
export const WRONG_HOLDS: Readonly<Record<string, readonly Call[]>> = {
  "a hold counts twice after a retry": [
    five,
    call(2, 3, s.reserve("a", 2), s.unknown),
    call(4, 5, s.reserve("a", 2), s.isHeld("A", 2, { replay: true })),
    call(6, 7, s.ask(), s.shows(5, 4)),
  ],
  "a retry makes another reservation": [
    five,
    call(2, 3, s.reserve("a", 2), s.isHeld("A", 2)),
    call(4, 5, s.reserve("a", 2), s.isHeld("B", 2, { replay: true })),
  ],
  "two orders are told the same reservation": [
    five,
    call(2, 3, s.reserve("a", 2), s.isHeld("A", 2)),
    call(4, 5, s.reserve("b", 2), s.isHeld("A", 2)),
  ],
  "a commit succeeded and was told expired": [
    five,
    call(2, 3, s.reserve("a", 2, 8), s.isHeld("A", 2, { endsAt: 10.5 })),
    call(4, 5, s.commit("pay", "A"), s.isSold("A", 2, { endsAt: 10.5 })),
    call(20, 21, s.commit("again", "A"), s.refused("RESERVATION_EXPIRED")),
  ],
  "a commit was told expired and sold the units all the same": [
    five,
    call(2, 3, s.reserve("a", 2, 8), s.isHeld("A", 2, { endsAt: 10.5 })),
    call(20, 21, s.commit("pay", "A"), s.refused("RESERVATION_EXPIRED")),
    call(22, 23, s.ask(), s.shows(3, 0)),
  ],
  "a hold is committed and released": [
    five,
    call(2, 3, s.reserve("a", 2), s.isHeld("A", 2)),
    call(4, 10, s.commit("pay", "A"), s.isSold("A", 2)),
    call(4, 10, s.release("back", "A"), s.isReleased("A", 2)),
  ],
  "a hold is given back twice": [
    five,
    call(2, 3, s.reserve("a", 2), s.isHeld("A", 2)),
    call(4, 10, s.release("one", "A"), s.isReleased("A", 2)),
    call(4, 10, s.release("two", "A"), s.isReleased("A", 2)),
  ],
  "a lapsed hold still keeps stock from others": [
    five,
    call(2, 3, s.reserve("a", 5, 8), s.isHeld("A", 5, { endsAt: 10.5 })),
    call(20, 21, s.reserve("b", 1), s.short(0)),
  ],
  "a hold stops counting before its time": [
    five,
    call(2, 3, s.reserve("a", 5, 80), s.isHeld("A", 5, { endsAt: 82.5 })),
    call(20, 21, s.ask(), s.shows(5, 0)),
  ],
  "a unit is given to another as lapsed, and committed by whom it was taken from": [
    call(0, 1, s.receive("arrival", 1), s.booked(1, 0)),
    call(2, 3, s.reserve("a", 1, 8), s.isHeld("A", 1, { endsAt: 10.5 })),
    call(9, 12, s.reserve("b", 1), s.isHeld("B", 1)),
    call(9, 12, s.commit("pay", "A"), s.isSold("A", 1, { endsAt: 10.5 })),
  ],
  "a hold ends at another time than its time to live": [
    five,
    call(2, 3, s.reserve("a", 1, 8), s.isHeld("A", 1, { endsAt: 30 })),
  ],
  "an extended hold ends at its old time": [
    five,
    call(2, 3, s.reserve("a", 5, 8), s.isHeld("A", 5, { endsAt: 10.5 })),
    call(4, 5, s.extend("more", "A", 40), s.isHeld("A", 5, { endsAt: 44.5 })),
    call(20, 21, s.ask(), s.shows(5, 0)),
  ],
  "a reservation is seen held after its release": [
    five,
    call(2, 3, s.reserve("a", 1), s.isHeld("A", 1)),
    call(4, 5, s.release("back", "A"), s.isReleased("A", 1)),
    call(6, 7, s.look("A"), s.isHeld("A", 1)),
  ],
  "a reservation has lost a unit": [
    five,
    call(2, 3, s.reserve("a", 3), s.isHeld("A", 3)),
    call(4, 5, s.look("A"), s.heldPart("A", 3, 2)),
  ],
  "a hold is said to end later than it was": [
    five,
    call(2, 3, s.reserve("a", 1, 80), s.isHeld("A", 1, { endsAt: 82.5 })),
    call(4, 5, s.look("A"), s.isHeld("A", 1, { endsAt: 90 })),
  ],
  "an acknowledged reservation is not found": [
    five,
    call(2, 3, s.reserve("a", 1), s.isHeld("A", 1)),
    call(4, 5, s.look("A"), s.refused("RESERVATION_NOT_FOUND")),
  ],
  "two who hold 4 of 5 each both buy them after a count": [
    call(0, 1, s.receive("arrival", 8), s.booked(8, 0)),
    call(2, 3, s.reserve("a", 4), s.isHeld("A", 4)),
    call(2, 3, s.reserve("b", 4), s.isHeld("B", 4)),
    call(4, 5, s.adjust("count", -3), s.booked(5, 8)),
    call(6, 7, s.commit("payA", "A"), s.isSold("A", 4)),
    call(6, 7, s.commit("payB", "B"), s.isSold("B", 4)),
  ],
};
