import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { Client } from "pg";

import { startServerProcess } from "../support/serverProcess.ts";
import { openShop, type Shop } from "../support/shop.ts";
import { asService, type Said } from "./rows.ts";

let shop: Shop;
let client: Client;

beforeAll(async () => {
  shop = await openShop();
  await shop.receive("SOCK", 10);
  await shop.reserve("SOCK", 4);
  client = new Client({ connectionString: shop.url });
  await client.connect();
});

afterAll(async () => {
  await client?.end();
  await shop?.close();
});

afterEach(async () => {
  expect(await shop.availability("SOCK")).toMatchObject({ onHand: 10n, held: 4n, available: 6n });
  expect(await shop.differences()).toEqual([]);
});

/** A statement that the service might send if it had a bug. 10 are on hand and 4 of them held. */
const send = (sql: string, values: readonly unknown[] = []): Promise<Said> =>
  asService(client, shop.tenant.id, sql, values);

test.each(["held", "committed", "damaged", "quarantined", "withheld", "wms_unallocatable"])(
  "one unit more %s than there are is refused by the stock row itself",
  async (bucket) => {
    expect((await send(`update stock set ${bucket} = ${bucket} + 6`)).refusal).toBe("");

    const { refusal } = await send(`update stock set ${bucket} = ${bucket} + 7`);

    expect(refusal).toMatch(/violates check constraint "shortfall_is_told"/);
  },
);

test("a grant in the very form in which the lane writes grants is refused when it is false", async () => {
  const grant = `
    update stock set held = held + $1,
      shortfall = least(shortfall, greatest(0, damaged + quarantined + withheld + wms_unallocatable
                                              + held + $1 + committed - on_hand))`;

  expect((await send(grant, [6])).count).toBe(1);
  expect((await send(grant, [7])).refusal).toMatch(/"shortfall_is_told"/);
});

test("no bucket falls below zero", async () => {
  for (const bucket of ["on_hand", "held", "committed", "damaged", "in_transit"]) {
    const { refusal } = await send(`update stock set ${bucket} = -1`);
    expect(refusal).toMatch(/violates check constraint "(nothing_below_zero|shortfall_is_told)"/);
  }
  expect((await send("update stock set held = -1")).refusal).toMatch(/"nothing_below_zero"/);
});

/** The kinds of entries that say what is so, whatever was promised. */
const TRUTH = [
  "adjust",
  "state_condition",
  "wms_page",
  "wms_event",
  "wms_order",
  "set_stock",
  "close_count",
];

test("only an entry that states physical truth may tell in the journal that a shortfall grew", async () => {
  const { rows } = await client.query<{ kind: string }>(
    `select distinct (regexp_matches(pg_get_constraintdef(oid), '''(\\w+)''', 'g'))[1] as kind
       from pg_constraint where conrelid = 'posting'::regclass and conname = 'kind_is_known'`,
  );
  const kinds = rows.map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(TRUTH));
  expect(kinds).toEqual(expect.arrayContaining(["reserve", "sell", "commit", "change_condition"]));

  for (const kind of kinds) {
    // The row that it tells of has 10 on hand; it held 4 and is said to hold 11 now.
    const { refusal } = await send(
      `insert into posting select (jsonb_populate_record(p, jsonb_build_object(
         'kind', $1::text, 'held_delta', 7, 'held_after', 11))).*
         from posting p order by seq desc limit 1`,
      [kind],
    );
    // What claims to be the truth must belong to an entry that states it.
    const expected = TRUTH.includes(kind)
      ? "posting_tenant_id_seq_kind_foreign"
      : "only_truth_raises_a_shortfall";
    expect({ kind, named: /constraint "(\w+)"/.exec(refusal)?.[1] ?? refusal }).toEqual({
      kind,
      named: expected,
    });
  }
});

test("an allocation and a reservation do not make units out of nothing either", async () => {
  const more = await send("update allocation set held = held + 1");
  const less = await send("update allocation set released = -1, held = held + 1");
  const reservation = await send("update reservation set held = -1");

  expect(more.refusal).toMatch(/"units_are_conserved"/);
  expect(less.refusal).toMatch(/"nothing_below_zero"/);
  expect(reservation.refusal).toMatch(/"nothing_below_zero"/);
});

test("serve refuses to start where the service's role owns a table", async () => {
  await client.query("create table spare (); alter table spare owner to holdfast_service");

  const started = startServerProcess(shop.url).then((server) => server.end());

  await expect(started).rejects.toThrow(/holdfast: the role holdfast_service owns the table spare/);
  await client.query("drop table spare");
});
