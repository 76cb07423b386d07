import type { StockService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { cancelTransferCommand, transferStepToProto } from "../convert/transfer.ts";

/** Ends a transfer before it is received. */
export const cancelTransfer: Handler<typeof StockService.method.cancelTransfer> = async (
  request,
  call,
) => transferStepToProto(await call.submit(cancelTransferCommand(request, call)));
