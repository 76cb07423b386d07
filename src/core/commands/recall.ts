import type { Books } from "../books.ts";
import type { Recall } from "../command.ts";
import { type Decision, rejected } from "../decision.ts";
import { Draft } from "../draft.ts";
import { entryOf } from "../entry.ts";
import { itemNotFound, lotNotFound, reject } from "../rejection.ts";

/**
 * Bars a lot from the next command on. Moves no bucket: what is held of it is re-homed afterwards, in bounded commands. A
 * lot that is barred already stays so from when it was, and the recall is told all the same.
 */
export function decideRecallLot(books: Books, command: Recall): Decision {
  return decideBar(books, command, (barredAt, now) => barredAt ?? now);
}

/** Lets a recalled lot serve again. What was re-homed stays where it is. */
export function decideLiftRecall(books: Books, command: Recall): Decision {
  return decideBar(books, command, () => null);
}

function decideBar(
  books: Books,
  command: Recall,
  barredAfter: (barredAt: number | null, now: number) => number | null,
): Decision {
  const { kind, sku, lot: number, reason, reasonCode, reference } = command;
  const draft = new Draft(books);
  const item = books.item(sku);
  if (item === undefined) return rejected(itemNotFound(sku, "sku"));
  const lot = books.lot(item.id, number);
  if (lot === undefined) return rejected(lotNotFound(sku, number, "lot"));
  if (kind === "liftRecall" && lot.barredAt === null) {
    const message = `lot: lot "${number}" of ${sku} is not recalled; correct the number`;
    return rejected({ ...reject("INVALID_MOVEMENT", message, { sku, lot: number }), field: "lot" });
  }
  const barredAt = barredAfter(lot.barredAt, draft.now);
  if (barredAt !== lot.barredAt) draft.putLot({ ...lot, barredAt });
  const told = kind === "recallLot" ? "recall_lot" : "lift_recall";
  const words = { reason, reasonCode, reference };
  draft.open(entryOf(command, told, draft.now, { lotId: lot.id, ...words }));
  return draft.accept({});
}
