import type { Books } from "../../books.ts";
import { type Decision, rejected } from "../../decision.ts";
import { Draft } from "../../draft.ts";
import { entryOf, whenOccurred } from "../../entry.ts";
import type { CancelTransfer } from "../../transfer/command.ts";
import { ParcelSteps, refuseBeyondLimit } from "../../transfer/parcels.ts";
import { inTransitOf, transferClosed, transferNotFound } from "../../transfer/transfer.ts";

/** Ends a transfer. What is on its way is on hand again where it came from; what has arrived stays where it is. */
export function decideCancelTransfer(books: Books, command: CancelTransfer): Decision {
  const draft = new Draft(books);
  const transfer = draft.transfer(command.transferId);
  if (transfer === undefined) return rejected(transferNotFound(command.transferId));
  if (transfer.end !== null) return rejected(transferClosed(transfer));
  const when = whenOccurred(command.occurredAt, draft.now);
  if (typeof when !== "number") return rejected(when);
  const steps = new ParcelSteps();
  for (const parcel of transfer.parcels) {
    const returned = inTransitOf(parcel);
    if (returned > 0n) steps.add(parcel, { returned });
  }
  const entry = draft.open(entryOf(command, "cancel_transfer", when, { reason: command.reason }));
  const parcels = steps.take(draft, entry, transfer);
  const refusal = refuseBeyondLimit(draft, entry);
  if (refusal !== undefined) return rejected(refusal);
  draft.putTransfer({ ...transfer, parcels, end: "cancelled", closedAt: draft.now });
  return draft.accept({ transferId: transfer.id });
}
