import type { Books } from "../../books.ts";
import type { CancelCount } from "../../count/command.ts";
import { countClosed, countNotFound } from "../../count/count.ts";
import { type Decision, rejected } from "../../decision.ts";
import { Draft } from "../../draft.ts";
import { entryOf } from "../../entry.ts";

/** Ends a count of which nothing was corrected: nothing will be. */
export function decideCancelCount(books: Books, command: CancelCount): Decision {
  const draft = new Draft(books);
  const count = draft.counts.count(command.countId);
  if (count === undefined) return rejected(countNotFound(command.countId));
  if (count.state !== "open" && count.state !== "awaiting_approval")
    return rejected(countClosed(count));
  const { reason } = command;
  draft.open(entryOf(command, "cancel_count", draft.now, { reason }));
  draft.counts.put({ ...count, state: "cancelled", closedAt: draft.now });
  return draft.accept({ countId: count.id });
}
