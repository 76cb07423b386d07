import { isDeepStrictEqual } from "node:util";

import {
  BALANCE_MAX,
  type Balances,
  BUCKETS,
  NOTHING,
  plus,
  shortfall,
} from "../../../src/core/balances.ts";
import { type Reservation, total } from "../../../src/core/reservation.ts";
import { ownUnallocatable, type Uuid } from "../../../src/core/stock.ts";
import {
  type CountRecord,
  type CountTotals,
  isUnfinished,
  NO_LINES,
  varianceOf,
  withLine,
} from "../../../src/core/count/count.ts";
import { FATES, inTransitOf } from "../../../src/core/transfer/transfer.ts";
import { claimOf, servedKey } from "../../../src/core/wms/order.ts";
import { type Entry, type Ledger, TRUTH } from "./ledger.ts";

/** Entries that may move nothing. */
const MAY_BE_EMPTY = new Set([
  "set_stock",
  "wms_order",
  "wms_event",
  "release",
  "rehome",
  "create_transfer",
  "receive_transfer",
  "cancel_transfer",
  "open_count",
  "record_count",
  "close_count",
  "cancel_count",
]);

/** Entries that move nothing. */
const ARE_EMPTY = new Set(["extend", "recall_lot", "lift_recall"]);

/** Kinds by which units leave a stock row for a customer. */
const SHIPPERS = new Set(["sell", "commit", "fulfil"]);

/** Kinds that tell of stock and of no reservation. */
const OF_STOCK = new Set<string>([
  "receive",
  "adjust",
  "set_stock",
  "recall_lot",
  "lift_recall",
  "change_condition",
  "state_condition",
  "wms_page",
  "wms_event",
  "create_transfer",
  "ship_transfer",
  "receive_transfer",
  "cancel_transfer",
  "open_count",
  "record_count",
  "close_count",
  "cancel_count",
]);

/** Everything that must hold of books at any time, in sentences about what does not. */
export function audit(ledger: Ledger): string[] {
  return [
    ...auditStock(ledger),
    ...auditJournal(ledger),
    ...auditReservations(ledger),
    ...auditWmsOrders(ledger),
    ...auditReferences(ledger),
    ...auditTransfers(ledger),
    ...auditCounts(ledger),
  ];
}

/** What is on its way to a stock row is what parcels say, and a parcel is what the entries did to it. */
function* auditTransfers(ledger: Ledger): Generator<string> {
  const sums = new Map<string, bigint>();
  const add = (name: string, units: bigint): void => {
    sums.set(name, (sums.get(name) ?? 0n) + units);
  };
  for (const { id, lines, parcels } of ledger.transfers.values()) {
    for (const { number, quantity } of lines) {
      const own = parcels.filter(({ line }) => line === number);
      if (own.reduce((sum, { shipped }) => sum + shipped, 0n) > quantity)
        yield `${id}: more of line ${number} is shipped than was asked for`;
    }
    for (const parcel of parcels) {
      const name = `${id} ${parcel.line}/${parcel.number}`;
      if (inTransitOf(parcel) < 0n) yield `${name}: more is told of than was shipped`;
      add(`on its way to ${parcel.toStockId}`, inTransitOf(parcel));
      for (const fate of EVERY_FATE) add(`${name} ${fate}`, parcel[fate]);
      const [source, target] = [ledger.row(parcel.fromStockId), ledger.row(parcel.toStockId)];
      if (source.item.id !== target.item.id || source.lot?.id !== target.lot?.id)
        yield `${name}: becomes another lot on its way`;
    }
  }
  for (const { id, balances } of ledger.stock.values())
    add(`on its way to ${id}`, -balances.inTransit);
  for (const step of ledger.journal.flatMap(({ steps }) => steps)) {
    const name = `${step.transferId} ${step.line}/${step.number}`;
    for (const fate of EVERY_FATE) add(`${name} ${fate}`, -step[fate]);
  }
  for (const [name, units] of sums) if (units !== 0n) yield `${name}: off by ${units}`;
}

