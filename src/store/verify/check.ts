import type { RuleName } from "./rules.ts";

/** One way to break a rule, told by a row that a check looked at. All fields but `rule` are SQL over its columns. */
export interface Finding {
  readonly rule: RuleName;
  /** True for a row that breaks the rule; null counts as false. */
  readonly when: string;
  /** What names the row, by the word for it. */
  readonly keys: Readonly<Record<string, string>>;
  /** A number: the lowest is told first. */
  readonly at?: string;
  readonly expected: string;
  readonly found: string;
}

/**
 * One statement's worth of rules. `rows` selects what to look at, whole tables of the tenant `$1` at a time; what
 * is clean never leaves the server. Joins are by equality alone, so that none is a nested loop.
 */
export interface Check {
  readonly rows: string;
  readonly findings: readonly Finding[];
}

/** The rows of a table that are the tenant's, by row security and by name. */
export function own(table: string): string {
  return `(select * from ${table} where tenant_id = $1)`;
}

/**
 * The statement of a check: per rule the first `$2` differences and, on each, how many there are in all.
 * Its columns are rule, keys (jsonb), expected, found and total.
 */
export function differencesSql(check: Check): string {
  const broken = check.findings.map(({ when }) => `(${when})`).join("\n or ");
  return `with suspect as materialized (
select * from (${check.rows}) looked_at where ${broken}
), difference as (
${check.findings.map(findingSql).join("\nunion all\n")}
)
select rule, keys, expected, found, total from (
select *, count(*) over (partition by rule) as total,
  row_number() over (partition by rule order by at, keys::text) as place
from difference
) ranked where place <= $2 order by rule, place`;
}

function findingSql({ rule, when, keys, at, expected, found }: Finding): string {
  const pairs = Object.entries(keys).map(([name, value]) => `'${name}', (${value})::text`);
  return `select '${rule}' as rule, (${at ?? "0"})::bigint as at,
  jsonb_build_object(${pairs.join(", ")}) as keys,
  coalesce((${expected})::text, 'none') as expected, coalesce((${found})::text, 'none') as found
from suspect where ${when}`;
}
