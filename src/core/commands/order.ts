import type { Commit, Reserve, Sell } from "../command.ts";
import type { EntryHeader } from "../draft.ts";
import type { Draft } from "../draft.ts";
import { type Decision, rejected } from "../decision.ts";
import { clearOverdue, expire, hasMoreOverdue, makeRoom } from "../expiry.ts";
import { needsOf } from "../needs.ts";
import type { Grant, Need } from "../place.ts";
import { insufficientStock, type Rejection, reservationClosed, reservationNotFound } from "../rejection.ts";
import { type Allocation, isOverdue, type Reservation, type ReservationLine, stateAt, total } from "../reservation.ts";
import { rowsOfNeed, shortageOf } from "../shortage.ts";
import { couldHave, source, type Sourced } from "../sourcing.ts";
import type { Uuid } from "../stock.ts";
import { giveBackHolds } from "./give.ts";

type Order = Reserve | Sell;

/** What an order got: its lines, and the stock that serves each. */
export interface Granted {
  readonly lines: readonly ReservationLine[];
  readonly grants: readonly Grant[];
}

/**
 * Finds the stock for an order, or says why there is none. All lines or none, unless the order takes a part;
 * nothing at all is a refusal either way.
 */
export function grantOrder(
  draft: Draft,
  order: Order,
  holdEndsAt: number | null,
): Granted | Decision {
  const needs = needsOf(draft, order.lines, holdEndsAt);
  if (!Array.isArray(needs)) return rejected(needs as Rejection);
  const sourced = source(draft, needs);
  const missing = refuseShort(draft, needs, sourced, order.allowPartial);
  if (missing !== undefined) return missing;
  const lines = needs.map((need, index) => lineOf(need, order.lines[index]?.minShelfLifeMs ?? 0, sourced));
  for (const [stockId, units] of unitsPerRow(sourced.grants)) makeRoom(draft, stockId, units);
  return { lines, grants: sourced.grants };
}

/** Refuses needs that are short, or asks for another batch when unread overdue holds may still help. */
export function refuseShort(
  draft: Draft,
  needs: readonly Need[],
  sourced: Sourced,
  allowPartial: boolean,
): Decision | undefined {
  if (sourced.short.size === 0) return undefined;
  const short = needs.filter((need) => sourced.short.has(need.line));
  const rows = short.flatMap((need) => rowsOfNeed(draft, need));
  if (hasMoreOverdue(draft, rows)) {
    clearOverdue(draft, rows);
    return draft.unfinished();
  }
  if (allowPartial && sourced.grants.length > 0) return undefined;
  const shortages = short.map((need) =>
    shortageOf(draft, need, couldHave(sourced, need), rowsOfNeed(draft, need)),
  );
  return rejected(insufficientStock(shortages));
}

/** Gives up the reservation that an order replaces, so that its units count as free. */
export function giveUpReplaced(draft: Draft, order: Order): Rejection | undefined {
  if (order.replaces === null) return undefined;
  const old = draft.reservation(order.replaces);
  if (old === undefined) return reservationNotFound(order.replaces);
  if (total(old, "committed") > 0n || total(old, "fulfilled") > 0n) {
    return reservationClosed(old.id, stateAt(old, draft.now));
  }
  if (isOverdue(old, draft.now)) expire(draft, old);
  else if (total(old, "held") > 0n) giveUp(draft, order, old);
  return undefined;
}

function giveUp(draft: Draft, order: Order, old: Reservation): void {
  const entry = draft.open({
    ...headerOf(order, "release", old.id, draft.now),
    id: null,
    key: { source: "replacement", requestId: `${old.id}/${old.version}` },
    reason: `replaced by ${order.reservationId}`,
  });
  const held = new Map(old.lines.map((line) => [line.number, heldOn(old, line.number)]));
  draft.put({ ...old, releasedAt: draft.now, allocations: giveBackHolds(draft, entry, old, held) });
}

function heldOn(reservation: Reservation, line: number): bigint {
  let held = 0n;
  for (const allocation of reservation.allocations) if (allocation.line === line) held += allocation.held;
  return held;
}

/** Allocations for grants, numbered on from those that the lines have. Their units are in no state yet. */
export function allocationsOf(
  grants: readonly Grant[],
  existing: readonly Allocation[] = [],
): Allocation[] {
  const numbers = new Map<number, number>();
  for (const { line } of existing) numbers.set(line, (numbers.get(line) ?? 0) + 1);
  return grants.map(({ line, row, quantity }) => {
    const number = (numbers.get(line) ?? 0) + 1;
    numbers.set(line, number);
    const { item, location, lot } = row;
    const where = { stockId: row.id, sku: item.sku, location: location.code, lot: lot?.number ?? null };
    const nothing = { held: 0n, committed: 0n, fulfilled: 0n, released: 0n, expired: 0n };
    return { line, number, ...where, quantity, ...nothing };
  });
}

/** How many units grants take of each stock row. */
export function unitsPerRow(grants: readonly Grant[]): Map<Uuid, bigint> {
  const units = new Map<Uuid, bigint>();
  for (const { row, quantity } of grants) units.set(row.id, (units.get(row.id) ?? 0n) + quantity);
  return units;
}

/** The head of an entry that tells what a request did. */
export function headerOf(
  command: Order | Commit,
  kind: EntryHeader["kind"],
  reservationId: Uuid,
  now: number,
): EntryHeader {
  const { entryId, key, method, fingerprint, actor } = command;
  const words = { reason: "", reference: "" };
  return { id: entryId, kind, key, method, fingerprint, actor, reservationId, occurredAt: now, ...words };
}

function lineOf(need: Need, minShelfLifeMs: number, sourced: Sourced): ReservationLine {
  return {
    number: need.line,
    itemId: need.item.id,
    sku: need.item.sku,
    quantity: need.quantity,
    shortQuantity: sourced.short.get(need.line) ?? 0n,
    location: need.location?.code ?? null,
    lot: need.lot,
    minShelfLifeMs,
  };
}
