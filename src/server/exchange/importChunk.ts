import type { ExchangeService } from "@holdfast/client";
import { importChunk as importRows, isRepeat } from "../../exchange/importChunk.ts";
import type { Handler } from "../call.ts";
import { chunkFromProto, importingFor, importToProto } from "../convert/rows.ts";

/** Books the good rows of a piece of a file, and tells of the others. */
export const importChunk: Handler<typeof ExchangeService.method.import> = async (request, call) => {
  const imported = await importRows(chunkFromProto(request), importingFor(request, call));
  if (isRepeat(imported)) call.tellReplay();
  return importToProto(imported);
};
