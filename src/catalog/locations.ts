import type { InferEntity } from "@mikro-orm/core";
import type { MikroORM } from "@mikro-orm/postgresql";

import type { CommandHeader } from "../core/command.ts";
import { fieldViolation, reject, type Rejection } from "../core/rejection.ts";
import type { Uuid } from "../core/stock.ts";
import { LocationEntity } from "../store/entities/catalog.ts";
import { TenantEntity } from "../store/entities/tenant.ts";
import { CommandRejected } from "../store/errors.ts";
import { newId } from "../store/newId.ts";
import { readTwice } from "../store/sql/readTransaction.ts";
import type { CatalogLocation, Created, NewLocation } from "./catalog.ts";
import { takeTurn, tenantManager, type Turn } from "./turn.ts";

/** Creates a location, or answers with the one that the same request has created. */
export async function createLocation(
  orm: MikroORM,
  tenantId: Uuid,
  header: CommandHeader,
  location: NewLocation,
): Promise<Created<CatalogLocation>> {
  if (!isTimeZone(location.timeZone)) {
    const message = `location.time_zone: "${location.timeZone}" is no IANA time zone; write one such as "Europe/Rome"`;
    throw new CommandRejected(fieldViolation("location.time_zone", message));
  }
  const written = await takeTurn(orm, tenantId, header, "create_location", (turn) =>
    addLocation(turn, tenantId, location),
  );
  const resource = await findLocation(orm, tenantId, location.code);
  if (resource === undefined) throw new Error(`location ${location.code} was created and is gone`);
  return { resource, replayed: !written };
}

export async function findLocation(
  orm: MikroORM,
  tenantId: Uuid,
  code: string,
): Promise<CatalogLocation | undefined> {
  const where = { tenant: tenantId, code };
  const location = await readTwice(() =>
    tenantManager(orm, tenantId).findOne(LocationEntity, where),
  );
  return location === null ? undefined : locationOf(location);
}

/** In the byte order of their codes, after the given one. */
export async function listLocations(
  orm: MikroORM,
  tenantId: Uuid,
  afterCode: string | null,
  limit: number,
): Promise<CatalogLocation[]> {
  const after = afterCode === null ? {} : { code: { $gt: afterCode } };
  const where = { tenant: tenantId, ...after };
  const order = { orderBy: { code: "asc" }, limit } as const;
  const locations = await readTwice(() =>
    tenantManager(orm, tenantId).find(LocationEntity, where, order),
  );
  return locations.map(locationOf);
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

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

function locationOf(location: InferEntity<typeof LocationEntity>): CatalogLocation {
  return {
    code: location.code,
    name: location.name,
    kind: location.kind,
    fulfilment: location.fulfilment,
    sourcingPriority: location.sourcingPriority,
    safetyStock: location.safetyStock,
    timeZone: location.timeZone,
    createdAt: location.createdAt.getTime(),
    archivedAt: location.archivedAt?.getTime() ?? null,
    etag: String(location.version),
  };
}
