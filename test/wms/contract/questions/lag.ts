import { expect, test } from "@jest/globals";

import { book, firstLineOf, orderableOf, push, run, total } from "../asking.ts";
import { at, type OpenWarehouse } from "../warehouse.ts";

const LOOKS = 15;

/** Are answers no older than the dialect says? */
export function askLag(open: OpenWarehouse): void {
  test("after the longest lag every page shows what has happened", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    await warehouse.lag();
    const received = { kind: "receipt", quantity: 5n, foundOutAfterMs: 0, hold: null } as const;
    await warehouse.people({ ...at("SOCK"), ...received });
    await book(warehouse);
    await warehouse.pass(client.dialect.lagMs);
    for (let look = 0; look < LOOKS; look++) expect(await orderableOf(client, "SOCK")).toBe(15n);
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
