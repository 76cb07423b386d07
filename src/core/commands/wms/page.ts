import type { Books } from "../../books.ts";
import { type Decision, rejected, type Stranger } from "../../decision.ts";
import { Draft } from "../../draft.ts";
import type { Location } from "../../stock.ts";
import type { WmsConfirm, WmsPage, WmsPageLine, WmsWalked } from "../../wms/command.ts";
import { knownRow, rowOf, wmsLocation } from "../../wms/place.ts";
import { type Restated, restate, wmsEntry } from "../../wms/restate.ts";
import { newWmsRow } from "../../wms/row.ts";
import { afterMissing, afterPage, afterStates } from "../../wms/sights.ts";

/** Takes over what a page shows, as far as its marks and the moment it was asked for allow. */
export function decideWmsPage(books: Books, command: WmsPage): Decision {
  const draft = new Draft(books);
  const location = wmsLocation(draft, command.location);
  if ("reason" in location) return rejected(location);
  const rows: Restated[] = [];
  const strangers: Stranger[] = [];
  for (const line of command.lines) {
    const row = rowAfter(draft, command, line, location);
    if (row === "stranger") {
      const { sku, lot } = line;
      strangers.push({ sku, lot, units: line.orderable + line.unallocatable });
    } else if (row !== "nothing") rows.push(row);
  }
  const header = wmsEntry(command, "wms_page", draft.now, { reference: command.walk });
  const told = restate(draft, rows, command.dialect, command, header);
  if (told !== null && "verdict" in told) return told;
  return draft.accept({ strangers });
}

/** Lets pages count that waited for order states. */
export function decideWmsConfirm(books: Books, command: WmsConfirm): Decision {
  const draft = new Draft(books);
  const rows = command.stockIds.flatMap((stockId): Restated[] => {
    const before = draft.wmsRow(stockId);
    if (before === undefined) return [];
    const after = afterStates(before, command.askedAt, command.dialect);
    return after === before ? [] : [{ before, after }];
  });
  const header = wmsEntry(command, "wms_page", draft.now, { reason: "order states are in" });
  const told = restate(draft, rows, command.dialect, command, header);
  if (told !== null && "verdict" in told) return told;
  return draft.accept({});
}

/** Notes that all of a location was shown. Nothing else is told by it. */
export function decideWmsWalked(books: Books, command: WmsWalked): Decision {
  const draft = new Draft(books);
  const location = wmsLocation(draft, command.location);
  if ("reason" in location) return rejected(location);
  const isNewer = location.wmsSeenAt === null || location.wmsSeenAt < command.askedAt;
  if (isNewer) draft.putLocation({ ...location, wmsSeenAt: command.askedAt });
  return draft.accept({});
}

/** An item that nobody knows, and a bundle, of which we count none, is a stranger; a row that is not kept and has nothing needs no keeping. */
function rowAfter(
  draft: Draft,
  command: WmsPage,
  line: WmsPageLine,
  location: Location,
): Restated | "stranger" | "nothing" {
  const item = draft.books.item(line.sku);
  const isEmpty = line.orderable + line.unallocatable === 0n;
  if (item === undefined || item.isBundle) return isEmpty ? "nothing" : "stranger";
  if (isEmpty && knownRow(draft, item, location, line.lot) === undefined) return "nothing";
  const { id } = rowOf(draft, item, location, line);
  const before = draft.wmsRow(id) ?? newWmsRow(id);
  const { orderable, unallocatable, holds } = line;
  const { run, posted, askedAt, isFirst, dialect, walk, areMissing } = command;
  const marks = { run, posted, askedAt, arrivedAt: draft.now, isFirst };
  const sight = { orderable, unallocatable, holds, ...marks };
  const after = (areMissing ? afterMissing : afterPage)(before, sight, dialect);
  return { before, after: { ...after, walk } };
}
