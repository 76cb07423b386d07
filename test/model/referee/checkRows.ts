import { type Books, keyOf } from "../books/books.ts";
import { tellStock } from "../books/told.ts";
import { type PlayedRound, Violation } from "./played.ts";

/** The rows of the database are those of the model. */
export function checkStock(books: Books, { back }: PlayedRound): void {
  const rows = new Map(back.stock.map((row) => [row.at, row]));
  for (const stock of books.stock.values()) {
    const { at, ...expected } = tellStock(stock);
    const row = rows.get(at);
    const { on_hand: onHand, held, committed, shortfall, others } = row ?? {};
    const found = { onHand, held, committed, shortfall };
    if (JSON.stringify(found) === JSON.stringify(expected) && others === 0) continue;
    const told = JSON.stringify({ ...found, others });
    throw new Violation(`the stock row ${at} is ${told}, not ${JSON.stringify(expected)}`);
  }
  if (rows.size !== books.stock.size) {
    throw new Violation(`there are ${rows.size} stock rows, not ${books.stock.size}`);
  }
}

/** Nothing that an operator has written was written over by the service. */
export function checkTouches(books: Books, { touches, back }: PlayedRound): void {
  for (const stock of books.stock.values()) {
    const at = keyOf(stock);
    const found = back.stock.find((row) => row.at === at)?.touches ?? 0;
    stock.touches += countTouches(touches, at, found - stock.touches);
  }
  for (const { id, touches: found } of back.touched) {
    const reservation = books.reservations.get(id);
    if (reservation === undefined) continue;
    reservation.touches += countTouches(touches, id, found - reservation.touches);
  }
}

/** @returns how many touches of the round were made, if that is what was found */
function countTouches(touches: PlayedRound["touches"], at: string, found: number): number {
  const here = touches.filter((touch) => touch.at === at);
  const made = here.filter(({ isSure }) => isSure).length;
  const most = here.length;
  if (found >= made && found <= most) return found;
  throw new Violation(
    `an operator wrote ${at} ${made} times and ${found} of them are left: the others were written over`,
  );
}
