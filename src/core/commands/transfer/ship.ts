import type { Books } from "../../books.ts";
import { type Decision, rejected } from "../../decision.ts";
import { Draft } from "../../draft.ts";
import { entryOf, whenOccurred } from "../../entry.ts";
import { goOnAfterExpiries, hasMoreOverdue, makeRoom } from "../../expiry.ts";
import type { Instant } from "../../instant.ts";
import { openItem } from "../../needs.ts";
import { fieldViolation, reject, type Rejection } from "../../rejection.ts";
import type { Uuid } from "../../stock.ts";
import type { ShipTransfer } from "../../transfer/command.ts";
import { Packing } from "../../transfer/packing.ts";
import { ParcelSteps, refuseBeyondLimit } from "../../transfer/parcels.ts";
import { type Picked, Picking } from "../../transfer/pick.ts";
import { refusePast, type Route, routeOf } from "../../transfer/places.ts";
import {
  PARCELS_MAX,
  type Transfer,
  transferClosed,
  type TransferLine,
  transferLineNotFound,
  transferNotFound,
  unshippedOf,
} from "../../transfer/transfer.ts";

type UnitsOfLines = Map<TransferLine, bigint>;

/** Sends units on their way: what is free where they are, never what was promised to somebody. All lines or none. */
export function decideShipTransfer(books: Books, command: ShipTransfer): Decision {
  const draft = new Draft(books);
  const transfer = draft.transfer(command.transferId);
  if (transfer === undefined) return rejected(transferNotFound(command.transferId));
  if (transfer.end !== null) return rejected(transferClosed(transfer));
  const when = whenOccurred(command.occurredAt, draft.now);
  if (typeof when !== "number") return rejected(when);
  const late = refusePast(command.expectedAt, draft.now);
  if (late !== undefined) return rejected(late);
  const route = routeOf(draft, transfer.from, transfer.to);
  if ("reason" in route) return rejected(route);
  const units = unitsToShip(draft, transfer, command);
  if (!(units instanceof Map)) return rejected(units);
  const picking = new Picking(draft, route.from.id);
  const picked: Picked[] = [];
  for (const [line, wanted] of units) {
    const free = picking.freeFor(line);
    if (free >= wanted) {
      picked.push(...picking.take(line, wanted));
      continue;
    }
    const rows = picking.rowsOf(line);
    if (hasMoreOverdue(draft, rows)) return goOnAfterExpiries(draft, rows);
    return rejected(notFree(line, wanted, free, route));
  }
  return send(draft, command, { transfer, route, picked, when });
}

interface Shipment {
  readonly transfer: Transfer;
  readonly route: Route;
  readonly picked: readonly Picked[];
  readonly when: Instant;
}

function send(draft: Draft, command: ShipTransfer, shipment: Shipment): Decision {
  const { transfer, route, picked, when } = shipment;
  const perRow = new Map<Uuid, bigint>();
  for (const { row, quantity } of picked) perRow.set(row.id, (perRow.get(row.id) ?? 0n) + quantity);
  for (const [stockId, units] of perRow) makeRoom(draft, stockId, units);
  const packing = new Packing(draft, transfer, route.to, command.stockIds);
  const steps = new ParcelSteps();
  for (const pick of picked) steps.add(packing.parcelFor(pick), { shipped: pick.quantity });
  const { parcels } = packing;
  if (parcels.length > PARCELS_MAX) return rejected(tooManyParcels());
  const { reference } = command;
  const entry = draft.open(entryOf(command, "ship_transfer", when, { reference }));
  const expectedAt = command.expectedAt ?? transfer.expectedAt;
  const shippedAt = transfer.shippedAt ?? when;
  const after = steps.take(draft, entry, { ...transfer, parcels });
  const refusal = refuseBeyondLimit(draft, entry);
  if (refusal !== undefined) return rejected(refusal);
  draft.putTransfer({ ...transfer, expectedAt, shippedAt, parcels: after });
  return draft.accept({ transferId: transfer.id });
}

/** Units per line that the command means, or why they cannot be shipped. */
function unitsToShip(
  draft: Draft,
  transfer: Transfer,
  command: ShipTransfer,
): UnitsOfLines | Rejection {
  const units = new Map<TransferLine, bigint>();
  const selected = command.lines.length > 0 ? command.lines : everyLine(transfer);
  for (const [index, { line: number, quantity }] of selected.entries()) {
    const field = `lines[${index}]`;
    const line = transfer.lines.find((known) => known.number === number);
    if (line === undefined) return transferLineNotFound(transfer, number, `${field}.line`);
    if (units.has(line)) {
      return fieldViolation(field, `${field}: line ${number} is named twice; sum it up`);
    }
    const item = openItem(draft, line.sku, `${field}.line`);
    if ("reason" in item) return item;
    const open = unshippedOf(transfer, line);
    const wanted = quantity === 0n ? open : quantity;
    if (wanted === 0n || wanted > open) return notLeft(line, quantity, open, field);
    units.set(line, wanted);
  }
  if (units.size > 0) return units;
  const message = `transfer ${transfer.id} is shipped in full; make another one to move more`;
  return reject("INVALID_MOVEMENT", message, { transferId: transfer.id });
}

function everyLine(transfer: Transfer): { line: number; quantity: bigint }[] {
  const open = transfer.lines.filter((line) => unshippedOf(transfer, line) > 0n);
  return open.map(({ number: line }) => ({ line, quantity: 0n }));
}

function notLeft(line: TransferLine, asked: bigint, open: bigint, field: string): Rejection {
  const what = asked === 0n ? "all" : String(asked);
  const message = `${field}.quantity: ${what} of line ${line.number} asked, ${open} are left to ship; correct it`;
  const facts = { line: String(line.number), requested: what, open: String(open) };
  return { ...reject("INVALID_MOVEMENT", message, facts), field: `${field}.quantity` };
}

function notFree(line: TransferLine, wanted: bigint, free: bigint, { from }: Route): Rejection {
  const what = line.lot === null ? line.sku : `lot ${line.lot} of ${line.sku}`;
  const message = `line ${line.number}: ${wanted} of ${what} are to leave "${from.code}", ${free} are free there; ship fewer, or release reservations`;
  const facts = { line: String(line.number), sku: line.sku, requested: String(wanted) };
  return reject("INVALID_MOVEMENT", message, { ...facts, free: String(free) });
}

function tooManyParcels(): Rejection {
  const message = `a transfer has at most ${PARCELS_MAX} parcels, one per line and lot; make another one for the rest`;
  return reject("INVALID_MOVEMENT", message, { limit: String(PARCELS_MAX) });
}
