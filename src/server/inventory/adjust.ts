import type { InventoryService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { adjustCommand } from "../convert/movement.ts";
import { movementToProto } from "../convert/stock.ts";

/** States that more or less is on hand than the books say. */
export const adjust: Handler<typeof InventoryService.method.adjust> = async (request, call) =>
  movementToProto(await call.submit(adjustCommand(request, call)));
