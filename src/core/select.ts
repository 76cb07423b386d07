import type { UnitsByLine } from "./allocations.ts";
import type { LineSelection } from "./command.ts";
import { fieldViolation, reject, type Rejection } from "./rejection.ts";
import type { Reservation, ReservationLine } from "./reservation.ts";

/**
 * Which units a request means: those it names, or every open one when it names none.
 *
 * @param open what each line has to give
 * @param word what such units are called in messages: `held`, `committed`, …
 */
export function selectUnits(
  reservation: Reservation,
  selections: readonly LineSelection[],
  open: UnitsByLine,
  word: string,
): Map<number, bigint> | Rejection {
  if (selections.length === 0) return new Map([...open].filter(([, units]) => units > 0n));
  const chosen = new Map<number, bigint>();
  for (const [index, selection] of selections.entries()) {
    const line = findLine(reservation, selection, `lines[${index}]`);
    if ("reason" in line) return line;
    if (chosen.has(line.number)) {
      return fieldViolation(
        `lines[${index}]`,
        `lines[${index}]: line ${line.number} is named twice; sum it up`,
      );
    }
    const units = unitsOf(line, selection, open.get(line.number) ?? 0n, word, index);
    if (typeof units !== "bigint") return units;
    chosen.set(line.number, units);
  }
  return chosen;
}

function unitsOf(
  line: ReservationLine,
  selection: LineSelection,
  open: bigint,
  word: string,
  index: number,
): bigint | Rejection {
  const wanted = selection.quantity === 0n ? open : selection.quantity;
  if (wanted > 0n && wanted <= open) return wanted;
  const asked = selection.quantity === 0n ? "all" : String(selection.quantity);
  const message = `lines[${index}].quantity: ${asked} of line ${line.number} asked, ${open} ${word}; ask for what is ${word}`;
  const facts = { line: String(line.number), requested: asked, open: String(open) };
  return { ...reject("INVALID_MOVEMENT", message, facts), field: `lines[${index}].quantity` };
}

/** The line that a request names: by its number, or by its SKU where that is unique. */
export function findLine(
  reservation: Reservation,
  selection: Pick<LineSelection, "line" | "sku">,
  field: string,
): ReservationLine | Rejection {
  if (selection.line === 0) return findBySku(reservation, selection.sku, field);
  const line = reservation.lines[selection.line - 1];
  if (line === undefined) {
    const message = `${field}.line: reservation ${reservation.id} has no line ${selection.line}; it has ${reservation.lines.length}`;
    return reject("LINE_NOT_FOUND", message, { line: String(selection.line) });
  }
  if (selection.sku === "" || selection.sku === line.sku) return line;
  const message = `${field}.sku: line ${line.number} is ${line.sku}; correct the line, or leave the sku out`;
  return fieldViolation(`${field}.sku`, message);
}

function findBySku(
  reservation: Reservation,
  sku: string,
  field: string,
): ReservationLine | Rejection {
  const [line, another] = reservation.lines.filter((known) => known.sku === sku);
  if (line === undefined) {
    const message = `${field}.sku: reservation ${reservation.id} has no line of ${sku}`;
    return reject("LINE_NOT_FOUND", message, { sku });
  }
  if (another === undefined) return line;
  return fieldViolation(
    `${field}.sku`,
    `${field}.sku: several lines are ${sku}; name the line by its number`,
  );
}
