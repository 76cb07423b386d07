import type { InventoryService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { receiveCommand } from "../convert/movement.ts";
import { movementToProto } from "../convert/stock.ts";

/** Books units that arrived. */
export const receive: Handler<typeof InventoryService.method.receive> = async (request, call) =>
  movementToProto(await call.submit(receiveCommand(request, call)));
