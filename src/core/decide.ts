import type { Books } from "./books.ts";
import type {
  Adjust,
  ChangeCondition,
  Chore,
  Command,
  ImportStock,
  Recall,
  Receive,
  Return,
  SetStock,
} from "./command.ts";
import { decideAdjust } from "./commands/adjust.ts";
import { decideChangeCondition } from "./commands/changeCondition.ts";
import { decideCommit } from "./commands/commit.ts";
import { decideCount } from "./commands/count/index.ts";
import { decideExpire } from "./commands/expire.ts";
import { decideExtend } from "./commands/extend.ts";
import { decideFulfil } from "./commands/fulfil.ts";
import { decideLiftRecall, decideRecallLot } from "./commands/recall.ts";
import { decideImportStock } from "./commands/importStock.ts";
import { decideReceive } from "./commands/receive.ts";
import { decideRelease } from "./commands/release.ts";
import { decideRehome } from "./commands/rehome.ts";
import { decideReserve } from "./commands/reserve.ts";
import { decideReturn } from "./commands/return.ts";
import { decideSell } from "./commands/sell.ts";
import { decideSetStock } from "./commands/setStock.ts";
import { decideTransfer } from "./commands/transfer/index.ts";
import { decideWmsEvent } from "./commands/wms/event.ts";
import { decideWmsOrder } from "./commands/wms/order.ts";
import { decideWmsConfirm, decideWmsPage, decideWmsWalked } from "./commands/wms/page.ts";
import { decideWmsResolve } from "./commands/wms/resolve.ts";
import type { Decision } from "./decision.ts";
import type { WmsCommand } from "./wms/command.ts";

/** What a command does to the books as they stand at `books.now`. Pure: nothing is changed, no clock is read. */
export function decide(books: Books, command: Command): Decision {
  switch (command.kind) {
    case "reserve":
      return decideReserve(books, command);
    case "sell":
      return decideSell(books, command);
    case "commit":
      return decideCommit(books, command);
    case "release":
      return decideRelease(books, command);
    case "extend":
      return decideExtend(books, command);
    case "fulfil":
      return decideFulfil(books, command);
    case "receive":
    case "adjust":
    case "setStock":
    case "importStock":
    case "recallLot":
    case "liftRecall":
    case "changeCondition":
    case "return":
      return decideOnStock(books, command);
    case "expire":
    case "rehome":
      return decideChore(books, command);
    case "createTransfer":
    case "shipTransfer":
    case "receiveTransfer":
    case "cancelTransfer":
      return decideTransfer(books, command);
    case "openCount":
    case "recordCount":
    case "closeCount":
    case "cancelCount":
      return decideCount(books, command);
    default:
      return decideWms(books, command);
  }
}

function decideWms(books: Books, command: WmsCommand): Decision {
  switch (command.kind) {
    case "wmsPage":
      return decideWmsPage(books, command);
    case "wmsConfirm":
      return decideWmsConfirm(books, command);
    case "wmsWalked":
      return decideWmsWalked(books, command);
    case "wmsEvent":
      return decideWmsEvent(books, command);
    case "wmsOrder":
      return decideWmsOrder(books, command);
    case "wmsResolve":
      return decideWmsResolve(books, command);
    default:
      throw new Error(`no rule for ${String(command satisfies never)}`);
  }
}

function decideChore(books: Books, command: Chore): Decision {
  return command.kind === "expire" ? decideExpire(books, command) : decideRehome(books, command);
}

/** What is said of stock, whoever was promised it. */
function decideOnStock(
  books: Books,
  command: Receive | Adjust | SetStock | ImportStock | ChangeCondition | Recall | Return,
): Decision {
  switch (command.kind) {
    case "receive":
      return decideReceive(books, command);
    case "adjust":
      return decideAdjust(books, command);
    case "setStock":
      return decideSetStock(books, command);
    case "importStock":
      return decideImportStock(books, command);
    case "changeCondition":
      return decideChangeCondition(books, command);
    case "recallLot":
      return decideRecallLot(books, command);
    case "liftRecall":
      return decideLiftRecall(books, command);
    case "return":
      return decideReturn(books, command);
    default:
      throw new Error(`no rule for ${String(command satisfies never)}`);
  }
}