/** A count adds up to its lines, a line says what was recorded last, and no place is in two counts. */
function* auditCounts(ledger: Ledger): Generator<string> {
  const last = new Map<string, CountRecord>();
  for (const record of ledger.journal.flatMap(({ records }) => records))
    last.set(`${record.countId} ${record.line}`, record);
  const open = new Map<string, Uuid>();
  for (const count of ledger.counts.counts.values()) {
    let totals: CountTotals = NO_LINES;
    for (const line of ledger.counts.linesOf(count.id)) {
      const { number, counted, onHand, corrected, itemId, lotId } = line;
      totals = withLine(totals, null, line);
      const record = last.get(`${count.id} ${number}`);
      if (counted !== (record?.counted ?? null))
        yield `${count.id}/${number}: ${counted} counted, ${record?.counted} recorded last`;
      const variance = varianceOf(line) ?? 0n;
      const [least, most] = variance < 0n ? [variance, 0n] : [0n, variance];
      if (corrected !== null && (onHand === null || corrected < least || corrected > most))
        yield `${count.id}/${number}: differs by ${variance} and was corrected by ${corrected}`;
      if (!isUnfinished(count)) continue;
      const place = `${count.locationId} ${itemId} ${lotId}`;
      if (open.has(place)) yield `${count.id}/${number}: is in count ${open.get(place)} too`;
      open.set(place, count.id);
    }
    if (!isDeepStrictEqual(totals, count.totals)) yield `${count.id}: does not add up to its lines`;
    if (count.state === "closed" && totals.uncorrected > 0)
      yield `${count.id}: is closed too early`;
  }
}

const EVERY_FATE = ["shipped", ...FATES] as const;

/** What is committed at the locations of a warehouse system is what its orders claim. */
function* auditWmsOrders(ledger: Ledger): Generator<string> {
  const claims = new Map<string, bigint>();
  const add = (name: string, units: bigint): void => {
    claims.set(name, (claims.get(name) ?? 0n) + units);
  };
  for (const { reservationId, location, lines } of ledger.wmsOrders.values()) {
    for (const line of lines)
      add(`${reservationId}/${servedKey(line)} at ${location}`, claimOf(line));
  }
  for (const { id, allocations } of ledger.reservations.values()) {
    for (const allocation of allocations) {
      const { location, stockId, committed } = allocation;
      if (isManaged(ledger, stockId))
        add(`${id}/${servedKey(allocation)} at ${location}`, -committed);
    }
  }
  for (const [name, units] of claims)
    if (units !== 0n) yield `${name}: its orders claim ${units} more than is committed`;
}

/** No more units carry references of a warehouse system than our conditions keep from sale. */
function* auditReferences(ledger: Ledger): Generator<string> {
  for (const { stockId, ours } of ledger.wmsRows.values()) {
    const kept = ownUnallocatable(ledger.row(stockId).balances);
    const carried = ours.reduce((sum, { quantity }) => sum + quantity, 0n);
    if (carried > kept) yield `${stockId}: ${carried} of ${kept} units carry references`;
  }
}

function isManaged(ledger: Ledger, stockId: Uuid): boolean {
  return ledger.row(stockId).location.wmsAccountId !== null;
}

function* auditStock(ledger: Ledger): Generator<string> {
  const posted = new Map<Uuid, Balances>();
  for (const { seq, kind, postings } of ledger.journal) {
    for (const { stockId, delta, after } of postings.values()) {
      const before = posted.get(stockId) ?? NOTHING;
      const due = plus(before, delta);
      if (BUCKETS.some((bucket) => due[bucket] !== after[bucket]))
        yield `${seq}: the balances after on ${stockId} do not follow from those before`;
      if (shortfall(after) > shortfall(before) && !TRUTH.has(kind))
        yield `${seq}: a ${kind} raises the shortfall of ${stockId}`;
      if (BUCKETS.some((bucket) => after[bucket] < 0n || after[bucket] > BALANCE_MAX))
        yield `${seq}: a balance of ${stockId} is out of bounds`;
      posted.set(stockId, due);
    }
  }
  const allocated = allocatedOn(ledger);
  for (const [id, row] of ledger.stock) {
    const sum = posted.get(id);
    const isUntold = sum === undefined && ledger.wmsRows.has(id);
    const due = isUntold ? NOTHING : sum;
    if (due === undefined || BUCKETS.some((bucket) => due[bucket] !== row.balances[bucket]))
      yield `${id}: is not the sum of its postings`;
    if ((ledger.shortfalls.get(id) ?? 0n) !== shortfall(row.balances))
      yield `${id}: the database refuses a shortfall of ${shortfall(row.balances)}`;
    const { held, committed, fulfilled } = allocated.get(id) ?? NO_UNITS;
    if (row.balances.held !== held) yield `${id}: holds ${row.balances.held}, allocated ${held}`;
    if (row.balances.committed !== committed)
      yield `${id}: has ${row.balances.committed} committed, allocated ${committed}`;
    if (!isManaged(ledger, id) && shippedFrom(ledger, id) !== fulfilled)
      yield `${id}: ${fulfilled} units are not all shipped`;
  }
}

const NO_UNITS = { held: 0n, committed: 0n, fulfilled: 0n };

