import type { Books } from "../books.ts";
import type { SetStock } from "../command.ts";
import type { Decision } from "../decision.ts";
import { stateOnHand } from "./adjust.ts";

/**
 * States how much is on hand, all of it. What was believed before is put right, whatever it was, and rows that do not
 * exist are made. It is the truth as an adjustment is: promises may be left uncovered.
 */
export function decideSetStock(books: Books, command: SetStock): Decision {
  return stateOnHand(books, command, {
    kind: "set_stock",
    hint: "count there, and the next page will tell",
    deltaOf: (index, row) => (command.lines[index]?.quantity ?? 0n) - row.balances.onHand,
  });
}
