import type { ClientBase } from "pg";

import type { Uuid } from "../../../core/stock.ts";
import {
  inTransit,
  inTransitOf,
  type Parcel,
  type ParcelStep,
  type ParcelUnits,
  type Transfer,
  type TransferLine,
  transferState,
} from "../../../core/transfer/transfer.ts";
import { settled } from "../../sql/statement.ts";
import { type Column, instant, units } from "./columns.ts";
import type { Change, NumberedEntry, Page } from "./page.ts";
import { add, change, insertInto, updateOf } from "./rows.ts";

type TransferChange = Change<Transfer>;
/** A part of a transfer. */
type Of<T> = T & { readonly transferId: Uuid };

const KEY: readonly Column<TransferChange>[] = [
  { name: "id", type: "uuid", of: ({ after }) => after.id },
];
const MADE: readonly Column<TransferChange>[] = [
  { name: "from_location_id", type: "uuid", of: ({ after }) => after.fromId },
  { name: "to_location_id", type: "uuid", of: ({ after }) => after.toId },
  { name: "reference", type: "text", of: ({ after }) => after.reference, usual: "" },
  instant("created_at", ({ after }) => after.createdAt),
];
const VERSION_BEFORE: Column<TransferChange> = {
  name: "version_before",
  type: "bigint",
  of: ({ before }) => before?.version ?? 0,
};
const CHANGED: readonly Column<TransferChange>[] = [
  { name: "state", type: "text", of: ({ after }) => transferState(after) },
  units("in_transit", ({ after }) => inTransit(after)),
  { name: "version", type: "bigint", of: ({ after }) => after.version },
  instant("expected_at", ({ after }) => after.expectedAt),
  instant("shipped_at", ({ after }) => after.shippedAt),
  instant("closed_at", ({ after }) => after.closedAt),
];

const LINES: readonly Column<Of<TransferLine>>[] = [
  { name: "transfer_id", type: "uuid", of: ({ transferId }) => transferId },
  { name: "line", type: "int", of: ({ number }) => number },
  { name: "item_id", type: "uuid", of: ({ itemId }) => itemId },
  { name: "lot_id", type: "uuid", of: ({ lotId }) => lotId },
  { name: "quantity", type: "bigint", of: ({ quantity }) => quantity },
];

type Named = Of<{ readonly line: number; readonly number: number }>;

const PARCEL_KEY: readonly Column<Named>[] = [
  { name: "transfer_id", type: "uuid", of: ({ transferId }) => transferId },
  { name: "line", type: "int", of: ({ line }) => line },
  { name: "number", type: "int", of: ({ number }) => number },
];
const PARCEL_MADE: readonly Column<Parcel>[] = [
  { name: "from_stock_id", type: "uuid", of: ({ fromStockId }) => fromStockId },
  { name: "to_stock_id", type: "uuid", of: ({ toStockId }) => toStockId },
];
const UNITS: readonly Column<ParcelUnits>[] = [
  units("shipped", ({ shipped }) => shipped),
  units("received", ({ received }) => received),
  units("damaged", ({ damaged }) => damaged),
  units("lost", ({ lost }) => lost),
  units("returned", ({ returned }) => returned),
];
const PARCEL_UNITS: readonly Column<ParcelUnits>[] = [...UNITS, units("in_transit", inTransitOf)];

interface Told {
  readonly entry: NumberedEntry;
  readonly step: ParcelStep;
}

const STEPS: readonly Column<Told>[] = [
  { name: "seq", type: "bigint", of: ({ entry }) => entry.stamp.seq },
  ...[...PARCEL_KEY, ...UNITS].map((column): Column<Told> => ({
    ...column,
    of: ({ step }) => column.of(step),
  })),
];

const INSERT_TRANSFERS = insertInto("transfer", [...KEY, ...MADE, ...CHANGED]);
const INSERT_LINES = insertInto("transfer_line", LINES);
const INSERT_STEPS = insertInto("transfer_step", STEPS);
const PARCELS: readonly Column<Of<Parcel>>[] = [...PARCEL_KEY, ...PARCEL_MADE, ...PARCEL_UNITS];
const CHANGED_PARCEL: readonly Column<Of<Parcel>>[] = [...PARCEL_KEY, ...PARCEL_UNITS];
const INSERT_PARCELS = insertInto("transfer_parcel", PARCELS);

const UPDATE_TRANSFERS = updateOf(
  "transfer",
  CHANGED,
  [...KEY, VERSION_BEFORE, ...CHANGED],
  "r.id = given.id and r.version = given.version_before",
);

/** Guarded by the version of their transfer, which is written with them. */
const UPDATE_PARCELS = updateOf(
  "transfer_parcel",
  PARCEL_UNITS,
  CHANGED_PARCEL,
  "r.transfer_id = given.transfer_id and r.line = given.line and r.number = given.number",
);

/** Writes transfers, what they consist of, and what the entries did to them. */
export async function writeTransfers(
  client: ClientBase,
  tenantId: string,
  page: Page,
): Promise<void> {
  if (page.transfers.size === 0) return;
  const changes = [...page.transfers.values()];
  const made = changes.filter(({ before }) => before === null);
  const old = changes.filter(({ before }) => before !== null);
  const lines = made.flatMap(({ after }) => partsOf(after, after.lines));
  const parcels = changes.flatMap(({ before, after }) => changedParcels(before, after));
  const newParcels = parcels.filter(({ isNew }) => isNew);
  const oldParcels = parcels.filter(({ isNew }) => !isNew);
  const steps = page.entries.flatMap((entry) => entry.steps.map((step) => ({ entry, step })));
  const update = [...KEY, VERSION_BEFORE, ...CHANGED];
  await settled([
    add(client, INSERT_TRANSFERS, tenantId, [...KEY, ...MADE, ...CHANGED], made),
    add(client, INSERT_LINES, tenantId, LINES, lines),
    change(client, UPDATE_TRANSFERS, tenantId, update, old),
    add(client, INSERT_PARCELS, tenantId, PARCELS, newParcels),
    change(client, UPDATE_PARCELS, tenantId, CHANGED_PARCEL, oldParcels),
    add(client, INSERT_STEPS, tenantId, STEPS, steps),
  ]);
}

function partsOf<T>({ id: transferId }: Transfer, parts: readonly T[]): Of<T>[] {
  return parts.map((part) => ({ ...part, transferId }));
}

function changedParcels(
  before: Transfer | null,
  after: Transfer,
): (Of<Parcel> & { isNew: boolean })[] {
  const known = new Map(before?.parcels.map((parcel) => [nameOf(parcel), parcel]));
  const changed = after.parcels.filter((parcel) => known.get(nameOf(parcel)) !== parcel);
  return partsOf(after, changed).map((parcel) => ({
    ...parcel,
    isNew: !known.has(nameOf(parcel)),
  }));
}

function nameOf({ line, number }: Parcel): string {
  return `${line}/${number}`;
}
