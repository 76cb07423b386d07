import { expect, test } from "@jest/globals";

import { book, lineOf, push, run } from "../asking.ts";
import { at, type OpenWarehouse } from "../warehouse.ts";

const RECEIVED = { kind: "receipt", foundOutAfterMs: 0, hold: null } as const;

/** Are rows without units listed, or left out? */
export function askZeroRows(open: OpenWarehouse): void {
  test("a row that was emptied is told as the dialect says, and comes back with its units", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    await push(client, "R-1", { sku: "a tea", quantity: 5n });

    await run(warehouse);
    expectEmpty(client.dialect.zeroRows, await lineOf(client, at("a tea")));

    await warehouse.people({ ...at("a tea"), ...RECEIVED, quantity: 4n });
    await book(warehouse);
    expect(await lineOf(client, at("a tea"))).toMatchObject({ orderable: 4n });
  });

  test("a row that never had units is told as the dialect says", async () => {
    const { client } = await open();
    expectEmpty(client.dialect.zeroRows, await lineOf(client, at("EMPTY")));
  });

  test("a row that only has units that are not for sale is listed", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    await push(client, "R-1", { sku: "SOCK", quantity: 10n });
    await run(warehouse);
    expect(await lineOf(client, at("SOCK"))).toMatchObject({ orderable: 0n, unallocatable: 2n });
  });
}

function expectEmpty(zeroRows: "listed" | "leftOut", line: unknown): void {
  if (zeroRows === "leftOut") expect(line).toBeUndefined();
  else expect(line).toMatchObject({ orderable: 0n, unallocatable: 0n, holds: [] });
}
