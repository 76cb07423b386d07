import type { Bundle } from "./bundle/bundle.ts";
import type { RequestKey } from "./command.ts";
import type { CountFacts } from "./count/countBook.ts";
import type { EntryKind } from "./decision.ts";
import type { Instant } from "./instant.ts";
import type { Reservation } from "./reservation.ts";
import type { Item, Location, Lot, StockRow, Uuid } from "./stock.ts";
import type { Transfer } from "./transfer/transfer.ts";
import type { WmsOrder } from "./wms/order.ts";
import type { WmsRow } from "./wms/row.ts";

/** An entry that is in the journal, or was made earlier in this batch: what a repeat is answered with. */
export interface KnownEntry {
  readonly id: Uuid;
  readonly key: RequestKey;
  readonly kind: EntryKind;
  readonly fingerprint: string;
  readonly reservationId: Uuid | null;
}

/** What was read from the database for one batch: everything that its commands name, as of `now`. */
export interface Facts {
  readonly now: Instant;
  readonly items: readonly Item[];
  readonly locations: readonly Location[];
  readonly lots: readonly Lot[];
  /** The bundles that the commands name, taken apart. */
  readonly bundles: readonly Bundle[];
  /** With `overdueHeld` 0: the books work it out from the reservations. */
  readonly stock: readonly StockRow[];
  readonly reservations: readonly Reservation[];
  readonly entries: readonly KnownEntry[];
  /** Stock rows that have more overdue holds than were read. */
  readonly moreOverdue: ReadonlySet<Uuid>;
  /** When the earliest live hold on a stock row ends. */
  readonly nextExpiry: ReadonlyMap<Uuid, Instant>;
  /** When the earliest transfer to a stock row is expected. */
  readonly nextArrival: ReadonlyMap<Uuid, Instant>;
  /** What warehouse systems have told of the stock that was read, as far as the commands need it. */
  readonly wmsRows: readonly WmsRow[];
  /** The orders to warehouse systems of every reservation that was read. */
  readonly wmsOrders: readonly WmsOrder[];
  /** Those that the commands name. */
  readonly transfers: readonly Transfer[];
  readonly counts: CountFacts;
}
