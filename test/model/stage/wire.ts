import {
  type Allocation,
  type Availability,
  CommitRequest_OnExpired,
  CommitRequest_Remainder,
  type Entry,
  type Holdfast,
  ReleaseRequest_Scope,
  type Reservation,
  Reservation_State,
  type Stock,
} from "@holdfast/client";

import type { Command, Line } from "../books/command.ts";
import type { ToldAvailability, ToldReservation, ToldStock } from "../books/told.ts";
import { unitsOf, whereOf } from "../books/told.ts";
import { durationOf, timestampOf } from "../../support/shop.ts";

/** What callers ask a server for. */
export type Inventory = Holdfast["inventory"] &
  Pick<Holdfast["stock"], "setStock" | "recallLot" | "liftRecall">;
export type CallOptions = Parameters<Inventory["reserve"]>[1];

/** What a command was answered with. */
export type Told =
  | { readonly reservation: ToldReservation }
  | { readonly seq: number | null; readonly stock: readonly ToldStock[] };

/** Sends a command through the client. */
export async function send(
  inventory: Inventory,
  command: Command,
  options: CallOptions,
): Promise<Told> {
  switch (command.kind) {
    case "reserve":
    case "sell":
      return told(await order(inventory, command, options), command.dry);
    case "receive":
    case "adjust":
      return moved(await move(inventory, command, options));
    case "set_stock":
      return moved(await set(inventory, command, options));
    case "recall_lot":
    case "lift_recall":
      return moved({ stock: [], entry: (await recall(inventory, command, options)).entry });
    case "commit":
    case "release":
    case "extend":
    case "fulfil":
      return told(await goOn(inventory, command, options), command.dry);
    default:
      throw new Error(`no such command: ${String(command satisfies never)}`);
  }
}

interface Reserved {
  readonly reservation?: Reservation | undefined;
}

/** What is asked of a reservation that was made before. */
function goOn(
  inventory: Inventory,
  command: Extract<Command, { reservationId: string }>,
  options: CallOptions,
): Promise<Reserved> {
  const { requestId, reservationId, dry: validateOnly } = command;
  const common = { requestId, reservationId, validateOnly };
  if (command.kind === "extend") {
    return inventory.extend({ ...common, ttl: durationOf(command.ttlMs) }, options);
  }
  const lines = command.lines.map(({ line, quantity }) => ({ line, quantity: BigInt(quantity) }));
  if (command.kind === "fulfil") return inventory.fulfil({ ...common, lines }, options);
  if (command.kind === "release") {
    const { HOLDS, HOLDS_AND_COMMITS } = ReleaseRequest_Scope;
    const scope = command.commits ? HOLDS_AND_COMMITS : HOLDS;
    return inventory.release({ ...common, lines, scope }, options);
  }
  const { KEEP, RELEASE } = CommitRequest_Remainder;
  const { REACQUIRE, FAIL } = CommitRequest_OnExpired;
  const remainder = command.keep ? KEEP : RELEASE;
  const onExpired = command.reacquire ? REACQUIRE : FAIL;
  return inventory.commit({ ...common, lines, remainder, onExpired }, options);
}

async function order(
  inventory: Inventory,
  command: Extract<Command, { kind: "reserve" | "sell" }>,
  options: CallOptions,
): Promise<Reserved> {
  const { requestId, dry: validateOnly, partial: allowPartial, replaces, ttlMs } = command;
  const lines = command.lines.map(lineToWire);
  const common = { requestId, validateOnly, allowPartial, lines };
  const replaced = replaces === null ? {} : { replacesReservationId: replaces };
  if (command.kind === "sell") return inventory.sell({ ...common, ...replaced }, options);
  const end = ttlMs === null ? { noExpiry: true } : { ttl: durationOf(ttlMs) };
  return inventory.reserve({ ...common, ...replaced, ...end }, options);
}

function lineToWire({ sku, quantity, location, lot }: Line) {
  return { sku, quantity: BigInt(quantity), location: location ?? "", lot: lot ?? "" };
}

