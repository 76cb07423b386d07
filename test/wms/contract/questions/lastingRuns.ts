import { expect, test } from "@jest/globals";

import { firstLineOf, lineOf, push, total } from "../asking.ts";
import { at, type OpenWarehouse } from "../warehouse.ts";

const LOOKS = 20;

/** Do runs last no longer than the dialect says, and are their effects told in that time? */
export function askLastingRuns(open: OpenWarehouse): void {
  test("states may tell of a run before pages do, never after, and both when it is over", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    const { runLastsMs } = client.dialect;
    await push(client, "R-1", { sku: "SOCK", quantity: 3n });
    await warehouse.beginRun();
    const seen: { allocated: bigint; orderable: bigint }[] = [];
    for (let look = 0; look <= LOOKS; look++) {
      // The page first: what it shows, the state must tell.
      const orderable = (await lineOf(client, at("SOCK")))?.orderable ?? 0n;
      seen.push({ allocated: total((await firstLineOf(client, "R-1")).allocated), orderable });
      await warehouse.pass(Math.ceil(runLastsMs / LOOKS));
    }
    for (const { allocated, orderable } of seen) {
      if (orderable < 10n) expect(allocated).toBe(3n);
    }
    expect(seen.at(-1)).toEqual({ allocated: 3n, orderable: 7n });
    if (runLastsMs === 0) expect(seen[0]).toEqual({ allocated: 3n, orderable: 7n });
  });

  test("an order that comes while a run lasts is for the next one", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    if (client.dialect.runLastsMs === 0) return;
    await warehouse.beginRun();
    await push(client, "R-1", { sku: "SOCK", quantity: 3n });
    await warehouse.pass(client.dialect.runLastsMs);
    expect((await firstLineOf(client, "R-1")).allocated).toEqual([]);
    await warehouse.beginRun();
    await warehouse.pass(client.dialect.runLastsMs);
    expect(total((await firstLineOf(client, "R-1")).allocated)).toBe(3n);
  });
}
