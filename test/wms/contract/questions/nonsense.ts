import { expect, test } from "@jest/globals";

import { WmsNonsense } from "../../../../src/wms/errors.ts";
import { cancel, firstLineOf, patience, push, run } from "../asking.ts";
import type { Garbling, Method, OpenWarehouse, Warehouse } from "../warehouse.ts";

const ASKED: Readonly<Record<Method, (warehouse: Warehouse) => Promise<unknown>>> = {
  stockPage: ({ client }) => client.stockPage(null, patience),
  pushOrder: ({ client }) => push(client, "R-2", { sku: "SOCK", quantity: 1n }),
  cancelOrder: ({ client }) => cancel(client, "R-1", 1n),
  orderStates: ({ client }) => client.orderStates(["R-1"], patience),
  eventsSince: ({ client }) => client.eventsSince(null, patience),
};

/** These answers have figures in them. */
const FIGURES: readonly Method[] = ["stockPage", "orderStates", "eventsSince"];

/** Is nonsense refused? */
export function askNonsense(open: OpenWarehouse): void {
  test.each(Object.keys(ASKED) as Method[])("%s reads no nonsense", async (method) => {
    const warehouse = await open();
    const received = { kind: "receipt", quantity: 5n, foundOutAfterMs: 0, hold: null } as const;
    const cell = { warehouse: "W1", owner: "ACME", sku: "SOCK", lot: null };
    await warehouse.people({ ...cell, ...received });
    await push(warehouse.client, "R-1", { sku: "SOCK", quantity: 1n });
    const garblings: Garbling[] = ["nothing", "half of it", "a web page"];
    if (FIGURES.includes(method)) garblings.push("its numbers as words");

    for (const garbling of garblings) {
      await warehouse.garble(garbling);
      const end = await ASKED[method](warehouse).catch((error: unknown) => error);
      expect(end).toBeInstanceOf(WmsNonsense);
    }
  });

  test("whoever read nonsense may ask again", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    await push(client, "R-1", { sku: "SOCK", quantity: 1n });
    await run(warehouse);
    await warehouse.garble("half of it");
    await expect(firstLineOf(client, "R-1")).rejects.toThrow(WmsNonsense);
    expect((await firstLineOf(client, "R-1")).allocated.length).toBe(1);
  });
}
