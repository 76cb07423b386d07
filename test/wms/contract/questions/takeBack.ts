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

    for (let runs = 0; runs < 12; runs++) {
      await run(warehouse);
      const { allocated, takenBack, closed } = await firstLineOf(client, "R-1");
      const kept = total(allocated) - total(takenBack);
      expect([kept >= 0n && kept <= 4n, closed]).toEqual([true, 0n]);
      expect(await orderableOf(client, "SOCK")).toBe(10n - kept);
    }

    const after = await firstLineOf(client, "R-1");
    if (!client.dialect.takesBack) return expect(after).toEqual(before);
    expect(total(after.takenBack)).toBeGreaterThan(0n);
    expect(total(after.allocated)).toBeGreaterThan(4n);
  });
}
