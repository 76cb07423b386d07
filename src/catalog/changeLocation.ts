import type { InferEntity } from "@mikro-orm/core";

import type { CommandHeader } from "../core/command.ts";
import { locationNotFound, reject, type Rejection } from "../core/rejection.ts";
import type { LocationDescription } from "../store/catalog/locations.ts";
import { LocationEntity } from "../store/entities/catalog.ts";
import { CommandRejected } from "../store/errors.ts";
import { staleEtag } from "./etag.ts";
import { findLocation } from "./locations.ts";
import type { CatalogLocation, Created, Target } from "./resources.ts";
import type { Room } from "./room.ts";
import { wrongTimeZone } from "./timeZone.ts";
import { takeTurn, type Turn } from "./turn.ts";

type Location = InferEntity<typeof LocationEntity>;
type Change = (location: Location, turn: Turn) => Rejection | undefined;

/** Changes what is said of a location. */
export async function updateLocation(
  room: Room,
  header: CommandHeader,
  target: Target,
  change: Partial<LocationDescription>,
): Promise<Created<CatalogLocation>> {
  const refusal =
    change.timeZone === undefined ? undefined : wrongTimeZone(change.timeZone, "location");
  if (refusal !== undefined) throw new CommandRejected(refusal);
  return await changeLocation(room, header, "update_location", target, "location", (location) => {
    const isManaged = location.wmsAccountId !== null;
    if (isManaged && change.fulfilment === "immediate") return shipsLater(location.code);
    Object.assign(location, change);
    return undefined;
  });
}

/** Takes a location out of use, or puts it back. Where it is so already, it stays as it is. */
export function archiveLocation(
  room: Room,
  header: CommandHeader,
  target: Target,
  isArchived: boolean,
): Promise<Created<CatalogLocation>> {
  const kind = isArchived ? "archive_location" : "update_location";
  return changeLocation(room, header, kind, target, "", (location, { now }) => {
    if (isArchived) location.archivedAt ??= new Date(now);
    else location.archivedAt = null;
    return undefined;
  });
}

/** Refuses to let a location ship at once whose warehouse system ships. */
export function shipsLater(code: string, field = "location.fulfilment"): Rejection {
  const message = `${field}: "${code}" is counted by its warehouse system, which ships too; leave it DEFERRED`;
  return { ...reject("INVALID_MOVEMENT", message, { location: code, field }), field };
}

/** @param message the field of the request that holds the location's code and etag; empty: the request itself does */
async function changeLocation(
  room: Room,
  header: CommandHeader,
  kind: "update_location" | "archive_location",
  target: Target,
  message: string,
  change: Change,
): Promise<Created<CatalogLocation>> {
  const { orm, tenantId } = room;
  const { name: code } = target;
  const at = message === "" ? "" : `${message}.`;
  const told = { kind, reference: code };
  const written = await takeTurn(orm, tenantId, header, told, async (turn) => {
    const location = await turn.em.findOne(LocationEntity, { tenant: tenantId, code });
    if (location === null) return locationNotFound(code, `${at}code`);
    return staleEtag(target, location.version, `${at}etag`) ?? change(location, turn);
  });
  const resource = await findLocation(room, code);
  if (resource === undefined) throw new Error(`location ${code} was changed and is not there`);
  return { resource, replayed: !written };
}
