import { claims } from "../balances.ts";
import type { Books } from "../books.ts";
import { bundleHasNoStock } from "../bundle/ownStock.ts";
import type { ChangeCondition, ConditionLine } from "../command.ts";
import { ConditionChange } from "../conditionChange.ts";
import { type Decision, rejected } from "../decision.ts";
import { Draft } from "../draft.ts";
import { entryOf, whenOccurred } from "../entry.ts";
import { goOnAfterExpiries, hasMoreOverdue, isClaimed, makeRoom } from "../expiry.ts";
import type { Instant } from "../instant.ts";
import {
  fieldViolation,
  itemNotFound,
  locationNotFound,
  lotNotFound,
  reject,
  type Rejection,
} from "../rejection.ts";
import type { Location, StockRow, Uuid } from "../stock.ts";
import { lotRequired } from "./receive.ts";

/**
 * Says of units on hand that they are not for sale, or are so again. Lines are carried out one after the other; what they
 * claim together is then compared with what nobody claims. Never takes what is promised, unless it is declared to be
 * physical truth: then a shortfall arises, and overdue holds are taken back first so that they add nothing to it.
 */
export function decideChangeCondition(books: Books, command: ChangeCondition): Decision {
  const draft = new Draft(books);
  const when = whenOccurred(command.occurredAt, draft.now);
  if (typeof when !== "number") return rejected(when);
  const location = draft.books.location(command.location);
  if (location === undefined) return rejected(locationNotFound(command.location, "location"));
  const changes = changesOf(draft, command, location);
  if (!(changes instanceof Map)) return rejected(changes);
  for (const change of changes.values()) {
    const { stockId, claimed } = change;
    if (claimed <= 0n) continue;
    makeRoom(draft, stockId, claimed);
    const row = draft.stock(stockId);
    if (!isClaimed(row, claimed)) continue;
    if (hasMoreOverdue(draft, [row])) return goOnAfterExpiries(draft, [row]);
    const free = row.balances.onHand - claims(row.balances);
    if (!command.isPhysicalTruth) return rejected(change.refuseClaimed(free));
  }
  return book(draft, command, changes, when);
}

function book(
  draft: Draft,
  command: ChangeCondition,
  changes: ReadonlyMap<Uuid, ConditionChange>,
  when: Instant,
): Decision {
  const kind = command.isPhysicalTruth ? "state_condition" : "change_condition";
  const { reason, reasonCode, reference } = command;
  const entry = draft.open(entryOf(command, kind, when, { reason, reasonCode, reference }));
  for (const [stockId, { delta, wmsRow }] of changes) {
    draft.move(entry, stockId, delta);
    if (wmsRow !== undefined) draft.putWmsRow(wmsRow);
  }
  return draft.accept({ stockIds: [...changes.keys()] });
}

/** What the lines do, by stock row, in the order in which they name the rows. */
function changesOf(
  draft: Draft,
  { lines }: ChangeCondition,
  location: Location,
): Map<Uuid, ConditionChange> | Rejection {
  const changes = new Map<Uuid, ConditionChange>();
  for (const [index, line] of lines.entries()) {
    const field = `lines[${index}]`;
    const wrong = contradiction(line, location, field);
    if (wrong !== undefined) return wrong;
    const row = rowFor(draft, line, location, field);
    if ("reason" in row) return row;
    const change = changes.get(row.id) ?? new ConditionChange(row, draft.wmsRow(row.id));
    const refusal = change.take(line, index);
    if (refusal !== undefined) return refusal;
    changes.set(row.id, change);
  }
  return changes;
}

function contradiction(
  { from, to, wmsReference }: ConditionLine,
  location: Location,
  field: string,
): Rejection | undefined {
  if (from === to) {
    const message = `${field}.to: is the condition that the units are in already; name another`;
    return fieldViolation(`${field}.to`, message);
  }
  if (wmsReference === "") return undefined;
  const place = `${field}.wms_reference`;
  if (from !== null && to !== null) {
    const message = `${place}: is only for units that cease to be for sale or are so again; leave it out`;
    return fieldViolation(place, message);
  }
  if (location.wmsAccountId !== null) return undefined;
  const message = `${place}: no warehouse system counts "${location.code}"; leave it out`;
  return { ...reject("INVALID_MOVEMENT", message, { location: location.code }), field: place };
}

/** Nothing is made here: what no row tells of is nowhere. */
function rowFor(
  draft: Draft,
  line: ConditionLine,
  location: Location,
  field: string,
): StockRow | Rejection {
  const item = draft.books.item(line.sku);
  if (item === undefined) return itemNotFound(line.sku, `${field}.sku`);
  const bundle = bundleHasNoStock(item, `${field}.sku`, "change the condition of");
  if (bundle !== undefined) return bundle;
  const lot = line.lot === null ? null : draft.lot(item.id, line.lot);
  if (lot === undefined) return lotNotFound(line.sku, line.lot ?? "", `${field}.lot`);
  const row = draft
    .stockOfItem(item.id)
    .find((known) => known.location.id === location.id && known.lot?.id === lot?.id);
  if (row !== undefined) return row;
  if (item.lotTracked && lot === null) return lotRequired(line.sku, field);
  const message = `${field}: there is no stock of ${line.sku} at "${location.code}"; correct the line`;
  const facts = { sku: line.sku, location: location.code };
  return { ...reject("INVALID_MOVEMENT", message, facts), field };
}
