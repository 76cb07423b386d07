import type { View } from "./availability.ts";
import type { Books, Moment } from "./books.ts";
import type { Command, Commit, Extend, Fulfil, Release } from "./command.ts";
import { decideCommit } from "./commit.ts";
import { decideExtend, decideFulfil, decideRelease } from "./life.ts";
import { decideAdjust, decideRecall, decideReceive, decideSetStock } from "./movements.ts";
import { decideOrder } from "./order.ts";
import { refuse, type Verdict } from "./plan.ts";

/** What the rules say to a command at a moment. Changes nothing. */
export function decide(books: Books, command: Command, now: Moment): Verdict {
  const view = { books, now, without: null };
  switch (command.kind) {
    case "reserve":
    case "sell":
      return decideOrder(view, command);
    case "receive":
      return decideReceive(view, command);
    case "adjust":
      return decideAdjust(view, command);
    case "set_stock":
      return decideSetStock(view, command);
    case "recall_lot":
    case "lift_recall":
      return decideRecall(view, command);
    case "commit":
    case "release":
    case "extend":
    case "fulfil":
      return decideLater(view, command);
    default:
      throw new Error(`no such command: ${String(command satisfies never)}`);
  }
}

/** What is asked of a reservation that was made before. */
function decideLater(view: View, command: Commit | Release | Extend | Fulfil): Verdict {
  const reservation = view.books.reservations.get(command.reservationId);
  if (reservation === undefined) return refuse("RESERVATION_NOT_FOUND");
  switch (command.kind) {
    case "commit":
      return decideCommit(view, command, reservation);
    case "release":
      return decideRelease(view, command, reservation);
    case "extend":
      return decideExtend(view, command, reservation);
    case "fulfil":
      return decideFulfil(view, command, reservation);
    default:
      throw new Error(`no such command: ${String(command satisfies never)}`);
  }
}
