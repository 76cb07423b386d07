import type { StockService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { shipTransferCommand, transferStepToProto } from "../convert/transfer.ts";

/** Sends units of a transfer on their way. */
export const shipTransfer: Handler<typeof StockService.method.shipTransfer> = async (
  request,
  call,
) => transferStepToProto(await call.submit(shipTransferCommand(request, call)));
