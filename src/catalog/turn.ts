import { LockMode, type MikroORM, type SqlEntityManager } from "@mikro-orm/postgresql";

import type { CommandHeader } from "../core/command.ts";
import type { EntryKind } from "../core/decision.ts";
import type { Instant } from "../core/instant.ts";
import { type Rejection, requestIdReused } from "../core/rejection.ts";
import type { Uuid } from "../core/stock.ts";
import { LOCK_CATALOG_SQL } from "../store/catalog/write.ts";
import { EntryEntity } from "../store/entities/journal.ts";
import { HeadEntity, TenantEntity } from "../store/entities/tenant.ts";
import { SERVICE_ROLE, TENANT_SETTING } from "../store/entities/wall.ts";
import { CommandRejected } from "../store/errors.ts";
import { WRITE_LIMITS } from "../store/sql/session.ts";
import { inTries } from "../store/tries.ts";

/** A catalog write while it has the tenant's turn. */
export interface Turn {
  readonly em: SqlEntityManager;
  readonly now: Instant;
}

/** What the entry of a catalog write says. */
export interface Told {
  readonly kind: EntryKind;
  /** What it is about, such as a SKU. */
  readonly reference: string;
}

/** An entity manager that sees one tenant and may do what the service may. */
export function tenantManager(orm: MikroORM, tenantId: Uuid): SqlEntityManager {
  const em = orm.em.fork();
  em.setSessionContext({ variables: { [TENANT_SETTING]: tenantId }, role: SERVICE_ROLE });
  return em;
}

/**
 * Writes to the catalog under the tenant's turn and adds the journal entry that tells it. A request that the
 * journal knows is not written again.
 *
 * @returns false when the request was carried out before
 * @throws CommandRejected, Contention, DatabaseUnavailable
 */
export function takeTurn(
  orm: MikroORM,
  tenantId: Uuid,
  header: CommandHeader,
  told: Told | EntryKind,
  write: (turn: Turn) => Promise<Rejection | undefined>,
): Promise<boolean> {
  const whole = typeof told === "string" ? { kind: told, reference: "" } : told;
  return inTries(() =>
    tenantManager(orm, tenantId).transactional((em) =>
      writeOnce(em, tenantId, header, whole, write),
    ),
  );
}

async function writeOnce(
  em: SqlEntityManager,
  tenantId: Uuid,
  header: CommandHeader,
  { kind, reference }: Told,
  write: (turn: Turn) => Promise<Rejection | undefined>,
): Promise<boolean> {
  await em.execute(WRITE_LIMITS);
  await em.execute(LOCK_CATALOG_SQL, [tenantId]);
  const lockMode = LockMode.PESSIMISTIC_WRITE;
  const head = await em.findOneOrFail(HeadEntity, { tenant: tenantId }, { lockMode });
  const known = await findEntry(em, tenantId, header);
  // After a commit whose reply was lost the next try finds its own entry: no repeat by a caller.
  if (known !== null) return known.id === header.entryId;
  const now = Math.max(await readClock(em), head.recordedAt.getTime());
  const refusal = await write({ em, now });
  if (refusal !== undefined) throw new CommandRejected(refusal);
  head.seq += 1n;
  head.recordedAt = new Date(now);
  em.create(EntryEntity, {
    tenant: em.getReference(TenantEntity, tenantId),
    seq: head.seq,
    id: header.entryId,
    kind,
    source: header.key.source,
    requestId: header.key.requestId,
    method: header.method,
    fingerprint: header.fingerprint,
    actor: header.actor,
    occurredAt: new Date(now),
    recordedAt: new Date(now),
    reason: "",
    reference,
  });
  await em.flush();
  return true;
}

/** The entry that tells this very request, if it was carried out before. */
async function findEntry(
  em: SqlEntityManager,
  tenantId: Uuid,
  header: CommandHeader,
): Promise<{ id: Uuid } | null> {
  const { source, requestId } = header.key;
  const known = await em.findOne(EntryEntity, { tenant: tenantId, source, requestId });
  if (known === null || known.fingerprint === header.fingerprint) return known;
  throw new CommandRejected(requestIdReused(requestId, known.id));
}

async function readClock(em: SqlEntityManager): Promise<Instant> {
  const rows = await em.execute<{ now: number }[]>(
    "select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now",
  );
  return rows[0]?.now ?? 0;
}
