import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { commit, look, named, stateOf } from "../behaviour/calls.ts";
import { afterwards } from "../support/afterwards.ts";
import { type Operator, openOperator, untilBlocked } from "../support/operator.ts";
import { openShop } from "../support/shop.ts";
import { failureOf } from "../support/stockClient.ts";
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

test("a hold that lapsed stays lapsed for everybody when the clock falls back", async () => {
  const sock = named("SOCK");
  await shop.receive(sock, 1);
  const hold = await shop.reserve(sock, 1, { ttlMs: 60_000 });
  await operator.query(
    "update head set recorded_at = recorded_at + interval '1 hour' where tenant_id = $1",
    [shop.tenant.id],
  );

  const refused = await failureOf(commit(shop, hold));

  expect(refused.reason).toBe("RESERVATION_EXPIRED");
  expect(await shop.availability(sock)).toMatchObject({ held: 0n, available: 1n });
  expect(stateOf(await look(shop, hold))).toBe("EXPIRED");
  const held = await shop.client.inventory.listReservations({ state: 1 });
  expect(held.reservations.map(({ id }) => id)).not.toContain(hold.id);
});
