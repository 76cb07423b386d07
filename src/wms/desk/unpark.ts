import type { Pool } from "pg";

import type { CommandHeader } from "../../core/command.ts";
import { wmsOrderNotFound } from "../../core/rejection.ts";
import type { Uuid } from "../../core/stock.ts";
import type { WmsOrderStep } from "../../core/wms/command.ts";
import { CommandRejected } from "../../store/errors.ts";
import { readWmsOrder } from "../../store/wms/orders.ts";
import { servedBy } from "./accounts.ts";

/** The command that lets a parked order be pushed again. @throws CommandRejected when there is no such order */
export async function unparkCommand(
  pool: Pool,
  tenantId: Uuid,
  header: CommandHeader,
  reference: string,
): Promise<WmsOrderStep> {
  const order = await readWmsOrder(pool, tenantId, reference);
  if (order === undefined) throw new CommandRejected(wmsOrderNotFound(reference));
  const { location, reservationId } = order;
  const served = await servedBy(pool, tenantId);
  const found = served.find(({ places }) => places.some((place) => place.location === location));
  if (found === undefined) throw new Error(`no account delivers from ${location}`);
  const { dialect } = found.account;
  const what = { reference, reservationId, step: { what: "unpark" }, places: [] } as const;
  return { kind: "wmsOrder", ...header, location, dialect, ...what };
}
