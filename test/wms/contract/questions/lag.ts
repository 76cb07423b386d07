import { expect, test } from "@jest/globals";

import { book, firstLineOf, orderableOf, push, run, total } from "../asking.ts";
import { at, type OpenWarehouse } from "../warehouse.ts";

const LOOKS = 15;
const RECEIVED = { ...at("SOCK"), kind: "receipt", foundOutAfterMs: 0, hold: null } as const;

/** Are answers no older than the dialect says, and is nothing left out of pages for longer? */
export function askLag(open: OpenWarehouse): void {
  test("after the longest lag every page shows what has happened", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    await warehouse.lag();
    await warehouse.people({ ...RECEIVED, quantity: 5n });
    await book(warehouse);
    await warehouse.pass(client.dialect.lagMs);
    for (let look = 0; look < LOOKS; look++) expect(await orderableOf(client, "SOCK")).toBe(15n);
  });

  test("what was posted is in pages when the time is over for which it may be unseen", async () => {
    const warehouse = await open({ onTimetable: true });
    const { unseenMs } = warehouse.client.dialect;
    let there = await orderableOf(warehouse.client, "SOCK");
    for (let look = 1; look <= LOOKS; look++) {
      await warehouse.people({ ...RECEIVED, quantity: BigInt(look) });
      there += BigInt(look);
      await warehouse.pass(unseenMs);
      expect(await orderableOf(warehouse.client, "SOCK")).toBe(there);
      // Now here, now there between two runs.
      await warehouse.pass(look * 977);
    }
  });

  test("after the longest lag every state tells what has become of an order", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    await warehouse.lag();
    await push(client, "R-1", { sku: "SOCK", quantity: 3n });
    await run(warehouse);
    await warehouse.pass(client.dialect.lagMs);
    for (let look = 0; look < LOOKS; look++) {
      expect(total((await firstLineOf(client, "R-1")).allocated)).toBe(3n);
    }
  });
}
