import type { Told } from "../load/told.ts";
import { auditAnswers } from "./answers.ts";
import type { Books } from "./books.ts";
import { auditJournal, openJournal } from "./journal.ts";
import { auditMovements, auditNames } from "./movements.ts";
import { auditOrders } from "./orders.ts";
import { auditTotals } from "./totals.ts";

/**
 * Holds one tenant's books against what its callers asked and were told. Knows nothing of how the service writes
 * them: what must be in them follows from the requests, in the order of the journal.
 *
 * @returns what is wrong, one sentence each; nothing when every answer is in the books once and no request is half there
 */
export function audit(told: readonly Told[], books: Books): string[] {
  const journal = openJournal(books, told);
  const orders = auditOrders(journal);
  return [
    ...auditJournal(journal),
    ...auditMovements(journal),
    ...auditNames(journal),
    ...orders.findings,
    ...auditAnswers(journal, orders.lives),
    ...auditTotals(journal, orders.lives),
  ];
}
