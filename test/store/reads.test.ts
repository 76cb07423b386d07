import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { look, named, stateOf } from "../behaviour/calls.ts";
import { afterwards } from "../support/afterwards.ts";
import { type Operator, openOperator, untilBlocked } from "../support/operator.ts";
import { openShop } from "../support/shop.ts";
import { useShop } from "../support/useShop.ts";

const shop = useShop(() => openShop({ settings: { HOLDFAST_SWEEP_INTERVAL: "1h" } }));
let [operator, watcher] = [] as unknown as [Operator, Operator];

beforeAll(async () => {
  [operator, watcher] = [await openOperator(shop.url), await openOperator(shop.url)];
});
afterAll(() => Promise.all([operator.leave(), watcher.leave()]));

test("a reader never sees half of what happens to a hold while he looks", async () => {
  const sock = named("SOCK");
  await shop.receive(sock, 1);
  const hold = await shop.reserve(sock, 1);
  await operator.query("begin");
  afterwards(() => operator.query("rollback"));
  await operator.query("lock table allocation in access exclusive mode");
  const seen = look(shop, hold);
  await untilBlocked(watcher);

  // As the sweeper does it.
  await operator.query("update reservation set held = 0, expired_at = now() where id = $1", [
    hold.id,
  ]);
  await operator.query("update allocation set held = 0, expired = held where reservation_id = $1", [
    hold.id,
  ]);
  await operator.query("commit");

  expect(stateOf(await seen)).toBe("HELD");
  expect((await seen).lines[0]?.allocations).toMatchObject([{ held: 1n, expired: 0n }]);
});
