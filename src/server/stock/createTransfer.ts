import type { StockService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { createTransferCommand, transferStepToProto } from "../convert/transfer.ts";

/** Plans a transfer. */
export const createTransfer: Handler<typeof StockService.method.createTransfer> = async (
  request,
  call,
) => transferStepToProto(await call.submit(createTransferCommand(request, call)));
