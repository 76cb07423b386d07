import { createHmac } from "node:crypto";

import { expect, test } from "@jest/globals";

import { createPool } from "../../../src/store/sql/pool.ts";
import { createDeliveries } from "../../../src/wms/inbox/deliveries.ts";
import { DatabaseUnavailable } from "../../../src/store/errors.ts";
import { afterwards } from "../../support/afterwards.ts";
import { startCutProxy } from "../../support/cutProxy.ts";
import { openOperator } from "../../support/operator.ts";
import { createTestDatabase } from "../../support/postgres.ts";
import { createAccount } from "../support/accounts.ts";

const KEY = "shared";

test("while the database is away nothing counts as stored, and it is when it is back", async () => {
  const database = await createTestDatabase();
  afterwards(() => database.drop());
  const operator = await openOperator(database.url);
  afterwards(() => operator.leave());
  const id = await createAccount(operator);
  await operator.query("update wms_account set webhook_secret_name = 'WMS_X', code = 'acme'");
  const proxy = await startCutProxy(database.url);
  const pool = createPool(proxy.url, 2);
  afterwards(() => pool.end());
  const deliveries = createDeliveries({ pool, secretOf: () => KEY });

  expect(await deliveries.take("acme", delivery("E-1"))).toEqual({ what: "stored" });
  await proxy.close();
  await expect(deliveries.take("acme", delivery("E-2"))).rejects.toThrow(DatabaseUnavailable);

  const again = createPool(database.url, 2);
  afterwards(() => again.end());
  const back = createDeliveries({ pool: again, secretOf: () => KEY });
  expect(await back.take("acme", delivery("E-1", "E-2"))).toEqual({ what: "stored" });
  const rows = await operator.query("select event_id from wms_inbox where account_id = $1", [id]);
  expect(new Set(rows.map(({ event_id }) => event_id))).toEqual(new Set(["E-1", "E-2"]));
});

function delivery(...ids: readonly string[]) {
  const place = { warehouse: "W1", owner: "A", sku: "SOCK", lot: null };
  const units = { orderableDelta: 1, unallocatableDelta: 0, posted: 1, occurredAt: 1 };
  const events = ids.map((id) => ({ kind: "stock", id, reason: "receipt", ...place, ...units }));
  const body = Buffer.from(JSON.stringify({ events }));
  const seconds = Math.floor(Date.now() / 1_000);
  const hex = createHmac("sha256", KEY).update(`${seconds}.`).update(body).digest("hex");
  return { header: `t=${seconds},v1=${hex}`, body };
}
