import type { StockService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { receiveTransferCommand, transferStepToProto } from "../convert/transfer.ts";

/** Tells what of a transfer arrived. */
export const receiveTransfer: Handler<typeof StockService.method.receiveTransfer> = async (
  request,
  call,
) => transferStepToProto(await call.submit(receiveTransferCommand(request, call)));
