import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";

import { commit, heard, look, named, reservationIn, stateOf } from "../behaviour/calls.ts";
import { afterwards } from "../support/afterwards.ts";
import { type Operator, openOperator, untilBlocked } from "../support/operator.ts";
import { countOutcomes, forEachOf } from "../support/outcomes.ts";
import { openShop } from "../support/shop.ts";
import { failureOf } from "../support/stockClient.ts";
import { useShop } from "../support/useShop.ts";

const shop = useShop(() => openShop({ settings: { HOLDFAST_SWEEP_INTERVAL: "1h" } }));
let [operator, watcher] = [] as unknown as [Operator, Operator];

beforeAll(async () => {
  [operator, watcher] = [await openOperator(shop.url), await openOperator(shop.url)];
});
afterAll(() => Promise.all([operator.leave(), watcher.leave()]));

test("a commit that read its hold before an operator changed it reads it again", async () => {
  const sock = named("SOCK");
  await shop.receive(sock, 2);
  const hold = await shop.reserve(sock, 2);
  await operator.query("begin");
  afterwards(() => operator.query("rollback"));
  await operator.query(
    "update reservation set order_ref = 'CORRECTED', version = version + 1 where id = $1",
    [hold.id],
  );
  const sold = commit(shop, hold);
  await untilBlocked(watcher);

  await operator.query("commit");

  expect(stateOf(await sold)).toBe("FULFILLED");
  expect(await look(shop, hold)).toMatchObject({ orderRef: "CORRECTED" });
  const [row] = await operator.query("select version from reservation where id = $1", [hold.id]);
  expect(Number(row?.["version"])).toBe(3);
});

test("two hundred orders are kept while an operator hammers on their stock", async () => {
  const sock = named("SOCK");
  const { id } = await shop.receive(sock, 200);
  const over = new AbortController();
  afterwards(async () => over.abort());
  let bumps = 0;
  const hammer = (async () => {
    while (!over.signal.aborted) {
      await operator.query("update stock set version = version + 1 where id = $1", [id]);
      bumps += 1;
      await sleep(7);
    }
  })();

  const outcomes: Promise<unknown>[] = [];
  for (let round = 0; round < 20; round += 1) {
    const calls = forEachOf(10, () => shop.reserve(sock, 1));
    outcomes.push(...calls);
    await Promise.allSettled(calls);
  }
  over.abort();
  await hammer;

  expect(await countOutcomes(outcomes)).toEqual({ OK: 200 });
  expect(await shop.availability(sock)).toMatchObject({ held: 200n, available: 0n });
  const [row] = await operator.query("select version from stock where id = $1", [id]);
  expect(Number(row?.["version"])).toBe(1 + 200 + bumps);
  expect(bumps).toBeGreaterThan(5);
  expect(await shop.differences()).toEqual([]);
});

test.each([
  ["a serialization failure", "40001"],
  ["a deadlock", "40P01"],
  ["a lock timeout", "55P03"],
  ["a statement timeout", "57014"],
  ["an administrator's hand", "57P01"],
])("%s that passes is nothing a caller hears of", async (_, sqlstate) => {
  const sock = named("SOCK");
  await shop.receive(sock, 9);
  await makeTrouble(sqlstate, 3);
  const request = { requestId: sock, lines: [{ sku: sock, quantity: 1n }] };

  const { answer, isReplay } = await heard((told) => shop.client.inventory.reserve(request, told));

  expect(stateOf(reservationIn(answer))).toBe("HELD");
  expect(isReplay).toBe(false);
  expect(await attempts()).toBe(4);
  expect(await shop.availability(sock)).toMatchObject({ held: 1n });
  await endTrouble();
});

test("trouble that nobody foresaw is not tried again", async () => {
  const sock = named("SOCK");
  await shop.receive(sock, 9);
  await makeTrouble("P0001", 1_000);

  const refused = await failureOf(shop.reserve(sock, 1));

  expect(refused.reason).toBe("INTERNAL");
  expect(await attempts()).toBe(1);
  await endTrouble();
  expect(await shop.availability(sock)).toMatchObject({ held: 0n });
});

test("trouble that does not pass ends after a dozen tries, and the same call may be repeated", async () => {
  const sock = named("SOCK");
  await shop.receive(sock, 9);
  await makeTrouble("40001", 1_000);

  const refused = await failureOf(shop.reserve(sock, 1, { requestId: sock }));

  expect([refused.code, refused.reason]).toEqual(["ABORTED", "CONTENTION"]);
  expect(await attempts()).toBe(12);
  await endTrouble();
  expect(stateOf(await shop.reserve(sock, 1, { requestId: sock }))).toBe("HELD");
});

test("an order that read stock before an operator changed it reads it again", async () => {
  const sock = named("SOCK");
  const { id } = await shop.receive(sock, 10);
  await operator.query("begin");
  afterwards(() => operator.query("rollback"));
  await operator.query(
    "update stock set on_hand = on_hand - 7, version = version + 1 where id = $1",
    [id],
  );
  const orders = forEachOf(5, () => shop.reserve(sock, 1));
  await untilBlocked(watcher);

  await operator.query("commit");

  expect(await countOutcomes(orders)).toEqual({ OK: 3, INSUFFICIENT_STOCK: 2 });
  expect(await shop.availability(sock)).toMatchObject({ onHand: 3n, held: 3n, available: 0n });
  // The operator's change has no entry, and the audit says so of nothing else.
  const keys = { sku: sock, bucket: "on_hand" };
  expect(await shop.differences()).toMatchObject([
    { rule: "stock_equals_postings", expected: "10", found: "3", keys },
    { rule: "balances_after_chain", expected: "10", found: "3", keys },
  ]);
});

/** Lets the next writes of entries fail with this SQLSTATE, so many times. */
async function makeTrouble(sqlstate: string, times: number): Promise<void> {
  afterwards(endTrouble);
  await operator.query("create sequence trouble");
  await operator.query(`
    create function make_trouble() returns trigger language plpgsql security definer as $$ begin
      if nextval('public.trouble') <= ${times} then
        raise exception 'trouble' using errcode = '${sqlstate}';
      end if;
      return null;
    end $$`);
  await operator.query(
    "create trigger trouble before insert on entry for each statement execute function make_trouble()",
  );
}

/** How often a write was tried since the trouble began. */
async function attempts(): Promise<number> {
  const [row] = await operator.query("select last_value from trouble");
  return Number(row?.["last_value"]);
}

async function endTrouble(): Promise<void> {
  await operator.query("drop trigger if exists trouble on entry");
  await operator.query("drop function if exists make_trouble()");
  await operator.query("drop sequence if exists trouble");
}
