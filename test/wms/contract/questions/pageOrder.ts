import { expect, test } from "@jest/globals";

import type { StockLine } from "../../../../src/wms/port.ts";
import { book, stockOf } from "../asking.ts";
import { at, OPENING, type OpenWarehouse } from "../warehouse.ts";

/** Do pages come in the order of their keys, where the dialect says so? */
export function askPageOrder(open: OpenWarehouse): void {
  test("where pages are ordered, the lines of a walk come in the byte order of their keys", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    const received = { kind: "receipt", quantity: 1n, foundOutAfterMs: 0, hold: null } as const;
    await warehouse.people({ ...at("MILK", "AA"), ...received });
    await warehouse.people({ ...at("MILK\u0001"), ...received });
    await book(warehouse);

    const lines = await stockOf(client);

    expect(lines.length).toBeGreaterThanOrEqual(OPENING.length + 1);
    const sorted = lines.toSorted(byKey);
    if (client.dialect.orderedPages) expect(lines).toEqual(sorted);
    else expect(new Set(lines.map(bytes))).toEqual(new Set(sorted.map(bytes)));
  });
}

function byKey(one: StockLine, two: StockLine): number {
  return bytes(one) < bytes(two) ? -1 : 1;
}

/** Sorts as the bytes do; no name here has a byte below 1, so that what ends first comes first. */
function bytes({ warehouse, owner, sku, lot }: StockLine): string {
  return Buffer.from([warehouse, owner, sku, lot ?? ""].join("\0")).toString("hex");
}
