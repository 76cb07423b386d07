import type { InferEntity } from "@mikro-orm/core";

import type { CommandHeader } from "../core/command.ts";
import { reject, type Rejection } from "../core/rejection.ts";
import type { Uuid } from "../core/stock.ts";
import { LocationEntity } from "../store/entities/catalog.ts";
import { TenantEntity } from "../store/entities/tenant.ts";
import { WmsAccountEntity } from "../store/entities/wmsAccount.ts";
import { CommandRejected } from "../store/errors.ts";
import { newId } from "../store/newId.ts";
import { readTwice } from "../store/sql/readTransaction.ts";
import type { CatalogLocation, Created, LocationQuery, NewLocation } from "./resources.ts";
import type { Room } from "./room.ts";
import { wrongTimeZone } from "./timeZone.ts";
import { takeTurn, tenantManager, type Turn } from "./turn.ts";

/** Creates a location, or answers with the one that the same request has created. */
export async function createLocation(
  room: Room,
  header: CommandHeader,
  location: NewLocation,
): Promise<Created<CatalogLocation>> {
  const { orm, tenantId } = room;
  const refusal = wrongTimeZone(location.timeZone, "location");
  if (refusal !== undefined) throw new CommandRejected(refusal);
  const told = { kind: "create_location", reference: location.code } as const;
  const written = await takeTurn(orm, tenantId, header, told, (turn) =>
    addLocation(turn, tenantId, location),
  );
  const resource = await findLocation(room, location.code);
  if (resource === undefined) throw new Error(`location ${location.code} was created and is gone`);
  return { resource, replayed: !written };
}

export async function findLocation(room: Room, code: string): Promise<CatalogLocation | undefined> {
  const [found] = await findAll(room, { code }, 1);
  return found;
}

/** Locations by their codes. */
export function findLocationsNamed(
  room: Room,
  codes: readonly string[],
): Promise<CatalogLocation[]> {
  return findAll(room, { code: { $in: codes } }, codes.length);
}

/** In the byte order of their codes, after the given one. */
export function listLocations(
  room: Room,
  { afterCode, limit, showArchived = false }: LocationQuery,
): Promise<CatalogLocation[]> {
  const after = afterCode === null ? {} : { code: { $gt: afterCode } };
  return findAll(room, { ...after, ...(!showArchived && { archivedAt: null }) }, limit);
}

async function findAll(
  { orm, tenantId }: Room,
  where: object,
  limit: number,
): Promise<CatalogLocation[]> {
  const order = { orderBy: { code: "asc" }, limit } as const;
  return await readTwice(async () => {
    const em = tenantManager(orm, tenantId);
    const found = await em.find(LocationEntity, { ...where, tenant: tenantId }, order);
    const managed = found.flatMap(({ wmsAccountId }) => wmsAccountId ?? []);
    const accounts =
      managed.length === 0 ? [] : await em.find(WmsAccountEntity, { id: [...new Set(managed)] });
    const codes = new Map(accounts.map(({ id, code }) => [id, code]));
    return found.map((location) => locationOf(location, codes));
  });
}

async function addLocation(
  turn: Turn,
  tenantId: Uuid,
  location: NewLocation,
): Promise<Rejection | undefined> {
  const { em, now } = turn;
  const { code } = location;
  if ((await em.count(LocationEntity, { tenant: tenantId, code })) > 0) {
    const message = `location.code: "${code}" exists already; choose another, or leave it as it is`;
    return {
      ...reject("LOCATION_EXISTS", message, { location: code }),
      field: "location.code",
    };
  }
  em.create(LocationEntity, {
    ...location,
    tenant: em.getReference(TenantEntity, tenantId),
    id: newId(),
    createdAt: new Date(now),
  });
  return undefined;
}

function locationOf(
  location: InferEntity<typeof LocationEntity>,
  accounts: ReadonlyMap<Uuid, string>,
): CatalogLocation {
  const { wmsAccountId } = location;
  return {
    code: location.code,
    name: location.name,
    kind: location.kind,
    // Whatever was said of it before a warehouse system delivered there.
    fulfilment: (wmsAccountId ?? null) === null ? location.fulfilment : "deferred",
    sourcingPriority: location.sourcingPriority,
    safetyStock: location.safetyStock,
    timeZone: location.timeZone,
    wmsBufferPercent: location.wmsBufferPercent,
    wmsAccount: accounts.get(wmsAccountId ?? "") ?? null,
    createdAt: location.createdAt.getTime(),
    archivedAt: location.archivedAt?.getTime() ?? null,
    etag: String(location.version),
  };
}