function allocatedOn(ledger: Ledger): Map<Uuid, typeof NO_UNITS> {
  const allocated = new Map<Uuid, typeof NO_UNITS>();
  for (const { allocations } of ledger.reservations.values()) {
    for (const { stockId, held, committed, fulfilled } of allocations) {
      const sum = allocated.get(stockId) ?? NO_UNITS;
      allocated.set(stockId, {
        held: sum.held + held,
        committed: sum.committed + committed,
        fulfilled: sum.fulfilled + fulfilled,
      });
    }
  }
  return allocated;
}

function shippedFrom(ledger: Ledger, stockId: Uuid): bigint {
  let units = 0n;
  for (const { kind, postings } of ledger.journal) {
    if (SHIPPERS.has(kind)) units -= postings.get(stockId)?.delta.onHand ?? 0n;
  }
  return units;
}

function* auditJournal(ledger: Ledger): Generator<string> {
  const keys = new Set<string>();
  const ids = new Set<Uuid>();
  let last = -Infinity;
  for (const entry of ledger.journal) {
    const { id, seq, kind, key, occurredAt, recordedAt, postings, reservationId } = entry;
    const name = `${key.source} ${key.requestId}`;
    if (keys.has(name)) yield `${seq}: the request key "${name}" is used twice`;
    if (ids.has(id)) yield `${seq}: the id ${id} is used twice`;
    keys.add(name);
    ids.add(id);
    if (recordedAt < last) yield `${seq}: is recorded before the entry before it`;
    if (occurredAt > recordedAt) yield `${seq}: is told before it happened`;
    last = recordedAt;
    const resolvesDrift = entry.method === "WmsService/ResolveDrift";
    const mayBeEmpty = MAY_BE_EMPTY.has(kind) || resolvesDrift;
    if (!mayBeEmpty && (postings.size === 0) !== ARE_EMPTY.has(kind))
      yield `${seq}: a ${kind} with ${postings.size} postings`;
    const isOfStock = OF_STOCK.has(kind);
    if ((reservationId === null) !== isOfStock) yield `${seq}: a ${kind} for ${reservationId}`;
    for (const stockId of postings.keys())
      if (!ledger.stock.has(stockId)) yield `${seq}: posts to ${stockId}, which is no stock row`;
  }
}

function* auditReservations(ledger: Ledger): Generator<string> {
  const entries = Map.groupBy(ledger.journal, (entry) => entry.reservationId);
  for (const reservation of ledger.reservations.values()) {
    const told = entries.get(reservation.id) ?? [];
    for (const finding of [
      ...auditLines(ledger, reservation),
      ...auditBundles(ledger, reservation),
      ...auditAllocations(ledger, reservation),
      ...auditTimes(reservation, ledger.now),
      ...auditTraces(ledger, reservation, told),
    ])
      yield `${reservation.id}: ${finding}`;
  }
}

function* auditLines(ledger: Ledger, reservation: Reservation): Generator<string> {
  const { lines, allocations } = reservation;
  for (const { number, quantity, shortQuantity, components } of lines) {
    if (quantity < shortQuantity) yield `line ${number} is short of more than it asks for`;
    for (const component of components.length === 0 ? [0] : components.keys().map((at) => at + 1)) {
      let kept = 0n;
      let served = 0n;
      for (const allocation of allocations) {
        if (allocation.line !== number || allocation.component !== component) continue;
        served += allocation.quantity;
        kept += allocation.quantity - allocation.expired;
      }
      const units = (quantity - shortQuantity) * (components[component - 1]?.perBundle ?? 1n);
      const granted = units + takenBack(ledger, reservation.id, number, component);
      const name = `line ${number}/${component}`;
      if (kept > granted) yield `${name} keeps ${kept} of ${granted} granted`;
      if (served < granted) yield `${name} is served with ${served} of ${granted} granted`;
    }
  }
}

/** At each location all components of a bundle are in every state in the same number of bundles, where we count. */
function* auditBundles(ledger: Ledger, { lines, allocations }: Reservation): Generator<string> {
  for (const { number, components } of lines) {
    const ofLine = allocations.filter(({ line }) => line === number);
    for (const [location, here] of Map.groupBy(ofLine, (allocation) => allocation.location)) {
      const isOurs = here.every(({ stockId }) => !isManaged(ledger, stockId));
      for (const state of isOurs ? STATES : (["held"] as const)) {
        const bundles = components.map(({ perBundle }, index) => {
          let units = 0n;
          for (const one of here) if (one.component === index + 1) units += one[state];
          return units % perBundle === 0n ? units / perBundle : `${units} of ${perBundle}`;
        });
        if (new Set(bundles).size > 1 || bundles.some((some) => typeof some === "string"))
          yield `line ${number} has ${bundles.join(", ")} bundles ${state} at ${location}`;
      }
    }
  }
}

