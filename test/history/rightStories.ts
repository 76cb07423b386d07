import type { Call } from "./history.ts";
import { RIGHT_LOSSES } from "./rightLosses.ts";
import * as s from "./stories.ts";

const { call } = s;

const five = call(0, 1, s.receive("arrival", 5), s.booked(5, 0));

/** Histories that some order explains, often none that a first glance would choose. */
export const RIGHT: Readonly<Record<string, readonly Call[]>> = {
  "nothing but a question": [call(0, 1, s.ask(), s.shows(0, 0))],
  "what was invoked last came first": [
    call(0, 1, s.receive("arrival", 1), s.booked(1, 0)),
    call(2, 20, s.sell("a", 1), s.short(0)),
    call(10, 30, s.sell("b", 1), s.isSold("B", 1)),
  ],
  "a read of before, answered after": [
    five,
    call(2, 20, s.ask(), s.shows(5, 0)),
    call(3, 4, s.sell("a", 1), s.isSold("A", 1)),
  ],
  "reads that see one of two writes each, in one order": [
    five,
    call(2, 20, s.sell("a", 1), s.isSold("A", 1)),
    call(2, 20, s.sell("b", 2), s.isSold("B", 2)),
    call(3, 10, s.ask(), s.shows(3, 0)),
    call(3, 10, s.ask(), s.shows(2, 0)),
  ],
  "both copies of one request at once": [
    five,
    call(2, 9, s.reserve("a", 2), s.isHeld("A", 2, { replay: true })),
    call(2, 9, s.reserve("a", 2), s.isHeld("A", 2)),
    call(10, 11, s.ask(), s.shows(5, 2)),
  ],
  "the last unit goes to one, and the others are told so": [
    call(0, 1, s.receive("arrival", 1), s.booked(1, 0)),
    call(2, 10, s.reserve("a", 1), s.short(0)),
    call(2, 10, s.reserve("b", 1), s.isHeld("B", 1)),
    call(2, 10, s.reserve("c", 1), s.short(0)),
  ],
  "who commits and who releases at once": [
    five,
    call(2, 3, s.reserve("a", 2), s.isHeld("A", 2)),
    call(4, 10, s.commit("pay", "A"), s.refused("RESERVATION_CLOSED")),
    call(4, 10, s.release("back", "A"), s.isReleased("A", 2)),
  ],
  "a count leaves promises uncovered, and the first to commit is served": [
    call(0, 1, s.receive("arrival", 8), s.booked(8, 0)),
    call(2, 3, s.reserve("a", 4), s.isHeld("A", 4)),
    call(2, 3, s.reserve("b", 4), s.isHeld("B", 4)),
    call(4, 5, s.adjust("count", -3), s.booked(5, 8)),
    call(6, 7, s.commit("payA", "A"), s.short(1)),
    call(6, 7, s.commit("payB", "B"), s.isSold("B", 4)),
  ],
  "a correction from a stale count, and one that takes too much": [
    five,
    call(2, 3, s.adjust("a", -1, 4), s.refused("STALE_EXPECTATION", { onHand: 5 })),
    call(4, 5, s.adjust("b", -6), s.refused("INVALID_MOVEMENT", { onHand: 5 })),
    call(6, 7, s.adjust("c", -1, 5), s.booked(4, 0)),
  ],
  "who takes a part gets what there is": [
    five,
    call(2, 3, s.reservePart("a", 9), s.isHeld("A", 5)),
    call(4, 5, s.ask(), s.shows(5, 5)),
  ],
  "two orders alike, of which the one that was answered later was carried out first": [
    call(0, 1, s.receive("arrival", 1), s.booked(1, 0)),
    call(2, 20, s.reserve("a", 1), s.isHeld("A", 1)),
    call(2, 30, s.reserve("b", 1), s.isHeld("B", 1)),
    call(4, 6, s.reserve("b", 1), s.isHeld("B", 1, { replay: true })),
    call(7, 8, s.commit("pay", "B"), s.isSold("B", 1)),
    call(9, 10, s.receive("more", 1), s.booked(1, 0)),
  ],
  "a hold lapses and its unit is sold, unswept as it may be": [
    call(0, 1, s.receive("arrival", 1), s.booked(1, 0)),
    call(2, 3, s.reserve("a", 1, 8), s.isHeld("A", 1, { endsAt: 10.5 })),
    call(12, 13, s.receive("more", 1), s.booked(2, 1)),
    call(14, 15, s.sell("b", 2), s.isSold("B", 2)),
    call(16, 17, s.commit("pay", "A"), s.refused("RESERVATION_EXPIRED")),
  ],
  "a hold that ends about now is alive for one and lapsed for another": [
    call(0, 1, s.receive("arrival", 1), s.booked(1, 0)),
    call(2, 3, s.reserve("a", 1, 8), s.isHeld("A", 1, { endsAt: 10.5 })),
    call(9, 12, s.ask(), s.shows(1, 1)),
    call(9, 12, s.ask(), s.shows(1, 0)),
    call(9, 12, s.commit("pay", "A"), s.isSold("A", 1, { endsAt: 10.5 })),
  ],
  "a slow commit, decided just before the end of its hold, is seen after a question that found the hold lapsed":
    [
      call(0, 1, s.receive("arrival", 1), s.booked(1, 0)),
      call(2, 3, s.reserve("a", 1, 8), s.isHeld("A", 1, { endsAt: 10.5 })),
      call(9, 20, s.commit("pay", "A"), s.isSold("A", 1, { endsAt: 10.5 })),
      call(12, 13, s.ask(), s.shows(1, 0)),
    ],
  "a lapsed hold is seen as expired, and reacquired": [
    five,
    call(2, 3, s.reserve("a", 2, 8), s.isHeld("A", 2, { endsAt: 10.5 })),
    call(12, 13, s.look("A"), s.isExpired("A", 2, { endsAt: 10.5 })),
    call(14, 15, s.commit("pay", "A", true), s.isSold("A", 2, { endsAt: 10.5 })),
    call(16, 17, s.ask(), s.shows(3, 0)),
  ],
  "a lapsed hold comes too late to be reacquired": [
    call(0, 1, s.receive("arrival", 1), s.booked(1, 0)),
    call(2, 3, s.reserve("a", 1, 8), s.isHeld("A", 1, { endsAt: 10.5 })),
    call(12, 13, s.sell("b", 1), s.isSold("B", 1)),
    call(14, 15, s.commit("pay", "A", true), s.short(0)),
  ],
  "an extended hold lives on": [
    five,
    call(2, 3, s.reserve("a", 5, 8), s.isHeld("A", 5, { endsAt: 10.5 })),
    call(4, 5, s.extend("more", "A", 40), s.isHeld("A", 5, { endsAt: 44.5 })),
    call(20, 21, s.ask(), s.shows(5, 5)),
    call(60, 61, s.ask(), s.shows(5, 0)),
  ],
  "of two who extend at once, the one who was answered first came last": [
    five,
    call(2, 3, s.reserve("a", 5, 8), s.isHeld("A", 5, { endsAt: 10.5 })),
    call(4, 9, s.extend("less", "A", 40), s.isHeld("A", 5, { endsAt: 45 })),
    call(4, 8, s.extend("more", "A", 50), s.isHeld("A", 5, { endsAt: 56 })),
    call(7, 20, s.release("back", "A"), s.isReleased("A", 5, { endsAt: 56 })),
  ],
  "a hold of which nobody was told lapses some time after its time to live": [
    five,
    call(2, null, s.reserve("a", 5, 8), s.unknown),
    call(4, 5, s.ask(), s.shows(5, 5)),
    call(20, 21, s.ask(), s.shows(5, 0)),
  ],
  "a cart is seen whole": [
    call(0, 1, s.receive("x", 2, "X"), s.unknown),
    call(0, 1, s.receive("y", 2, "Y"), s.unknown),
    call(2, 3, s.ask("X", "Y"), s.showsAll(["X", 2, 0], ["Y", 2, 0])),
    call(4, 20, s.cart("cart", { X: 1, Y: 1 }), s.heldAll("C", { X: 1, Y: 1 })),
    call(5, 6, s.ask("X", "Y"), s.showsAll(["X", 2, 0], ["Y", 2, 0])),
    call(7, 8, s.ask("X", "Y"), s.showsAll(["X", 2, 1], ["Y", 2, 1])),
  ],
  "a call that was turned away at the door": [
    five,
    call(2, 3, s.sell("a", 1), s.refused("OVERLOADED")),
    call(4, 5, s.ask(), s.shows(5, 0)),
  ],
  ...RIGHT_LOSSES,
};
