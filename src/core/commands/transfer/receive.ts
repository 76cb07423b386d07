import type { Books } from "../../books.ts";
import { type Decision, rejected } from "../../decision.ts";
import { Draft } from "../../draft.ts";
import { entryOf, whenOccurred } from "../../entry.ts";
import { reject, type Rejection } from "../../rejection.ts";
import type { ReceivedLine, ReceiveTransfer } from "../../transfer/command.ts";
import { ParcelSteps, refuseBeyondLimit } from "../../transfer/parcels.ts";
import {
  inTransit,
  type Parcel,
  type ParcelUnits,
  type Transfer,
  transferClosed,
  transferLineNotFound,
  transferNotFound,
  unshippedOf,
} from "../../transfer/transfer.ts";

/**
 * Tells what arrived, whole or damaged, and what did not. What no line tells of stays on its way, unless the receipt is
 * the last one: then it is lost. Needs nothing of the locations but that they are there: what has arrived has arrived.
 */
export function decideReceiveTransfer(books: Books, command: ReceiveTransfer): Decision {
  const draft = new Draft(books);
  const transfer = draft.transfer(command.transferId);
  if (transfer === undefined) return rejected(transferNotFound(command.transferId));
  if (transfer.end !== null) return rejected(transferClosed(transfer));
  const when = whenOccurred(command.occurredAt, draft.now);
  if (typeof when !== "number") return rejected(when);
  if (transfer.parcels.length === 0) return rejected(nothingShipped(transfer));
  const steps = new ParcelSteps();
  for (const [index, line] of command.lines.entries()) {
    const refusal = tell(transfer, steps, line, `lines[${index}]`);
    if (refusal !== undefined) return rejected(refusal);
  }
  if (command.isFinal) {
    for (const parcel of transfer.parcels) {
      const lost = steps.openOf(parcel);
      if (lost > 0n) steps.add(parcel, { lost });
    }
  }
  const { reference } = command;
  const entry = draft.open(entryOf(command, "receive_transfer", when, { reference }));
  const arrived = { ...transfer, parcels: steps.take(draft, entry, transfer) };
  const refusal = refuseBeyondLimit(draft, entry);
  if (refusal !== undefined) return rejected(refusal);
  const isDone = command.isFinal || isComplete(arrived);
  const end = isDone ? ({ end: "received", closedAt: draft.now } as const) : {};
  draft.putTransfer({ ...arrived, ...end });
  return draft.accept({ transferId: transfer.id });
}

/** Is everything shipped, and nothing on its way any more? */
function isComplete(transfer: Transfer): boolean {
  if (inTransit(transfer) > 0n) return false;
  return transfer.lines.every((line) => unshippedOf(transfer, line) === 0n);
}

/** Takes one line of the receipt. @returns why it cannot be true */
function tell(
  transfer: Transfer,
  steps: ParcelSteps,
  said: ReceivedLine,
  field: string,
): Rejection | undefined {
  if (!transfer.lines.some(({ number }) => number === said.line)) {
    return transferLineNotFound(transfer, said.line, `${field}.line`);
  }
  const open = transfer.parcels.filter(
    (parcel) =>
      parcel.line === said.line &&
      (said.lot === null || parcel.lot === said.lot) &&
      steps.openOf(parcel) > 0n,
  );
  const onTheWay = open.reduce((sum, parcel) => sum + steps.openOf(parcel), 0n);
  const told = said.received + said.damaged + said.lost;
  if (told > onTheWay) return tooMany(said, told, onTheWay, field);
  const [first, ...others] = open;
  if (first !== undefined && others.length === 0) {
    steps.add(first, fates(said));
    return undefined;
  }
  const fate = (["received", "damaged", "lost"] as const).find((one) => said[one] === onTheWay);
  if (fate === undefined) return whichLot(open, said, field);
  for (const parcel of open) steps.add(parcel, { [fate]: steps.openOf(parcel) });
  return undefined;
}

function fates({ received, damaged, lost }: ReceivedLine): Partial<ParcelUnits> {
  return { received, damaged, lost };
}

function tooMany(said: ReceivedLine, told: bigint, onTheWay: bigint, field: string): Rejection {
  const what = said.lot === null ? "" : ` of lot ${said.lot}`;
  const message = `${field}: ${told}${what} told of line ${said.line}, ${onTheWay} are on their way; correct it, and adjust what came beyond that`;
  const facts = { line: String(said.line), told: String(told), inTransit: String(onTheWay) };
  return { ...reject("INVALID_MOVEMENT", message, facts), field };
}

/** Units of several lots had different fates: a guess would make the lots' books wrong. */
function whichLot(open: readonly Parcel[], said: ReceivedLine, field: string): Rejection {
  const names = open.slice(0, 3).map(({ lot }) => `"${lot ?? ""}"`);
  const more = open.length > 3 ? `, and ${open.length - 3} more` : "";
  const message = `${field}.lot: several lots of line ${said.line} are on their way; name one of ${names.join(", ")}${more}`;
  const facts = { line: String(said.line), field: `${field}.lot` };
  return { ...reject("LOT_REQUIRED", message, facts), field: `${field}.lot` };
}

function nothingShipped({ id }: Transfer): Rejection {
  const message = `nothing of transfer ${id} was shipped; ship it first, or cancel it`;
  return reject("INVALID_MOVEMENT", message, { transferId: id });
}
