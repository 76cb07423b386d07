import { randomUUID } from "node:crypto";
import { Condition } from "@holdfast/client";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { createStockClient, failureOf, type StockClient } from "../../support/stockClient.ts";
import { MAIN, type Shop } from "../../support/shop.ts";
import { commit, heard, named, order, refusal, stateOf } from "../calls.ts";

const DENIED = ["PERMISSION_DENIED", "ROLE_MISSING"];

/** Who may do what. */
export function permitting(shop: Shop): void {
  let service: StockClient;

  const withKey = (key?: string) => createStockClient(`127.0.0.1:${shop.app.grpcPort}`, key);
  beforeAll(() => void (service = withKey(shop.tenant.serviceKey)));
  afterAll(() => service.close());

  test("the shop's software may hold and sell, and may not change the catalog", async () => {
    const [sku, requestId] = [named("SOCK"), randomUUID()];
    await shop.receive(sku, 2);

    const refused = [
      await failureOf(service.catalog.createItem({ requestId, item: { sku: "NEW" } })),
      await failureOf(service.catalog.createLocation({ requestId, location: { code: "NEW" } })),
      await failureOf(service.catalog.archiveItem({ requestId, sku })),
      await failureOf(service.catalog.restoreLocation({ requestId, code: MAIN })),
      await failureOf(service.catalog.bulkUpsertItems({ requestId, items: [{ sku: "NEW" }] })),
      await failureOf(
        service.catalog.setSafetyStock({ requestId, safetyStock: [{ sku, location: MAIN }] }),
      ),
      await failureOf(service.catalog.createLot({ requestId, lot: { sku, number: "A" } })),
      await failureOf(service.catalog.setParts({ requestId, sku })),
    ];
    const spoilt = { sku, quantity: 1n, from: Condition.AVAILABLE, to: Condition.DAMAGED };
    const looked = { requestId: randomUUID(), location: MAIN, reason: "wet", lines: [spoilt] };
    const { stock } = await service.stock.changeCondition(looked);
    const sale = await service.inventory.sell({ requestId, lines: [{ sku, quantity: 1n }] });

    expect(refused.map(refusal)).toEqual(refused.map(() => DENIED));
    expect(refused[0]?.facts).toEqual({ role: "service", required: "admin" });
    expect(sale.reservation).toBeDefined();
    expect(stock).toMatchObject([{ damaged: 1n }]);
    expect((await service.catalog.getItem({ sku })).item).toMatchObject({ sku });
  });

  test("the shop's software may recall a lot, and only an admin may let it serve again", async () => {
    const sku = named("MILK");
    await shop.item(sku, { lotTracked: true });
    await shop.receive(sku, 2, { lot: "A" });
    const request = { requestId: randomUUID(), sku, lot: "A", reason: "glass" };

    const { recall } = await service.stock.recallLot(request);
    const refused = await failureOf(
      service.stock.liftRecall({ ...request, requestId: randomUUID() }),
    );

    expect(recall?.recallTime).toBeDefined();
    expect(refusal(refused)).toEqual(DENIED);
  });

  test("only an admin may hold without end; such a hold has no end to extend", async () => {
    const sku = named("SOCK");
    await shop.receive(sku, 1);
    const request = { lines: [{ sku, quantity: 1n }], noExpiry: true };

    const refused = await failureOf(
      service.inventory.reserve({ requestId: randomUUID(), ...request }),
    );
    const hold = await order(shop, request.lines, { noExpiry: true });
    const { reservation } = await service.inventory.extend({
      requestId: randomUUID(),
      reservationId: hold.id,
    });

    expect(refusal(refused)).toEqual(DENIED);
    expect(hold.expireTime).toBeUndefined();
    expect(reservation?.expireTime).toBeUndefined();
    expect(stateOf(await commit(shop, hold))).toBe("FULFILLED");
  });

  test("a hold without end has no length", async () => {
    const request = { noExpiry: true, ttl: { seconds: 60n } };

    const refused = await failureOf(order(shop, [{ sku: "SOCK", quantity: 1n }], request));

    expect(refusal(refused)).toEqual(["INVALID_ARGUMENT", "FIELD_VIOLATION"]);
  });

  test("a retry under another key of the tenant is still the same request", async () => {
    const sku = named("SOCK");
    await shop.receive(sku, 2);
    const request = { requestId: randomUUID(), lines: [{ sku, quantity: 1n }] };
    const first = await service.inventory.reserve(request);

    const repeat = await heard((told) => shop.client.inventory.reserve(request, told));

    expect(repeat).toMatchObject({ isReplay: true, answer: first });
  });

  test("nobody is let in without a good key", async () => {
    const strangers = [withKey(), withKey("hf_this-is-no-key")];

    const refused = await Promise.all(
      strangers.map((one) => failureOf(one.inventory.listReservations({}))),
    );

    for (const one of refused) expect(refusal(one)).toEqual(["UNAUTHENTICATED", "KEY_INVALID"]);
    for (const one of strangers) one.close();
  });

  test("a key is good for its own tenant only", async () => {
    const metadata = { "holdfast-tenant": "somebody-else" };

    const refused = await failureOf(service.inventory.listReservations({}, { metadata }));

    expect(refusal(refused)).toEqual(["PERMISSION_DENIED", "TENANT_FORBIDDEN"]);
  });
}
