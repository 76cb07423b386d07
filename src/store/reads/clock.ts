/**
 * The moment that a read of the tenant `$1` speaks of, the same in all its statements: the database's clock, but no
 * earlier than the last recorded time. A decision was made at that one, so a clock that has since fallen back must not
 * bring lapsed holds to life.
 */
export const READ_MOMENT = `
  (select greatest(now(), recorded_at) from head where tenant_id = $1)`;

/** The same in milliseconds, as the column `now`. */
export const NOW = `floor(extract(epoch from ${READ_MOMENT}) * 1000)::float8 as now`;
