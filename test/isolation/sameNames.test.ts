import { Condition } from "@holdfast/client";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { MAIN } from "../support/shop.ts";
import type { CallOptions } from "../support/stockClient.ts";
import { type Neighbour, openTwoTenants, type TwoTenants } from "./twoTenants.ts";

let house: TwoTenants;

beforeAll(async () => {
  house = await openTwoTenants();
});

afterAll(() => house?.close());

/** What one tenant's day left: ids that the service made, and which answers were called replays. */
interface Day {
  readonly ids: Record<string, string>;
  readonly replays: string[];
}

/** A day whose every name and request id is the same in each tenant; only the quantities differ. */
async function day({ client }: Neighbour, units: bigint): Promise<Day> {
  const { inventory, stock, catalog } = client;
  const replays: string[] = [];
  const as = (requestId: string): CallOptions => ({
    onHeader: (header) => {
      if (header.get("holdfast-replay").length > 0) replays.push(requestId);
    },
  });
  await catalog.createLocation(
    { requestId: "1", location: { code: MAIN, fulfilment: 2 } },
    as("1"),
  );
  await catalog.createItem({ requestId: "2", item: { sku: "MILK", lotTracked: true } }, as("2"));
  const lot = { number: "L-1" };
  const milk = { sku: "MILK", quantity: 10n * units };
  const receipt = { requestId: "3", location: MAIN, lines: [{ ...milk, lot }] };
  const received = await inventory.receive(receipt, as("3"));
  const delta = [{ sku: "MILK", lot: "L-1", quantityDelta: -units }];
  const count = { requestId: "4", location: MAIN, lines: delta, reason: "counted" };
  const adjusted = await inventory.adjust(count, as("4"));
  const spoilt = [
    { sku: "MILK", lot: "L-1", quantity: units, from: Condition.AVAILABLE, to: Condition.DAMAGED },
  ];
  const change = { requestId: "11", location: MAIN, lines: spoilt, reason: "wet" };
  const changed = await stock.changeCondition(change, as("11"));
  const lines = [{ sku: "MILK", quantity: units }];
  const { reservation: held } = await inventory.reserve({ requestId: "5", lines }, as("5"));
  const { reservation: sold } = await inventory.sell({ requestId: "6", lines }, as("6"));
  const [hold, sale] = [held?.id ?? "", sold?.id ?? ""];
  await inventory.extend({ requestId: "7", reservationId: hold }, as("7"));
  await inventory.commit({ requestId: "8", reservationId: hold }, as("8"));
  await inventory.fulfil({ requestId: "9", reservationId: sale }, as("9"));
  await inventory.release({ requestId: "10", reservationId: hold, scope: 2 }, as("10"));
  const entries = {
    receipt: received.entry?.id ?? "",
    count: adjusted.entry?.id ?? "",
    change: changed.entry?.id ?? "",
  };
  return { ids: { hold, sale, stock: received.stock[0]?.id ?? "", ...entries }, replays };
}

test("two tenants with the same SKUs, codes, lots and request ids do not meet", async () => {
  const { acme, brio, shop } = house;

  const [acmes, brios] = await Promise.all([day(acme, 5n), day(brio, 7n)]);

  expect([acmes.replays, brios.replays]).toEqual([[], []]);
  const ids = [...Object.values(acmes.ids), ...Object.values(brios.ids)];
  expect(ids).not.toContain("");
  expect(new Set(ids).size).toBe(12);
  const left = { held: 0n, committed: 0n };
  expect(await acme.availability("MILK")).toMatchObject({ onHand: 40n, available: 35n, ...left });
  expect(await brio.availability("MILK")).toMatchObject({ onHand: 56n, available: 49n, ...left });
  expect(await shop.differences()).toEqual([]);
});

test("a repeated request finds its own tenant's answer, and nothing is booked again", async () => {
  const { acme, brio } = house;
  const before = [await acme.rows(), await brio.rows()];

  const [acmes, again] = [await day(acme, 5n), await day(acme, 5n)];
  const brios = await day(brio, 7n);

  expect(acmes.ids).toEqual(again.ids);
  expect(new Set([...Object.values(acmes.ids), ...Object.values(brios.ids)]).size).toBe(12);
  for (const { replays } of [acmes, again, brios]) expect(replays).toHaveLength(11);
  expect([await acme.rows(), await brio.rows()]).toEqual(before);
});
