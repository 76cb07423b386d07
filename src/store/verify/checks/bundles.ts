import { LEVELS_MAX } from "../../../core/bundle/bundle.ts";
import { type Check, type Finding, own } from "../check.ts";

const STATES = ["held", "committed", "fulfilled", "released", "expired"] as const;

/** How many components the bundle of a line has. */
const componentsOf = (line: string): string =>
  `case jsonb_typeof(${line}->'components') when 'array' then jsonb_array_length(${line}->'components') else 0 end`;

/** What each location has of a bundle's line, component by component: so many bundles, in every state. */
export const wholeCheck: Check = {
  rows: `select c.reservation_id, c.line, c.code, c.is_managed, count(*) as components,
  ${componentsOf("r.lines -> (c.line - 1)")} as components_due,
  ${STATES.map((state) => `min(c.${state} / c.per_bundle) as ${state}_least, max(c.${state} / c.per_bundle) as ${state}_most, bool_or(c.${state} % c.per_bundle <> 0) as ${state}_broken`).join(", ")}
from (
  select a.reservation_id, a.line, a.component, l.code, l.wms_account_id is not null as is_managed,
    greatest(max(a.per_bundle), 1) as per_bundle, ${STATES.map((state) => `sum(a.${state}) as ${state}`).join(", ")}
  from ${own("allocation")} a
  join ${own("stock")} s on s.id = a.stock_id
  join ${own("location")} l on l.id = s.location_id
  where a.component > 0 group by a.reservation_id, a.line, a.component, l.code, l.wms_account_id
) c
join ${own("reservation")} r on r.id = c.reservation_id
group by c.reservation_id, c.line, c.code, c.is_managed, r.lines`,
  findings: [
    ...STATES.map((state): Finding => ({
      rule: "bundle_is_whole",
      // A warehouse system may close or deliver one component without the others.
      when: `(${state}_least <> ${state}_most or ${state}_broken)${state === "held" ? "" : " and not is_managed"}`,
      keys: { ...keys(), units: `'${state}'` },
      expected: "'as many bundles of each component'",
      found: `case when ${state}_broken then 'parts of bundles' else ${state}_least || ' to ' || ${state}_most end`,
    })),
    {
      rule: "bundle_is_whole",
      when: "components <> components_due",
      keys: keys(),
      expected: "components_due || ' components'",
      found: "components",
    },
  ],
};

/** Bundles against their parts and against what they must not have. */
export const bundleCheck: Check = {
  rows: `select i.sku, i.is_bundle, coalesce(p.parts, 0) as parts, coalesce(s.places, 0) as places,
  d.item_id is not null as is_deep
from ${own("item")} i
left join (
  select item_id, count(*) as parts from item_part where tenant_id = $1 and quantity > 0 group by item_id
) p on p.item_id = i.id
left join (
  select item_id, count(*) as places from stock where tenant_id = $1 group by item_id
) s on s.item_id = i.id
left join (
  with recursive inside (item_id, id, level) as (
    select item_id, part_item_id, 1 from item_part where tenant_id = $1 and quantity > 0
    union
    select inside.item_id, p.part_item_id, inside.level + 1
    from inside join ${own("item_part")} p on p.item_id = inside.id and p.quantity > 0
    where inside.level <= ${LEVELS_MAX}
  )
  select distinct item_id from inside where level > ${LEVELS_MAX}
) d on d.item_id = i.id`,
  findings: [
    {
      rule: "bundle_has_parts",
      when: "is_bundle <> (parts > 0)",
      keys: { sku: "sku" },
      expected: "case when is_bundle then 'parts' else 'no parts' end",
      found: "parts",
    },
    {
      rule: "bundle_has_no_stock",
      when: "is_bundle and places > 0",
      keys: { sku: "sku" },
      expected: "'no stock row'",
      found: "places",
    },
    {
      rule: "bundles_end",
      when: "is_deep",
      keys: { sku: "sku" },
      expected: `'at most ${LEVELS_MAX} bundles in each other'`,
      found: "'more, or a circle'",
    },
  ],
};

function keys(): Record<string, string> {
  return { reservation: "reservation_id", line: "line", location: "code" };
}
