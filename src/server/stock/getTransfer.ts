import type { StockService } from "@holdfast/client";
import { transferNotFound } from "../../core/transfer/transfer.ts";
import { CommandRejected } from "../../store/errors.ts";
import type { Handler } from "../call.ts";
import { transferToProto } from "../convert/transfer.ts";

/** Returns one transfer as it stands now. */
export const getTransfer: Handler<typeof StockService.method.getTransfer> = async (
  { transferId },
  call,
) => {
  const transfer = await call.books.transfer(transferId.toLowerCase());
  if (transfer === undefined) throw new CommandRejected(transferNotFound(transferId));
  return { transfer: transferToProto(transfer) };
};
