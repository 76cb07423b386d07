import { expect, test } from "@jest/globals";

import { firstLineOf, orderableOf, push, run, total } from "../asking.ts";
import type { OpenWarehouse } from "../warehouse.ts";

/** Are allocations taken back only where the dialect says so, and served anew? */
export function askTakeBack(open: OpenWarehouse): void {
  test("what is taken back is told, and the line is served anew", async () => {
    const warehouse = await open({ takesBackAlways: true });
    const { client } = warehouse;
    await push(client, "R-1", { sku: "SOCK", quantity: 4n });
    await run(warehouse);
    const before = await firstLineOf(client, "R-1");
    expect([total(before.allocated), total(before.takenBack)]).toEqual([4n, 0n]);

    for (let runs = 0; runs < 5; runs++) await run(warehouse);

    const after = await firstLineOf(client, "R-1");
    if (client.dialect.takesBack) expect(total(after.takenBack)).toBeGreaterThan(0n);
    else expect(after.takenBack).toEqual([]);
    // A run takes back and allocates anew at once, so that the order is never short of its units.
    expect(total(after.allocated) - total(after.takenBack)).toBe(4n);
    expect(after.closed).toBe(0n);
    expect(await orderableOf(client, "SOCK")).toBe(6n);
  });
}
