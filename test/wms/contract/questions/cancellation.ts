import { expect, test } from "@jest/globals";

import { cancel, firstLineOf, orderableOf, push, run, total } from "../asking.ts";
import type { OpenWarehouse } from "../warehouse.ts";

/** What becomes of a cancellation? */
export function askCancellation(open: OpenWarehouse): void {
  test("an order that is not known cannot be cancelled", async () => {
    const { client } = await open();
    expect(await cancel(client, "R-1", 1n)).toBe("unknown");
  });

  test("what is cancelled before it is allocated is closed, and never allocated", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    await push(client, "R-1", { sku: "SOCK", quantity: 5n });

    expect(await cancel(client, "R-1", 2n)).toBe("read");

    const told = { closed: 2n, cancelAnswered: 2n, refused: 0n, returned: [] };
    expect(await firstLineOf(client, "R-1")).toMatchObject(told);
    await run(warehouse);
    const line = await firstLineOf(client, "R-1");
    expect([total(line.allocated), line.closed]).toEqual([3n, 2n]);
    expect(await orderableOf(client, "SOCK")).toBe(7n);
  });

  test("the quantity is what is to be cancelled in all: asked for again, it is the same", async () => {
    const { client } = await open();
    await push(client, "R-1", { sku: "SOCK", quantity: 5n });
    for (const quantity of [2n, 2n, 1n, 3n, 3n]) await cancel(client, "R-1", quantity);
    expect(await firstLineOf(client, "R-1")).toMatchObject({ closed: 3n, cancelAnswered: 3n });
  });

  test("what is cancelled after it was allocated is answered, and comes back with a run only", async () => {
    // Whether a cancellation is accepted is for the warehouse system to say: enough of them see both.
    const warehouse = await open();
    const { client } = warehouse;
    const references = Array.from({ length: 10 }, (_, index) => `R-${index}`);
    for (const reference of references)
      await push(client, reference, { sku: "SOCK", quantity: 1n });
    await run(warehouse);
    for (const reference of references) await cancel(client, reference, 1n);

    const lines = [];
    for (const reference of references) lines.push(await firstLineOf(client, reference));

    for (const { cancelAnswered, closed, returned, refused } of lines) {
      expect([cancelAnswered, closed, total(returned) + refused]).toEqual([1n, 0n, 1n]);
    }
    const back = lines.reduce((sum, { returned }) => sum + total(returned), 0n);
    expect(back).toBeGreaterThan(0n);
    expect(await orderableOf(client, "SOCK")).toBe(0n);
    await run(warehouse);
    expect(await orderableOf(client, "SOCK")).toBe(back);
  });

  test("what has shipped is not taken back", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    await push(client, "R-1", { sku: "SOCK", quantity: 2n });
    await run(warehouse);
    await warehouse.pass(warehouse.shipsAfterMs);

    await cancel(client, "R-1", 2n);

    const told = { cancelAnswered: 2n, refused: 2n, returned: [], shipped: 2n };
    expect(await firstLineOf(client, "R-1")).toMatchObject(told);
  });
}
