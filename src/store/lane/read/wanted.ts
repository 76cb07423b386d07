import {
  type Adjust,
  type ChangeCondition,
  type Command,
  isChore,
  type Receive,
  type RequestKey,
  type Return,
  type SetStock,
} from "../../../core/command.ts";
import type { CountCommand } from "../../../core/count/command.ts";
import type { TransferCommand } from "../../../core/transfer/command.ts";
import type {
  WmsConfirm,
  WmsEvent,
  WmsOrderStep,
  WmsPage,
  WmsWalked,
  WmsResolve,
} from "../../../core/wms/command.ts";
import type { Scope } from "./stock.ts";

/** What the commands of a batch name, each once. */
export interface Wanted {
  readonly keys: readonly RequestKey[];
  readonly locations: readonly string[];
  readonly lots: readonly { readonly sku: string; readonly number: string }[];
  readonly scopes: readonly Scope[];
  readonly reservations: readonly string[];
  readonly stock: readonly string[];
  readonly transfers: readonly string[];
  readonly counts: readonly string[];
}

/** Collects what must be read before these commands can be decided. */
export function wantedBy(commands: readonly Command[]): Wanted {
  const collected = new Collected();
  for (const command of commands) collect(collected, command);
  return collected.wanted();
}

/** The code of no location: codes have a character at least. */
const NOWHERE = "";

class Collected {
  readonly keys: RequestKey[] = [];
  readonly reservations = new Set<string>();
  readonly stock = new Set<string>();
  readonly transfers = new Set<string>();
  readonly counts = new Set<string>();
  readonly #locations = new Set<string>();
  readonly #lots = new Map<string, { sku: string; number: string }>();
  readonly #scopes = new Map<string, Scope>();

  line(sku: string, location: string | null, lot: string | null): void {
    if (location !== null) this.#locations.add(location);
    if (lot !== null) this.#lots.set(`${sku}\n${lot}`, { sku, number: lot });
    this.#scopes.set(`${sku}\n${location ?? ""}`, { sku, location });
  }

  location(code: string): void {
    this.#locations.add(code);
  }

  returned({ reservationId, location }: Return): void {
    this.reservations.add(reservationId);
    if (location !== null) this.#locations.add(location);
  }

  /** An item without its stock. */
  item(sku: string, lot: string | null): void {
    if (lot !== null) this.#lots.set(`${sku}\n${lot}`, { sku, number: lot });
    this.#scopes.set(`${sku}\n${NOWHERE}`, { sku, location: NOWHERE });
  }

  wanted(): Wanted {
    return {
      keys: this.keys,
      locations: [...this.#locations],
      lots: [...this.#lots.values()],
      scopes: [...this.#scopes.values()],
      reservations: [...this.reservations],
      stock: [...this.stock],
      transfers: [...this.transfers],
      counts: [...this.counts],
    };
  }
}

function collect(into: Collected, command: Command): void {
  if (!isChore(command) && !command.validateOnly) into.keys.push(command.key);
  switch (command.kind) {
    case "reserve":
    case "sell":
      for (const line of command.lines) into.line(line.sku, line.location, line.lot);
      if (command.replaces !== null) into.reservations.add(command.replaces);
      return;
    case "receive":
    case "adjust":
    case "setStock":
    case "changeCondition":
    case "wmsPage":
      collectLines(into, command);
      return;
    case "importStock":
      for (const { sku, location, lot } of command.lines)
        into.line(sku, location, lot?.number ?? null);
      return;
    case "recallLot":
    case "liftRecall":
      into.line(command.sku, null, command.lot);
      return;
    case "return":
      into.returned(command);
      return;
    case "commit":
    case "release":
    case "extend":
    case "fulfil":
    case "expire":
    case "rehome":
      into.reservations.add(command.reservationId);
      return;
    default:
      collectMoved(into, command);
  }
}

function collectMoved(
  into: Collected,
  command: TransferCommand | CountCommand | WmsCommandBesidesPages,
): void {
  switch (command.kind) {
    case "createTransfer":
      for (const code of [command.from, command.to]) into.location(code);
      for (const { sku, lot } of command.lines) into.item(sku, lot);
      return;
    case "shipTransfer":
    case "receiveTransfer":
    case "cancelTransfer":
      into.transfers.add(command.transferId);
      return;
    case "openCount":
      into.location(command.location);
      return;
    case "recordCount":
    case "closeCount":
    case "cancelCount":
      into.counts.add(command.countId);
      return;
    default:
      collectWms(into, command);
  }
}

/** Lines at one location, each of an item and perhaps a lot. */
function collectLines(
  into: Collected,
  command: Receive | Adjust | SetStock | ChangeCondition | WmsPage,
): void {
  into.location(command.location);
  for (const { sku, lot } of command.lines) {
    const number = typeof lot === "string" ? lot : (lot?.number ?? null);
    into.line(sku, command.location, number);
  }
}

type WmsCommandBesidesPages = WmsEvent | WmsConfirm | WmsWalked | WmsOrderStep | WmsResolve;

function collectWms(into: Collected, command: WmsCommandBesidesPages): void {
  into.location(command.location);
  switch (command.kind) {
    case "wmsEvent":
    case "wmsResolve":
      into.line(command.sku, command.location, command.lot);
      return;
    case "wmsConfirm":
      for (const id of command.stockIds) into.stock.add(id);
      return;
    case "wmsWalked":
      return;
    case "wmsOrder":
      into.reservations.add(command.reservationId);
      for (const { sku, lot } of command.places) into.line(sku, command.location, lot);
      return;
    default:
      command satisfies never;
  }
}
