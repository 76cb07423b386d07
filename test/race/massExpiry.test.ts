import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { runMassExpiry } from "../../bench/expiry/massExpiry.ts";
import { type Operator, openOperator } from "../support/operator.ts";
import { openShop } from "../support/shop.ts";
import { useShop } from "../support/useShop.ts";

const NAME = "SOCK";
const SEED = 1;

/** It takes a few seconds; a machine that is busy with other things may need longer. */
const TIMEOUT_MS = 90_000;

const shop = useShop(() => openShop({ settings: { HOLDFAST_SWEEP_INTERVAL: "2s" } }));
let operator: Operator;
beforeAll(async () => {
  operator = await openOperator(shop.url);
});
afterAll(() => operator.leave());

test(
  "when 2,000 holds end at once, all are taken back and nobody is told falsely that something is sold out",
  async () => {
    const { falseSoldOut, outcomes, left } = await runMassExpiry({
      clients: [shop.client],
      sql: (text, values) => operator.query(text, values),
      name: NAME,
      holds: 2_000,
      skus: 20,
      reservesPerSecond: 300,
      aroundMs: 300,
      seed: SEED,
    });

    expect(falseSoldOut).toBe(0);
    expect(Object.keys(outcomes)).toEqual(["OK"]);
    expect(left.told).toBe(left.expected);
    expect(await takenBack()).toBe(2_000);
    expect(await shop.differences()).toEqual([]);
  },
  TIMEOUT_MS,
);

/** Holds that the journal says were taken back, each counted once. */
async function takenBack(): Promise<number> {
  const rows = await operator.query(
    `select count(*)::int as taken
       from reservation r join entry e on e.tenant_id = r.tenant_id and e.reservation_id = r.id
      where r.order_ref = $1 and e.kind = 'expire' and r.held = 0`,
    [`${NAME} ${SEED}`],
  );
  return Number(rows[0]?.["taken"]);
}
