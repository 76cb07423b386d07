import type { ShopBooks } from "./verifyBooks.ts";
import type { CountedBooks } from "./verifyCounts.ts";
import { type Corruption, NOBODY } from "./verifyMeddling.ts";

/** Changes a count. */
const count = (id: string, change: string): string =>
  `update stock_count set ${change} where id = '${id}'`;

/** Changes the first line of a count. */
const line = (id: string, change: string): string =>
  `update count_line set ${change} where count_id = '${id}' and line = 1`;

/** Something that goes wrong with a count. */
function counted(
  what: string,
  breaks: Corruption["breaks"],
  sql: (counted: CountedBooks, books: ShopBooks) => string | readonly string[],
): Corruption {
  return {
    what,
    breaks,
    counted: true,
    sql: (books) => {
      if (books.counted === undefined) throw new Error(`${what}: nothing was counted`);
      return sql(books.counted, books);
    },
  };
}

/** What may go wrong with counts. */
export const OF_COUNTS: readonly Corruption[] = [
  counted("a count that is missing more than its lines", ["count_equals_lines"], ({ closed }) =>
    count(closed, "missing = missing + 1"),
  ),
  counted("a count that is closed too early", ["count_equals_lines"], ({ open }) => [
    count(
      open,
      "state = 'closed', closed_at = created_at, recorded = 1, uncorrected = 1, missing = 1",
    ),
    line(open, "counted = 1, on_hand = 2, recorded_at = now()"),
    `insert into count_record select tenant_id, 1, '${open}', 1, 1, 2 from stock_count where id = '${open}'`,
  ]),
  counted("a count that nobody opened", ["count_has_its_entry"], ({ open }) => [
    count(open, `id = '${NOBODY}'`),
    line(open, `count_id = '${NOBODY}'`),
  ]),
  counted(
    "a line that says something else than was recorded",
    ["line_says_what_was_recorded"],
    ({ closed }) => line(closed, "counted = counted + 5, on_hand = on_hand + 5"),
  ),
  counted(
    "a line that was corrected by more than it differs",
    ["line_is_corrected_as_counted", "corrections_equal_postings"],
    ({ closed }) => line(closed, "corrected = -2"),
  ),
  counted(
    "a correction that no entry posted",
    ["line_is_corrected_as_counted", "corrections_equal_postings"],
    ({ closed }) => line(closed, "corrected = 1"),
  ),
  counted("a place that two counts are about", ["place_is_in_one_count"], ({ closed }) =>
    count(closed, "state = 'closing', closed_at = null"),
  ),
];
