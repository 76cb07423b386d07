import { expect, test } from "@jest/globals";

import { firstLineOf, patience, push, run, stateOf, total } from "../asking.ts";
import type { OpenWarehouse } from "../warehouse.ts";

/** Are orders taken once, and served? */
export function askOrders(open: OpenWarehouse): void {
  test("an order is taken, known at once, and served by the next run", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    expect(await push(client, "R-1", { sku: "SOCK", quantity: 3n })).toEqual({ outcome: "taken" });
    expect(await firstLineOf(client, "R-1")).toMatchObject({
      line: 1,
      allocated: [],
      closed: 0n,
      shipped: 0n,
    });

    await run(warehouse);
    expect(total((await firstLineOf(client, "R-1")).allocated)).toBe(3n);
    await warehouse.pass(warehouse.shipsAfterMs);
    expect(await firstLineOf(client, "R-1")).toMatchObject({ shipped: 3n });
  });

  test("orders that are not known are left out, and others told all the same", async () => {
    const { client } = await open();
    await push(client, "R-1", { sku: "SOCK", quantity: 1n });
    const states = await client.orderStates(["R-0", "R-1", "R-2"], patience);
    expect(states.map(({ reference }) => reference)).toEqual(["R-1"]);
    expect(await client.orderStates([], patience)).toEqual([]);
  });

  test("where there are keys, an order that is pushed again is taken once", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    if (!client.dialect.orderKeys) return;
    const ends = [1, 2, 3].map(() => push(client, "R-1", { sku: "SOCK", quantity: 3n }));
    expect(await Promise.all(ends)).toEqual(
      Array.from({ length: 3 }, () => ({ outcome: "taken" })),
    );
    await run(warehouse);
    expect(await push(client, "R-1", { sku: "SOCK", quantity: 3n })).toEqual({ outcome: "taken" });
    await run(warehouse);

    expect(await warehouse.timesTaken("R-1")).toBe(1);
    expect(total((await firstLineOf(client, "R-1")).allocated)).toBe(3n);
  });

  test("an order for what is not there is rejected as a whole, with a reason, and stays so", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    const wanted = [
      { sku: "SOCK", quantity: 2n },
      { sku: "UNICORN", quantity: 4n },
    ];
    const outcome = await push(client, "R-1", ...wanted);
    expect(outcome).toMatchObject({ outcome: "rejected" });
    await run(warehouse);

    const state = await stateOf(client, "R-1");
    expect(state?.rejected).toMatch(/./);
    expect(state?.lines.map((line) => line.closed)).toEqual([2n, 4n]);
    expect(state?.lines.flatMap((line) => line.allocated)).toEqual([]);
    if (client.dialect.orderKeys) expect(await push(client, "R-1", ...wanted)).toEqual(outcome);
  });

  test("a pinned lot is the only one that will do; what is short stays open or is closed", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    await push(client, "R-1", { sku: "MILK", quantity: 5n, lot: "A" });
    for (let runs = 0; runs < 6; runs++) await run(warehouse);

    const { allocated, closed } = await firstLineOf(client, "R-1");
    expect(allocated.map(({ lot, quantity }) => ({ lot, quantity }))).toEqual([
      { lot: "A", quantity: 4n },
    ]);
    expect(closed).toBe(1n);
  });

  test("whichever lots serve an order, they are told with their units", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    await push(client, "R-1", { sku: "MILK", quantity: 12n });
    await run(warehouse);

    const { allocated } = await firstLineOf(client, "R-1");
    const lots = new Map<string | null, bigint>();
    for (const { lot, quantity } of allocated) lots.set(lot, (lots.get(lot) ?? 0n) + quantity);
    expect(lots).toEqual(
      new Map<string | null, bigint>([
        [null, 2n],
        ["A", 4n],
        ["B", 6n],
      ]),
    );
  });
}