async function move(
  inventory: Inventory,
  command: Extract<Command, { kind: "receive" | "adjust" }>,
  options: CallOptions,
): Promise<{ entry?: Entry | undefined; stock: Stock[] }> {
  const { requestId, dry: validateOnly, location } = command;
  const common = { requestId, validateOnly, location };
  if (command.kind === "receive") {
    const lines = command.lines.map(({ sku, quantity, lot }) => {
      const ends = lot?.expiresAt ?? null;
      const expiry = ends === null ? {} : { expireTime: timestampOf(new Date(ends)) };
      const described = lot === null ? {} : { lot: { number: lot.number, ...expiry } };
      return { sku, quantity: BigInt(quantity), ...described };
    });
    return inventory.receive({ ...common, lines }, options);
  }
  const lines = command.lines.map(({ sku, lot, delta, expected }) => {
    const expectation = expected === null ? {} : { expectedQuantity: BigInt(expected) };
    return { sku, lot: lot ?? "", quantityDelta: BigInt(delta), ...expectation };
  });
  return inventory.adjust({ ...common, lines, reason: "counted" }, options);
}

function set(
  inventory: Inventory,
  command: Extract<Command, { kind: "set_stock" }>,
  options: CallOptions,
): Promise<{ entry?: Entry | undefined; stock: Stock[] }> {
  const { requestId, dry: validateOnly, location } = command;
  const lines = command.lines.map(({ sku, lot, quantity, expected }) => {
    const expectation = expected === null ? {} : { expectedQuantity: BigInt(expected) };
    return { sku, lot: lot ?? "", quantity: BigInt(quantity), ...expectation };
  });
  return inventory.setStock(
    { requestId, validateOnly, location, lines, reason: "counted" },
    options,
  );
}

function recall(
  inventory: Inventory,
  command: Extract<Command, { kind: "recall_lot" | "lift_recall" }>,
  options: CallOptions,
): Promise<{ entry?: Entry | undefined }> {
  const { requestId, dry: validateOnly, sku, lot, kind } = command;
  const request = { requestId, validateOnly, sku, lot, reason: "glass" };
  return kind === "recall_lot"
    ? inventory.recallLot(request, options)
    : inventory.liftRecall(request, options);
}

function told({ reservation }: Reserved, isDry: boolean): Told {
  if (reservation === undefined) throw new Error("an answer without a reservation");
  const all = reservationFromWire(reservation);
  if (!isDry) return { reservation: all };
  const { expiresAt: _, ...rest } = all;
  return { reservation: rest };
}

function moved({ entry, stock }: { entry?: Entry | undefined; stock: Stock[] }): Told {
  return { seq: entry === undefined ? null : Number(entry.seq), stock: stock.map(stockFromWire) };
}

const STATE_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(Reservation_State).map(([name, number]) => [number, name.toLowerCase()]),
);

export function reservationFromWire(reservation: Reservation): ToldReservation {
  const { id, state, expireTime } = reservation;
  return {
    id,
    state: STATE_NAMES.get(state) ?? "",
    expiresAt: expireTime === undefined ? null : msOf(expireTime),
    lines: reservation.lines.map((line) => ({
      sku: line.sku,
      quantity: Number(line.quantity),
      short: Number(line.shortQuantity),
      location: line.location,
      lot: line.lot,
      allocations: line.allocations.map(allocationFromWire),
    })),
  };
}

function allocationFromWire(allocation: Allocation) {
  const { number, sku, location, lot, quantity } = allocation;
  const units = unitsOf(allocation);
  return { number, at: whereOf(sku, location, lot), quantity: Number(quantity), units };
}

function stockFromWire(stock: Stock): ToldStock {
  return { at: whereOf(stock.sku, stock.location, stock.lot), ...balances(stock) };
}

export function availabilityFromWire(answer: Availability): ToldAvailability {
  const available = Number(answer.available);
  return { at: whereOf(answer.sku, answer.location, ""), ...balances(answer), available };
}

function balances({ onHand, held, committed, shortfall }: Stock | Availability) {
  return {
    onHand: Number(onHand),
    held: Number(held),
    committed: Number(committed),
    shortfall: Number(shortfall),
  };
}

function msOf({ seconds, nanos }: { seconds: bigint; nanos: number }): number {
  return Number(seconds) * 1_000 + Math.floor(nanos / 1_000_000);
}
