import type { Books } from "../../books.ts";
import { type Decision, rejected } from "../../decision.ts";
import { Draft } from "../../draft.ts";
import { itemNotFound, lotNotFound, reject, type Rejection } from "../../rejection.ts";
import type { WmsResolve } from "../../wms/command.ts";
import { knownRow, wmsLocation } from "../../wms/place.ts";
import { wmsEntry } from "../../wms/restate.ts";
import type { WmsRow } from "../../wms/row.ts";

/**
 * Puts a row's drift to rest, with a reason for the journal, or notes that it is to be counted again. No balance changes:
 * what is physically there is the warehouse system's to say.
 */
export function decideWmsResolve(books: Books, command: WmsResolve): Decision {
  const draft = new Draft(books);
  const row = rowWithDrift(draft, command);
  if ("reason" in row) return rejected(row);
  const { resolution, reason } = command;
  const reference = `${resolution} ${row.drift > 0n ? "+" : ""}${row.drift}`;
  draft.open(wmsEntry(command, "wms_page", draft.now, { reason, reference }));
  if (resolution !== "recount") draft.putWmsRow({ ...row, drift: 0n });
  return draft.accept({ stockIds: [row.stockId] });
}

function rowWithDrift(draft: Draft, command: WmsResolve): WmsRow | Rejection {
  const location = wmsLocation(draft, command.location);
  if ("reason" in location) return location;
  const { sku, lot } = command;
  const item = draft.books.item(sku);
  if (item === undefined) return itemNotFound(sku, "sku");
  if (lot !== null && draft.lot(item.id, lot) === undefined) return lotNotFound(sku, lot, "lot");
  const stock = knownRow(draft, item, location, lot);
  const row = stock === undefined ? undefined : draft.wmsRow(stock.id);
  if (row !== undefined && row.drift !== 0n) return row;
  const what = lot === null ? sku : `lot "${lot}" of ${sku}`;
  const message = `${what} at "${location.code}" has no drift; there is nothing to resolve`;
  return reject("INVALID_MOVEMENT", message, { sku, location: location.code });
}
