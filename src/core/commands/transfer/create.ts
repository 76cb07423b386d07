import type { Books } from "../../books.ts";
import { bundleHasNoStock } from "../../bundle/ownStock.ts";
import { type Decision, rejected } from "../../decision.ts";
import { Draft } from "../../draft.ts";
import { entryOf } from "../../entry.ts";
import { openItem } from "../../needs.ts";
import { fieldViolation, lotNotFound, type Rejection } from "../../rejection.ts";
import type { CreateTransfer, TransferRequestLine } from "../../transfer/command.ts";
import { refusePast, routeOf } from "../../transfer/places.ts";
import type { TransferLine } from "../../transfer/transfer.ts";

/** Plans a transfer: nothing moves, and nothing is promised to it before it is shipped. */
export function decideCreateTransfer(books: Books, command: CreateTransfer): Decision {
  const draft = new Draft(books);
  const { from, to, expectedAt, reference } = command;
  if (from === to) {
    const message = "to: is the location that the units are at already; name another";
    return rejected(fieldViolation("to", message));
  }
  const late = refusePast(expectedAt, draft.now);
  if (late !== undefined) return rejected(late);
  const route = routeOf(draft, from, to);
  if ("reason" in route) return rejected(route);
  const lines: TransferLine[] = [];
  for (const [index, asked] of command.lines.entries()) {
    const line = lineOf(draft, asked, index);
    if ("reason" in line) return rejected(line);
    lines.push(line);
  }
  draft.open(entryOf(command, "create_transfer", draft.now, { reference }));
  const ends = { shippedAt: null, closedAt: null, end: null };
  const places = { from, to, fromId: route.from.id, toId: route.to.id };
  const described = { id: command.entryId, ...places, reference, expectedAt, ...ends };
  draft.putTransfer({ ...described, createdAt: draft.now, lines, parcels: [], version: 0 });
  return draft.accept({ transferId: command.entryId });
}

function lineOf(
  draft: Draft,
  { sku, lot: number, quantity }: TransferRequestLine,
  index: number,
): TransferLine | Rejection {
  const item = openItem(draft, sku, `lines[${index}].sku`);
  if ("reason" in item) return item;
  const bundle = bundleHasNoStock(item, `lines[${index}].sku`, "transfer");
  if (bundle !== undefined) return bundle;
  const lot = number === null ? null : draft.lot(item.id, number);
  if (lot === undefined) return lotNotFound(sku, number ?? "", `lines[${index}].lot`);
  return {
    number: index + 1,
    itemId: item.id,
    sku,
    lotId: lot?.id ?? null,
    lot: number,
    quantity,
  };
}
