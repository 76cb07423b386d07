import { type Check, type Finding, own } from "../check.ts";

const lineKeys = { reservation: "reservation_id", line: "line" };
const allocationKeys = { ...lineKeys, allocation: "number" };

/** A quantity of something stored, or null where it is none: what is damaged is told and does not end the audit. */
const unitsIn = (stored: string, name: string): string =>
  `case when ${stored}->>'${name}' ~ '^[0-9]{1,18}$' then (${stored}->>'${name}')::bigint end`;

const quantity = (name: string): string => unitsIn("line_text", name);

/** The same, where 0 is left out. */
const unitsOrNone = (stored: string, name: string): string =>
  `case when ${stored} ? '${name}' then ${unitsIn(stored, name)} else 0 end`;

const listIn = (stored: string): string =>
  `jsonb_array_elements(case jsonb_typeof(${stored}) when 'array' then ${stored} else '[]' end)`;

/** The reservation's line that a line of an order is for, and the component of its bundle. */
const LINE_OF_ORDER = `(${unitsIn("line", "line")})::int`;
const COMPONENT_OF_ORDER = `(${unitsOrNone("line", "component")})::int`;

/** How many components the bundle of a line has, and one of them; 0 where it is of no bundle. */
const COMPONENTS = `(case jsonb_typeof(line_text->'components') when 'array'
    then jsonb_array_length(line_text->'components') else 0 end)`;
const COMPONENT = "line_text->'components'->(component - 1)";

/**
 * What each line was granted, of a bundle each component, against its allocations. Units that expired may have been held
 * again, so all that was ever allocated covers the grant, and all but the expired fit into it.
 */
export const lineCheck: Check = {
  rows: `select l.reservation_id, l.line, l.component, l.quantity, l.short, l.units,
  (l.quantity - l.short)::numeric * l.units as granted, coalesce(a.quantity, 0) as allocated,
  coalesce(a.kept, 0) - coalesce(w.taken_back, 0) as kept
from (
  select reservation_id, line, component, ${quantity("quantity")} as quantity,
    case when line_text ? 'short' then ${quantity("short")} else 0 end as short,
    case when component > 0 then ${unitsIn(`(${COMPONENT})`, "units")} else 1 end as units
  from (
    select reservation_id, line, line_text, generate_series(least(1, ${COMPONENTS}), ${COMPONENTS}) as component
    from (
      select id as reservation_id, generate_series(1, jsonb_array_length(lines)) as line,
        jsonb_array_elements(lines) as line_text
      from reservation where tenant_id = $1 and jsonb_typeof(lines) = 'array'
    ) whole
  ) stored
  offset 0 -- reads each quantity once, not in every condition
) l
left join (
  select reservation_id, line, component, sum(quantity) as quantity,
    sum(held + committed + fulfilled + released) as kept
  from allocation where tenant_id = $1 group by reservation_id, line, component
) a on a.reservation_id = l.reservation_id and a.line = l.line and a.component = l.component
left join (
  select reservation_id, ${LINE_OF_ORDER} as line, ${COMPONENT_OF_ORDER} as component,
    sum(${unitsOrNone("line", "takenBack")}) as taken_back
  from wms_order, ${listIn("lines")} as line where tenant_id = $1 group by 1, 2, 3
) w on w.reservation_id = l.reservation_id and w.line = l.line and w.component = l.component`,
  findings: [
    {
      rule: "line_is_well_formed",
      when: "quantity is null or short is null or quantity = 0 or short > quantity or units is null or units = 0",
      keys: lineKeys,
      expected: "'a quantity, and short of no more'",
      found: "coalesce(quantity::text, 'none') || ', short ' || coalesce(short::text, 'none')",
    },
    {
      rule: "line_is_served",
      when: "kept > granted",
      keys: lineKeys,
      expected: "'at most ' || granted",
      found: "kept",
    },
    {
      rule: "line_is_served",
      when: "short <= quantity and allocated < granted",
      keys: lineKeys,
      expected: "'at least ' || granted",
      found: "allocated",
    },
  ],
};

/** Units of an order's line that pages show: it no longer claims them. */
const handedOver = `(
  select coalesce(sum(${unitsIn("told", "quantity")}), 0)
  from ${listIn("(line->'allocations')")} as told
  where told->'handedOver' = 'true')`;

