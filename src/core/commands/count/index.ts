import type { Books } from "../../books.ts";
import type { CountCommand } from "../../count/command.ts";
import type { Decision } from "../../decision.ts";
import { decideCancelCount } from "./cancel.ts";
import { decideCloseCount } from "./close.ts";
import { decideOpenCount } from "./open.ts";
import { decideRecordCount } from "./record.ts";

/** What is done with counts. */
export function decideCount(books: Books, command: CountCommand): Decision {
  switch (command.kind) {
    case "openCount":
      return decideOpenCount(books, command);
    case "recordCount":
      return decideRecordCount(books, command);
    case "closeCount":
      return decideCloseCount(books, command);
    case "cancelCount":
      return decideCancelCount(books, command);
    default:
      throw new Error(`no rule for ${String(command satisfies never)}`);
  }
}
