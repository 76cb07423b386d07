import type { Bucket, Delta } from "../balances.ts";
import type { Books } from "../books.ts";
import type { ChangeCondition, ConditionLine } from "../command.ts";
import { type Decision, rejected } from "../decision.ts";
import { Draft } from "../draft.ts";
import { entryOf, whenOccurred } from "../entry.ts";
import { goOnAfterExpiries, hasMoreOverdue, isClaimed, makeRoom } from "../expiry.ts";
import {
  fieldViolation,
  itemNotFound,
  locationNotFound,
  lotNotFound,
  reject,
  type Rejection,
} from "../rejection.ts";
import type { StockRow, Uuid } from "../stock.ts";
import { newWmsRow, type WmsHold } from "../wms/row.ts";
import { overlapOf } from "../wms/shown.ts";

/**
 * Says of units on hand that they are not for sale, or are so again. Never takes what is promised, unless it is declared
 * to be physical truth: then a shortfall arises, and overdue holds are taken back first so that they add nothing to it.
 */
export function decideChangeCondition(books: Books, command: ChangeCondition): Decision {
  const draft = new Draft(books);
  const when = whenOccurred(command.occurredAt, draft.now);
  if (typeof when !== "number") return rejected(when);
  const rows: StockRow[] = [];
  for (const [index, line] of command.lines.entries()) {
    const row = rowFor(draft, command, line, `lines[${index}]`);
    if ("reason" in row) return rejected(row);
    rows.push(row);
  }
  for (const [index, row] of rows.entries()) {
    const falls = fallsOf(command.lines[index]);
    if (falls <= 0n) continue;
    makeRoom(draft, row.id, falls);
    const isShort = isClaimed(draft.stock(row.id), falls);
    if (isShort && hasMoreOverdue(draft, [row])) return goOnAfterExpiries(draft, [row]);
  }
  const kind = command.isPhysicalTruth ? "state_condition" : "change_condition";
  const { reason, reference } = command;
  const entry = draft.open(entryOf(command, kind, when, { reason, reference }));
  const stockIds: Uuid[] = [];
  for (const [index, { id }] of rows.entries()) {
    const line = command.lines[index];
    if (line === undefined) throw new Error("a row without its line");
    const refusal = refuse(draft.stock(id), line, command.isPhysicalTruth, index);
    if (refusal !== undefined) return rejected(refusal);
    draft.move(entry, id, deltaOf(draft, id, line));
    if (!stockIds.includes(id)) stockIds.push(id);
  }
  return draft.accept({ stockIds });
}

function rowFor(
  draft: Draft,
  command: ChangeCondition,
  line: ConditionLine,
  field: string,
): StockRow | Rejection {
  const location = draft.books.location(command.location);
  if (location === undefined) return locationNotFound(command.location, "location");
  const item = draft.books.item(line.sku);
  if (item === undefined) return itemNotFound(line.sku, `${field}.sku`);
  if (line.from === line.to) {
    const message = `${field}.to: is the condition that the units are in already; name another`;
    return fieldViolation(`${field}.to`, message);
  }
  const lot = line.lot === null ? null : draft.lot(item.id, line.lot);
  if (lot === undefined) return lotNotFound(line.sku, line.lot ?? "", `${field}.lot`);
  const row = draft
    .stockOfItem(item.id)
    .find((known) => known.location.id === location.id && known.lot?.id === lot?.id);
  if (row !== undefined) return row;
  const message = `${field}: there is no stock of ${line.sku} at "${location.code}"; nothing to change`;
  return { ...reject("INVALID_MOVEMENT", message, { sku: line.sku }), field };
}

function refuse(
  row: StockRow,
  line: ConditionLine,
  isPhysicalTruth: boolean,
  index: number,
): Rejection | undefined {
  const { balances } = row;
  const field = `lines[${index}].quantity`;
  const { sku, quantity } = line;
  if (line.from !== null && balances[line.from] < quantity) {
    const message = `${field}: ${quantity} of ${sku} asked, ${balances[line.from]} are ${line.from}; correct it`;
    return { ...reject("INVALID_MOVEMENT", message, { sku }), field };
  }
  if (line.from !== null || !isClaimed(row, quantity)) return undefined;
  if (isPhysicalTruth && balances.onHand >= unsellable(row) + quantity) return undefined;
  const message = isPhysicalTruth
    ? `${field}: ${quantity} of ${sku} asked, ${balances.onHand - unsellable(row)} on hand are for sale; correct it`
    : `${field}: ${quantity} of ${sku} asked, but they are promised; release holds first, or set physical_truth`;
  return { ...reject("INVALID_MOVEMENT", message, { sku }), field };
}

function unsellable({ balances }: StockRow): bigint {
  return balances.damaged + balances.quarantined + balances.withheld;
}

/** How many units stop being for sale. */
function fallsOf(line: ConditionLine | undefined): bigint {
  return line !== undefined && line.from === null ? line.quantity : 0n;
}

/** What the warehouse system calls unallocatable under the same reference is not counted a second time. */
function deltaOf(draft: Draft, stockId: Uuid, line: ConditionLine): Delta {
  const delta: Partial<Record<Bucket, bigint>> = {};
  if (line.from !== null) delta[line.from] = -line.quantity;
  if (line.to !== null) delta[line.to] = (delta[line.to] ?? 0n) + line.quantity;
  if (line.wmsReference === "") return delta;
  const before = draft.wmsRow(stockId) ?? newWmsRow(stockId);
  const ours = withOurs(before.ours, line);
  const after = { ...before, ours };
  draft.putWmsRow(after);
  const { wmsUnallocatable } = draft.stock(stockId).balances;
  const whole = wmsUnallocatable + overlapOf(before, BEYOND);
  return { ...delta, wmsUnallocatable: whole - overlapOf(after, whole) - wmsUnallocatable };
}

/** More than any row can hold. */
const BEYOND = 10n ** 18n;

function withOurs(ours: readonly WmsHold[], line: ConditionLine): WmsHold[] {
  const { wmsReference: reference, quantity } = line;
  const others = ours.filter((hold) => hold.reference !== reference);
  const known = ours.find((hold) => hold.reference === reference)?.quantity ?? 0n;
  const units = known + (line.from === null ? quantity : line.to === null ? -quantity : 0n);
  return units > 0n ? [...others, { reference, quantity: units }] : others;
}