const STATES = ["held", "committed", "fulfilled", "released", "expired"] as const;

/** Units of a line that a warehouse system took back: they are claimed a second time. */
function takenBack(ledger: Ledger, reservationId: Uuid, number: number, component: number): bigint {
  let units = 0n;
  for (const order of ledger.wmsOrders.values()) {
    if (order.reservationId !== reservationId) continue;
    for (const line of order.lines)
      if (line.line === number && line.component === component) units += line.takenBack;
  }
  return units;
}

function* auditAllocations(ledger: Ledger, reservation: Reservation): Generator<string> {
  const numbers = new Set<string>();
  for (const allocation of reservation.allocations) {
    const { line, number, stockId, held, committed, fulfilled, released, expired } = allocation;
    const name = `allocation ${line}/${number}`;
    if (numbers.has(name)) yield `${name} is there twice`;
    numbers.add(name);
    const { returned } = allocation;
    if (returned < 0n || returned > fulfilled)
      yield `${name}: ${returned} of ${fulfilled} came back`;
    const parts = [held, committed, fulfilled, released, expired];
    if (parts.some((units) => units < 0n)) yield `${name} is below zero`;
    if (parts.reduce((sum, units) => sum + units, 0n) !== allocation.quantity)
      yield `${name} does not add up`;
    const row = ledger.row(stockId);
    const asked = reservation.lines[line - 1];
    const served = asked?.components[allocation.component - 1] ?? asked;
    if (served?.itemId !== row.item.id) yield `${name} is of another item than its line`;
    if (asked?.location && asked.location !== row.location.code) yield `${name} left its location`;
    const mayMove = row.location.wmsAccountId !== null;
    if (asked?.lot && asked.lot !== row.lot?.number && !mayMove) yield `${name} left its lot`;
  }
}

function* auditTimes(reservation: Reservation, now: number): Generator<string> {
  const { createdAt, expiresAt, ttlMs, releasedAt, expiredAt } = reservation;
  if ((expiresAt === null) !== (ttlMs === null)) yield "an end goes with a time to live";
  if ((expiredAt !== null) !== total(reservation, "expired") > 0n) yield "tells expiry wrongly";
  if ((releasedAt !== null) !== total(reservation, "released") > 0n) yield "tells release wrongly";
  if (expiresAt !== null && expiresAt < createdAt) yield "ends before it is made";
  if (expiredAt !== null && (expiresAt === null || expiredAt > expiresAt || expiredAt > now))
    yield "expired before its end";
  if (releasedAt !== null && (releasedAt < createdAt || releasedAt > now))
    yield "is released at an odd time";
}

/** What the entries of a reservation posted is what its allocations have. */
function* auditTraces(
  ledger: Ledger,
  reservation: Reservation,
  entries: readonly Entry[],
): Generator<string> {
  const makers = entries.filter(({ kind }) => kind === "reserve" || kind === "sell");
  if (makers.length !== 1) yield `${makers.length} entries made it`;
  const sums = new Map<string, bigint>();
  const add = (name: string, units: bigint): void => {
    sums.set(name, (sums.get(name) ?? 0n) + units);
  };
  for (const { stockId, held, committed, fulfilled, returned } of reservation.allocations) {
    add(`returned of ${kindOf(ledger, stockId)}`, returned);
    add(`held on ${stockId}`, held);
    add(`committed on ${stockId}`, committed);
    if (!isManaged(ledger, stockId)) add(`shipped from ${stockId}`, fulfilled);
  }
  for (const { kind, postings } of entries) {
    for (const { stockId, delta } of postings.values()) {
      if (kind === "return") {
        add(`returned of ${kindOf(ledger, stockId)}`, -(delta.onHand ?? 0n));
        continue;
      }
      add(`held on ${stockId}`, -(delta.held ?? 0n));
      add(`committed on ${stockId}`, -(delta.committed ?? 0n));
      add(`shipped from ${stockId}`, delta.onHand ?? 0n);
    }
  }
  for (const [name, units] of sums) if (units !== 0n) yield `${name}: off by ${units}`;
}

/** The item and the lot of a stock row: what stays the same wherever units go. */
function kindOf(ledger: Ledger, stockId: Uuid): string {
  const { item, lot } = ledger.row(stockId);
  return `${item.sku} ${lot?.number ?? "of no lot"}`;
}
