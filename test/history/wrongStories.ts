import type { Call } from "./history.ts";
import * as s from "./stories.ts";

const { call } = s;

/** Five units arrive, before anybody else does anything. */
const five = call(0, 1, s.receive("arrival", 5), s.booked(5, 0));

/** Histories that no order explains. Without its last call, which is the lie, some order explains each. */
export const WRONG: Readonly<Record<string, readonly Call[]>> = {
  "a unit is sold twice": [
    call(0, 1, s.receive("arrival", 1), s.booked(1, 0)),
    call(2, 10, s.sell("a", 1), s.sold("A", 1)),
    call(2, 10, s.sell("b", 1), s.sold("B", 1)),
  ],
  "a unit is promised twice": [
    call(0, 1, s.receive("arrival", 3), s.booked(3, 0)),
    call(2, 10, s.reserve("a", 2), s.held("A", 2)),
    call(3, 9, s.reserve("b", 2), s.held("B", 2)),
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
    call(2, 3, s.reserve("a", 2), s.held("A", 2)),
    call(4, 5, s.ask(), s.shows(5, 0)),
  ],
  "what was seen is unseen later": [
    five,
    call(2, 20, s.sell("a", 1), s.sold("A", 1)),
    call(3, 4, s.ask(), s.shows(4, 0)),
    call(5, 6, s.ask(), s.shows(5, 0)),
  ],
  "a hold counts twice after a retry": [
    five,
    call(2, 3, s.reserve("a", 2), s.unknown),
    call(4, 5, s.reserve("a", 2), s.held("A", 2, { replay: true })),
    call(6, 7, s.ask(), s.shows(5, 4)),
  ],
  "a retry takes effect a second time and says so": [
    five,
    call(2, 3, s.reserve("a", 2), s.held("A", 2)),
    call(4, 5, s.reserve("a", 2), s.held("A", 2)),
  ],
  "a retry makes another reservation": [
    five,
    call(2, 3, s.reserve("a", 2), s.held("A", 2)),
    call(4, 5, s.reserve("a", 2), s.held("B", 2, { replay: true })),
  ],
  "two orders are told the same reservation": [
    five,
    call(2, 3, s.reserve("a", 2), s.held("A", 2)),
    call(4, 5, s.reserve("b", 2), s.held("A", 2)),
  ],
  "a repeat of something that never happened is called a replay": [
    five,
    call(2, 3, s.reserve("a", 2), s.held("A", 2, { replay: true })),
  ],
  "a repeat of something that was acknowledged is refused": [
    call(0, 1, s.receive("arrival", 2), s.booked(2, 0)),
    call(2, 3, s.reserve("a", 2), s.held("A", 2)),
    call(4, 5, s.reserve("a", 2), s.short(0)),
  ],
  "an acknowledged command had no effect": [
    five,
    call(2, 3, s.reserve("a", 5), s.held("A", 5)),
    call(4, 5, s.release("back", "A"), s.released("A", 5)),
    call(6, 7, s.reserve("b", 1), s.short(0)),
  ],
  "a commit succeeded and was told expired": [
    five,
    call(2, 3, s.reserve("a", 2, 8), s.held("A", 2, { endsAt: 10.5 })),
    call(4, 5, s.commit("pay", "A"), s.sold("A", 2, { endsAt: 10.5 })),
    call(20, 21, s.commit("again", "A"), s.refused("RESERVATION_EXPIRED")),
  ],
  "a commit was told expired and sold the units all the same": [
    five,
    call(2, 3, s.reserve("a", 2, 8), s.held("A", 2, { endsAt: 10.5 })),
    call(20, 21, s.commit("pay", "A"), s.refused("RESERVATION_EXPIRED")),
    call(22, 23, s.ask(), s.shows(3, 0)),
  ],
  "a hold is committed and released": [
    five,
    call(2, 3, s.reserve("a", 2), s.held("A", 2)),
    call(4, 10, s.commit("pay", "A"), s.sold("A", 2)),
    call(4, 10, s.release("back", "A"), s.released("A", 2)),
  ],
  "a hold is given back twice": [
    five,
    call(2, 3, s.reserve("a", 2), s.held("A", 2)),
    call(4, 10, s.release("one", "A"), s.released("A", 2)),
    call(4, 10, s.release("two", "A"), s.released("A", 2)),
  ],
  "an effect is seen before its command was invoked": [
    five,
    call(4, 5, s.sell("a", 1), s.sold("A", 1)),
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
  "a lapsed hold still keeps stock from others": [
    five,
    call(2, 3, s.reserve("a", 5, 8), s.held("A", 5, { endsAt: 10.5 })),
    call(20, 21, s.reserve("b", 1), s.short(0)),
  ],
  "a hold stops counting before its time": [
    five,
    call(2, 3, s.reserve("a", 5, 80), s.held("A", 5, { endsAt: 82.5 })),
    call(20, 21, s.ask(), s.shows(5, 0)),
  ],
  "a unit is given to another as lapsed, and committed by whom it was taken from": [
    call(0, 1, s.receive("arrival", 1), s.booked(1, 0)),
    call(2, 3, s.reserve("a", 1, 8), s.held("A", 1, { endsAt: 10.5 })),
    call(9, 12, s.reserve("b", 1), s.held("B", 1)),
    call(9, 12, s.commit("pay", "A"), s.sold("A", 1, { endsAt: 10.5 })),
  ],
  "a hold ends at another time than its time to live": [
    five,
    call(2, 3, s.reserve("a", 1, 8), s.held("A", 1, { endsAt: 30 })),
  ],
  "an extended hold ends at its old time": [
    five,
    call(2, 3, s.reserve("a", 5, 8), s.held("A", 5, { endsAt: 10.5 })),
    call(4, 5, s.extend("more", "A", 40), s.held("A", 5, { endsAt: 44.5 })),
    call(20, 21, s.ask(), s.shows(5, 0)),
  ],
  "a reservation is seen held after its release": [
    five,
    call(2, 3, s.reserve("a", 1), s.held("A", 1)),
    call(4, 5, s.release("back", "A"), s.released("A", 1)),
    call(6, 7, s.look("A"), s.held("A", 1)),
  ],
  "an acknowledged reservation is not found": [
    five,
    call(2, 3, s.reserve("a", 1), s.held("A", 1)),
    call(4, 5, s.look("A"), s.refused("RESERVATION_NOT_FOUND")),
  ],
  "who takes a part gets less than there is": [
    five,
    call(2, 3, s.reservePart("a", 9), s.held("A", 4)),
  ],
  "who states what is on hand is told that it is something else": [
    five,
    call(2, 3, s.adjust("a", -1, 5), s.refused("STALE_EXPECTATION", { onHand: 4 })),
  ],
  "two who hold 4 of 5 each both buy them after a count": [
    call(0, 1, s.receive("arrival", 8), s.booked(8, 0)),
    call(2, 3, s.reserve("a", 4), s.held("A", 4)),
    call(2, 3, s.reserve("b", 4), s.held("B", 4)),
    call(4, 5, s.adjust("count", -3), s.booked(5, 8)),
    call(6, 7, s.commit("payA", "A"), s.sold("A", 4)),
    call(6, 7, s.commit("payB", "B"), s.sold("B", 4)),
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
};
