import { TRUTH_KINDS } from "../../entities/entryKinds.ts";
import { BUCKET_COLUMNS, CLAIMS } from "../../entities/stock.ts";
import { type Check, type Finding, own } from "../check.ts";
import { type EntryKind, KINDS, kindsSql } from "../kinds.ts";

const keys = { seq: "seq", stock: "stock_id" };
const columns = (suffix: string): string =>
  BUCKET_COLUMNS.map((bucket) => `${bucket}_${suffix}`).join(", ");

/**
 * Each posting against the one before it on the same stock row, the last one against the row. The server sorts
 * the tenant's postings once: `work_mem` of memory, the rest on its disk.
 */
export const chainCheck: Check = {
  rows: `select p.*, ${BUCKET_COLUMNS.map((bucket) => `s.${bucket} as ${bucket}_row`).join(", ")}
from (
  select seq, stock_id, ${columns("delta")}, ${columns("after")}, lead(seq) over chain is null as is_last,
    ${BUCKET_COLUMNS.map((bucket) => `lag(${bucket}_after, 1, 0::bigint) over chain as ${bucket}_before`).join(", ")}
  from posting where tenant_id = $1
  window chain as (partition by stock_id order by seq)
) p
left join ${own("stock")} s on p.is_last and s.id = p.stock_id`,
  findings: BUCKET_COLUMNS.flatMap((bucket): Finding[] => [
    {
      rule: "balances_after_chain",
      when: `${bucket}_after <> ${bucket}_before + ${bucket}_delta`,
      keys: { ...keys, bucket: `'${bucket}'` },
      at: "seq",
      expected: `${bucket}_before + ${bucket}_delta`,
      found: `${bucket}_after`,
    },
    {
      rule: "balances_after_chain",
      when: `${bucket}_row <> ${bucket}_after`,
      keys: { stock: "stock_id", last_seq: "seq", bucket: `'${bucket}'` },
      at: "seq",
      expected: `${bucket}_after`,
      found: `${bucket}_row`,
    },
  ]),
};

/** Each posting by itself. */
export const postingCheck: Check = {
  rows: `select *, greatest(0, ${withSuffix(CLAIMS, "after")} - on_hand_after) as shortfall_after,
  greatest(0, ${withSuffix(CLAIMS, "after")} - (${withSuffix(CLAIMS, "delta")}) - on_hand_after + on_hand_delta) as shortfall_before
from posting where tenant_id = $1`,
  findings: [
    {
      rule: "only_truth_raises_a_shortfall",
      when: `shortfall_after > shortfall_before and kind not in ${kindsSql(TRUTH_KINDS)}`,
      keys: { ...keys, kind: "kind" },
      at: "seq",
      expected: "'at most ' || shortfall_before",
      found: "shortfall_after",
    },
    ...BUCKET_COLUMNS.map((bucket): Finding => ({
      rule: "nothing_below_zero",
      when: `${bucket}_after < 0`,
      keys: { ...keys, bucket: `'${bucket}'` },
      at: "seq",
      expected: "'0 or more'",
      found: `${bucket}_after`,
    })),
    ...BUCKET_COLUMNS.map((bucket): Finding => ({
      rule: "posting_moves_what_its_kind_may",
      when: `${bucket}_delta <> 0 and ((${forbidden(bucket)}))`,
      keys: { ...keys, kind: "kind", bucket: `'${bucket}'` },
      at: "seq",
      expected: `case when ${mayMove(bucket)} then 'the other way' else '0' end`,
      found: `${bucket}_delta`,
    })),
  ],
};

type BucketColumn = (typeof BUCKET_COLUMNS)[number];

function kindsMoving(bucket: BucketColumn, ways: readonly string[]): readonly EntryKind[] {
  const kinds = Object.keys(KINDS) as EntryKind[];
  return kinds.filter((kind) => ways.includes(KINDS[kind].moves[bucket] ?? "not"));
}

function mayMove(bucket: BucketColumn): string {
  const kinds = kindsMoving(bucket, ["up", "down", "any"]);
  return kinds.length === 0 ? "false" : `kind in ${kindsSql(kinds)}`;
}

/** True for a movement of the bucket that the posting's kind does not allow. */
function forbidden(bucket: BucketColumn): string {
  const one = (kinds: readonly EntryKind[], sign: string): string =>
    kinds.length === 0 ? "" : ` or (kind in ${kindsSql(kinds)} and ${bucket}_delta ${sign} 0)`;
  return `not (${mayMove(bucket)})${one(kindsMoving(bucket, ["up"]), "<")}${one(kindsMoving(bucket, ["down"]), ">")}`;
}

function withSuffix(expression: string, suffix: string): string {
  return expression.replace(/[a-z_]+/g, (column) => `${column}_${suffix}`);
}
