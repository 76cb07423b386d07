import type { Books } from "../../books.ts";
import { bundleHasNoStock } from "../../bundle/ownStock.ts";
import { type Decision, rejected } from "../../decision.ts";
import { Draft } from "../../draft.ts";
import { earlier } from "../../instant.ts";
import { itemNotFound } from "../../rejection.ts";
import type { WmsEvent } from "../../wms/command.ts";
import { rowOf, wmsLocation } from "../../wms/place.ts";
import { restate, wmsEntry } from "../../wms/restate.ts";
import type { WmsDialect } from "../../wms/dialect.ts";
import { isIn } from "../../wms/looseEvents.ts";
import { type LooseEvent, newWmsRow, toldNow, type WmsRow } from "../../wms/row.ts";
import { afterEvent } from "../../wms/sights.ts";

/**
 * Takes over what happened in the warehouse, as far as no page has it already. Its entry is written in any case: it is
 * what makes a second telling a repeat.
 */
export function decideWmsEvent(books: Books, command: WmsEvent): Decision {
  const draft = new Draft(books);
  const location = wmsLocation(draft, command.location);
  if ("reason" in location) return rejected(location);
  const item = draft.books.item(command.sku);
  if (item === undefined) return rejected(itemNotFound(command.sku, "sku"));
  const bundle = bundleHasNoStock(item, "sku", "tell of");
  if (bundle !== undefined) return rejected(bundle);
  const { id: stockId } = rowOf(draft, item, location, command);
  const before = draft.wmsRow(stockId) ?? newWmsRow(stockId);
  const { eventId, orderableDelta, unallocatableDelta, posted, dialect, reason } = command;
  const loose = { id: eventId, posted, arrivedAt: draft.now, sinceRun: null };
  const units = { orderable: orderableDelta, unallocatable: unallocatableDelta };
  const told = afterEvent(before, { ...loose, ...units }, dialect);
  const isCounted = !isInFirstPage(before, { ...loose, ...units }, dialect);
  const drift = isCounted ? told.drift - orderableDelta - unallocatableDelta : told.drift;
  const after = { ...told, drift, ...toldNow(before, draft.now) };
  const when = earlier(command.occurredAt, draft.now);
  const header = wmsEntry(command, "wms_event", when, { reason, reference: eventId });
  const entry = restate(draft, [{ before, after }], dialect, command, header);
  if (entry !== null && "verdict" in entry) return entry;
  if (entry === null) draft.open(header);
  return draft.accept({ stockIds: [stockId] });
}

/** Drift is counted from the first page on: what that page has already, however late it is told, explains itself too. */
function isInFirstPage({ sight, next }: WmsRow, event: LooseEvent, dialect: WmsDialect): boolean {
  const page = sight ?? next;
  return page !== null && page.isFirst && isIn(event, page, dialect);
}