/** Units that a line of an order claims; null where it is damaged. */
const claimed = `${unitsIn("line", "ordered")} + ${unitsOrNone("line", "takenBack")}
      - ${unitsOrNone("line", "closed")} - ${handedOver}`;

/** What lines have committed where a warehouse system delivers, against what its orders claim. */
export const claimCheck: Check = {
  rows: `select coalesce(c.reservation_id, o.reservation_id) as reservation_id,
  coalesce(c.line, o.line) as line, coalesce(c.component, o.component) as component, coalesce(c.location, o.location) as location,
  coalesce(c.committed, 0) as committed, coalesce(o.claimed, 0) as claimed, o.is_damaged
from (
  select a.reservation_id, a.line, a.component, location.code as location, sum(a.committed) as committed
  from ${own("allocation")} a
  join ${own("stock")} s on s.id = a.stock_id
  join ${own("location")} location on location.id = s.location_id
  where location.wms_account_id is not null
  group by a.reservation_id, a.line, a.component, location.code
) c
full join (
  select reservation_id, line, component, location, sum(claimed) as claimed, bool_or(claimed is null) as is_damaged
  from (
    select reservation_id, ${LINE_OF_ORDER} as line, ${COMPONENT_OF_ORDER} as component, location,
      ${claimed} as claimed
    from wms_order, ${listIn("lines")} as line
    where tenant_id = $1
  ) orders
  group by reservation_id, line, component, location
) o on o.reservation_id = c.reservation_id and o.line = c.line and o.component = c.component
  and o.location = c.location`,
  findings: [
    {
      rule: "orders_claim_what_is_committed",
      when: "committed <> claimed or is_damaged",
      keys: { ...lineKeys, location: "location" },
      expected: "case when is_damaged then 'an order' else claimed::text end",
      found: "committed",
    },
  ],
};

/** Each allocation by itself, against its line and against its stock row. */
export const allocationCheck: Check = {
  rows: `select *, case when component > 0 then ${COMPONENT} else line_text end as served_text,
  case when component > 0 then (${COMPONENT})->>'units' else '1' end as units_due
from (select a.reservation_id, a.line, a.number, a.component, a.per_bundle::text as units, a.quantity, a.held,
  a.committed, a.fulfilled, a.released, a.expired, a.returned, r.id is not null as has_reservation, s.item_id::text as item,
  location.code as location, lot.number as lot, location.wms_account_id is not null as is_managed,
  r.lines -> (a.line - 1) as line_text,
  a.line between 1 and jsonb_array_length(case jsonb_typeof(r.lines) when 'array' then r.lines else '[]' end) as has_line
from ${own("allocation")} a
left join ${own("reservation")} r on r.id = a.reservation_id
left join ${own("stock")} s on s.id = a.stock_id
left join ${own("location")} location on location.id = s.location_id
left join ${own("lot")} lot on lot.id = s.lot_id) served`,
  findings: [
    {
      rule: "allocation_adds_up",
      when: "quantity <> held + committed + fulfilled + released + expired",
      keys: allocationKeys,
      expected: "held + committed + fulfilled + released + expired",
      found: "quantity",
    },
    {
      rule: "nothing_below_zero",
      when: "least(held, committed, fulfilled, released, expired) < 0",
      keys: allocationKeys,
      expected: "'0 or more'",
      found: "least(held, committed, fulfilled, released, expired)",
    },
    {
      rule: "returns_were_shipped",
      when: "returned < 0 or returned > fulfilled",
      keys: allocationKeys,
      expected: "'at most ' || fulfilled",
      found: "returned",
    },
    {
      rule: "allocation_has_line",
      when: "has_reservation and not has_line",
      keys: allocationKeys,
      expected: "'a line ' || line",
      found: "null",
    },
    suits(
      "item",
      "item is distinct from (served_text->>'item') and item is not null",
      "served_text->>'item'",
    ),
    suits("units", "units is distinct from units_due", "units_due"),
    suits("location", "location <> (line_text->>'location')"),
    suits(
      "lot",
      "lot is distinct from (line_text->>'lot') and line_text ? 'lot' and item is not null and not is_managed",
    ),
  ],
};

function suits(
  what: "item" | "units" | "location" | "lot",
  differs: string,
  expected = `line_text->>'${what}'`,
): Finding {
  return {
    rule: "allocation_suits_its_line",
    when: `has_line and ${differs}`,
    keys: { ...allocationKeys, of: `'${what}'` },
    expected,
    found: what,
  };
}
