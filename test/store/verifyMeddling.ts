import type { RuleName } from "../../src/store/verify/rules.ts";
import type { ShopBooks } from "./verifyBooks.ts";

/** One thing that is made wrong, and every rule that is then broken. */
export interface Corruption {
  readonly what: string;
  readonly breaks: readonly RuleName[];
  readonly sql: (books: ShopBooks) => string | readonly string[];
  /** Start from books in which more was promised than there is. */
  readonly oversold?: true;
  /** Start from books with a location that a warehouse system counts. */
  readonly outside?: true;
  /** Start from books with bundles. */
  readonly bundles?: true;
  /** Start from books in which units were moved between locations. */
  readonly moved?: true;
  /** Start from books of which a part was counted. */
  readonly counted?: true;
}

/** An id that nothing has. */
export const NOBODY = "ffffffff-0000-4000-8000-000000000000";

/** Changes a reservation. */
export const reservation = (id: string, change: string): string =>
  `update reservation set ${change} where id = '${id}'`;

/** Changes the first allocation of a reservation. */
export const allocation = (id: string, change: string): string =>
  `update allocation set ${change} where reservation_id = '${id}' and line = 1 and number = 1`;

/** Changes what the first line of a reservation says. */
export const line = (id: string, key: string, value: string): string =>
  reservation(id, `lines = jsonb_set(lines, '{0,${key}}', '"${value}"')`);

/** Changes an entry. */
export const entry = ({ tenant }: ShopBooks, seq: number, change: string): string =>
  `update entry set ${change} where tenant_id = '${tenant}' and seq = ${seq}`;

/** Changes the postings of an entry. */
export const posting = ({ tenant }: ShopBooks, seq: number, change: string): string =>
  `update posting set ${change} where tenant_id = '${tenant}' and seq = ${seq}`;

/** Changes a stock row. */
export const stock = (id: string, change: string): string =>
  `update stock set ${change} where id = '${id}'`;

/** A copy of the last posting of the socks at MAIN that moves nothing, under another number, row or kind. */
export const emptyPosting = (
  { tenant, stock: { sock } }: ShopBooks,
  changed: { seq?: number; stock?: string; kind?: string },
): readonly string[] => [
  `create temporary table copy as select * from posting
    where tenant_id = '${tenant}' and stock_id = '${sock}' order by seq desc limit 1`,
  `update copy set on_hand_delta = 0, held_delta = 0, committed_delta = 0
    ${changed.kind ? `, kind = '${changed.kind}'` : ""} ${changed.seq ? `, seq = ${changed.seq}` : ""}
    ${changed.stock ? `, stock_id = '${changed.stock}'` : ""}`,
  changed.stock ? "update copy set on_hand_after = 0, held_after = 0, committed_after = 0" : "",
  "insert into posting select * from copy",
  "drop table copy",
];

/** An allocation of no units, which upsets no sum. */
export const emptyAllocation = (
  { tenant }: ShopBooks,
  of: string,
  lineNo: number,
  on: string,
): string =>
  `insert into allocation select '${tenant}', '${of}', ${lineNo}, 7, '${on}', 0, 0, 0, 0, 0, 0,
    (select expires_at from reservation where id = '${of}')`;
