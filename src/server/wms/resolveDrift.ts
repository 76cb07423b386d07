import type { WmsService } from "@holdfast/client";
import type { Handler } from "../call.ts";
import { resolveCommand } from "../convert/drift.ts";
import { movementToProto } from "../convert/stock.ts";

/** Says what is to be made of a row's drift. */
export const resolveDrift: Handler<typeof WmsService.method.resolveDrift> = async (
  request,
  call,
) => {
  const command = resolveCommand(request, call);
  const { stock, ...entry } = movementToProto(await call.submit(command));
  if (command.resolution === "recount") await call.wms.lookAgain(command.location);
  return { ...entry, ...(stock[0] && { stock: stock[0] }) };
};
