import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@jest/globals";

import { migrate } from "../../src/store/migrate.ts";
import { look, named, stateOf } from "../behaviour/calls.ts";
import { afterwards } from "../support/afterwards.ts";
import { openOperator } from "../support/operator.ts";
import { startOwnCluster } from "../support/postgres.ts";
import { openShop } from "../support/shop.ts";
import { untilSwept } from "./swept.ts";

test("a sweeper whose database crashes goes on when it is back, and loses nothing", async () => {
  const cluster = await startOwnCluster();
  afterwards(() => cluster.stop());
  await migrate({ url: cluster.url });
  const shop = await openShop({
    url: cluster.url,
    settings: { HOLDFAST_SWEEP_INTERVAL: "100ms" },
  });
  afterwards(() => shop.close());
  const sock = named("SOCK");
  await shop.receive(sock, 2);
  const hold = await shop.reserve(sock, 2, { ttlMs: 500 });

  await cluster.kill9();
  await sleep(500);
  await cluster.restart();
  const operator = await openOperator(cluster.url);
  afterwards(() => operator.leave());
  await untilSwept(operator, [hold.id]);

  expect(stateOf(await look(shop, hold))).toBe("EXPIRED");
  expect(stateOf(await shop.reserve(sock, 2))).toBe("HELD");
  expect(await shop.differences()).toEqual([]);
});
