import type { Books } from "../../books.ts";
import type { Decision } from "../../decision.ts";
import type { TransferCommand } from "../../transfer/command.ts";
import { decideCancelTransfer } from "./cancel.ts";
import { decideCreateTransfer } from "./create.ts";
import { decideReceiveTransfer } from "./receive.ts";
import { decideShipTransfer } from "./ship.ts";

/** What is done with transfers. */
export function decideTransfer(books: Books, command: TransferCommand): Decision {
  switch (command.kind) {
    case "createTransfer":
      return decideCreateTransfer(books, command);
    case "shipTransfer":
      return decideShipTransfer(books, command);
    case "receiveTransfer":
      return decideReceiveTransfer(books, command);
    case "cancelTransfer":
      return decideCancelTransfer(books, command);
    default:
      throw new Error(`no rule for ${String(command satisfies never)}`);
  }
}
