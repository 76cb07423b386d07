import { type Check, type Finding, own } from "../check.ts";

const keys = { count: "count_id" };
const lineKeys = { ...keys, line: "line" };

/** Counts against their lines and the entry that opened them. */
export const countCheck: Check = {
  rows: `select coalesce(c.id, l.count_id) as count_id, c.id is not null as has_row, c.state, c.lines, c.recorded,
  c.uncorrected, c.surplus, c.missing, e.kind, coalesce(l.lines_sum, 0) as lines_sum, coalesce(l.recorded_sum, 0) as recorded_sum,
  coalesce(l.uncorrected_sum, 0) as uncorrected_sum, coalesce(l.surplus_sum, 0) as surplus_sum,
  coalesce(l.missing_sum, 0) as missing_sum
from ${own("stock_count")} c
full join (
  select count_id, count(*) as lines_sum, count(counted) as recorded_sum,
    count(*) filter (where counted <> on_hand and corrected is null) as uncorrected_sum,
    sum(greatest(0, counted - on_hand)) as surplus_sum, sum(greatest(0, on_hand - counted)) as missing_sum
  from count_line where tenant_id = $1 group by count_id
) l on l.count_id = c.id
left join ${own("entry")} e on e.id = c.id and e.kind = 'open_count'`,
  findings: [
    ...(["lines", "recorded", "uncorrected", "surplus", "missing"] as const).map(
      (sum): Finding => ({
        rule: "count_equals_lines",
        when: `has_row and ${sum} <> ${sum}_sum`,
        keys: { ...keys, sum: `'${sum}'` },
        expected: `${sum}_sum`,
        found: sum,
      }),
    ),
    {
      rule: "count_equals_lines",
      when: "not has_row or (state = 'closed' and uncorrected_sum > 0)",
      keys,
      expected: "'a count, closed once its lines are corrected'",
      found: "state",
    },
    {
      rule: "count_has_its_entry",
      when: "has_row and kind is null",
      keys,
      expected: "'an entry'",
      found: "null",
    },
  ],
};

/** Lines against what was recorded last, what the books said then, and what was corrected. */
export const countLineCheck: Check = {
  rows: `select coalesce(l.count_id, r.count_id) as count_id, coalesce(l.line, r.line) as line, l.counted, l.corrected,
  l.on_hand, r.counted as counted_last, r.on_hand as on_hand_last, o.others
from ${own("count_line")} l
full join (
  select distinct on (count_id, line) count_id, line, counted, on_hand
  from count_record where tenant_id = $1 order by count_id, line, seq desc
) r on r.count_id = l.count_id and r.line = l.line
left join (
  select l.count_id, l.line,
    count(*) over (partition by c.location_id, l.item_id, l.lot_id) - 1 as others
  from ${own("count_line")} l join ${own("stock_count")} c on c.id = l.count_id
  where c.closed_at is null
) o on o.count_id = l.count_id and o.line = l.line`,
  findings: [
    {
      rule: "line_says_what_was_recorded",
      when: "counted is distinct from counted_last or on_hand is distinct from on_hand_last",
      keys: lineKeys,
      expected:
        "coalesce(counted_last::text, 'none') || ' of ' || coalesce(on_hand_last::text, 'none')",
      found: "coalesce(counted::text, 'none') || ' of ' || coalesce(on_hand::text, 'none')",
    },
    {
      rule: "line_is_corrected_as_counted",
      when: `corrected is not null and (counted is null
        or corrected < least(0, counted - on_hand) or corrected > greatest(0, counted - on_hand))`,
      keys: lineKeys,
      expected: "counted - on_hand",
      found: "corrected",
    },
    {
      rule: "place_is_in_one_count",
      when: "others > 0",
      keys: lineKeys,
      expected: "'no other count'",
      found: "others || ' others'",
    },
  ],
};

/** What counts have corrected against what their entries posted, per item, lot and location. */
export const correctionCheck: Check = {
  rows: `select coalesce(l.stock_id, p.stock_id) as stock_id, coalesce(l.corrected, 0) as corrected,
  coalesce(p.posted, 0) as posted
from (
  select s.id as stock_id, sum(l.corrected) as corrected
  from ${own("count_line")} l
  join ${own("stock_count")} c on c.id = l.count_id
  left join ${own("stock")} s on s.location_id = c.location_id and s.item_id = l.item_id
    and coalesce(s.lot_id, s.item_id) = coalesce(l.lot_id, l.item_id)
  where l.corrected <> 0 group by s.id
) l
full join (
  select stock_id, sum(on_hand_delta) as posted from posting
  where tenant_id = $1 and kind = 'close_count' group by stock_id
) p on p.stock_id = l.stock_id`,
  findings: [
    {
      rule: "corrections_equal_postings",
      when: "corrected <> posted",
      keys: { stock: "stock_id" },
      expected: "corrected",
      found: "posted",
    },
  ],
};
