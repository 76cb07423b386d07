import { expect, test } from "@jest/globals";

import { WmsUnavailable } from "../../../../src/wms/errors.ts";
import { cancel, firstLineOf, patience, push, run, stateOf, total } from "../asking.ts";
import type { Method, OpenWarehouse, Trouble, Warehouse } from "../warehouse.ts";

/** Every method, asked for something that can be answered. */
const ASKED: Readonly<Record<Method, (warehouse: Warehouse) => Promise<unknown>>> = {
  stockPage: ({ client }) => client.stockPage(null, patience),
  pushOrder: ({ client }) => push(client, "R-2", { sku: "SOCK", quantity: 1n }),
  cancelOrder: ({ client }) => cancel(client, "R-1", 1n),
  orderStates: ({ client }) => client.orderStates(["R-1"], patience),
  eventsSince: ({ client }) => client.eventsSince(null, patience),
};

/** What is said when there is no answer to rely on? */
export function askTroubles(open: OpenWarehouse): void {
  test.each(Object.keys(ASKED) as Method[])(
    "%s makes one request, and says so when there was no answer",
    async (method) => {
      const warehouse = await open();
      await push(warehouse.client, "R-1", { sku: "SOCK", quantity: 1n });
      for (const trouble of ["lost", "failure", "replyLost"] satisfies Trouble[]) {
        await warehouse.trouble(trouble, method);
        const before = await warehouse.requestCount();
        const failure = await failureOf(ASKED[method](warehouse));
        expect([trouble, failure.maybeDone]).toEqual([trouble, true]);
        expect((await warehouse.requestCount()) - before).toBe(1);
      }
      const before = await warehouse.requestCount();
      await ASKED[method](warehouse);
      expect((await warehouse.requestCount()) - before).toBe(1);
    },
  );

  test("an order whose answer is lost was taken: its state says so", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    await warehouse.trouble("replyLost", "pushOrder");
    await failureOf(push(client, "R-1", { sku: "SOCK", quantity: 3n }));
    expect(await stateOf(client, "R-1")).toMatchObject({ reference: "R-1", rejected: null });
    if (client.dialect.orderKeys) await push(client, "R-1", { sku: "SOCK", quantity: 3n });
    expect(await warehouse.timesTaken("R-1")).toBe(1);
  });

  test("an order that arrives late arrives within the time that the dialect says", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    await warehouse.trouble("late", "pushOrder");
    await failureOf(push(client, "R-1", { sku: "SOCK", quantity: 3n }));

    // Where there are no keys, whoever pushes again any earlier has two orders.
    if (client.dialect.orderKeys) await push(client, "R-1", { sku: "SOCK", quantity: 3n });
    await warehouse.pass(client.dialect.requestLastsMs);

    expect(await stateOf(client, "R-1")).toBeDefined();
    expect(await warehouse.timesTaken("R-1")).toBe(1);
    await run(warehouse);
    expect(total((await firstLineOf(client, "R-1")).allocated)).toBe(3n);
  });

  test("an order that never arrived is not known, and can be pushed again", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    await warehouse.trouble("lost", "pushOrder");
    await failureOf(push(client, "R-1", { sku: "SOCK", quantity: 3n }));
    await warehouse.pass(client.dialect.requestLastsMs);
    expect(await stateOf(client, "R-1")).toBeUndefined();
    await push(client, "R-1", { sku: "SOCK", quantity: 3n });
    expect(await warehouse.timesTaken("R-1")).toBe(1);
  });

  test("a cancellation whose answer is lost was read, and may be asked for again", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    await push(client, "R-1", { sku: "SOCK", quantity: 3n });
    await warehouse.trouble("replyLost", "cancelOrder");
    await failureOf(cancel(client, "R-1", 2n));
    expect(await firstLineOf(client, "R-1")).toMatchObject({ closed: 2n });
    expect(await cancel(client, "R-1", 2n)).toBe("read");
    expect(await firstLineOf(client, "R-1")).toMatchObject({ closed: 2n, cancelAnswered: 2n });
  });
}

async function failureOf(asked: Promise<unknown>): Promise<WmsUnavailable> {
  const failure = await asked.then(
    () => new Error("it was answered"),
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(WmsUnavailable);
  return failure as WmsUnavailable;
}
