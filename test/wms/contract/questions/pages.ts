import { expect, test } from "@jest/globals";

import { keyOf, orderableOf, push, run, stockOf, walk } from "../asking.ts";
import { at, OPENING, type OpenWarehouse, PAGE_LINES } from "../warehouse.ts";

/** Do pages tell what is there? */
export function askPages(open: OpenWarehouse): void {
  test("a walk tells every row that has units once, in several pages", async () => {
    const { client } = await open();

    const pages = await walk(client);

    const lines = pages.flatMap((page) => page.lines);
    const told = lines.filter((line) => line.orderable > 0n || line.unallocatable > 0n);
    const there = OPENING.filter(({ orderable, bad }) => orderable > 0n || bad > 0n);
    expect(told.map(figures).toSorted()).toEqual(
      there.map(({ bad, ...cell }) => figures({ ...cell, unallocatable: bad })).toSorted(),
    );
    expect(new Set(lines.map(keyOf)).size).toBe(lines.length);
    expect(Math.max(...pages.map((page) => page.lines.length))).toBe(PAGE_LINES);
  });

  test("a page that is asked for again is the same as long as nothing happens", async () => {
    const { client } = await open();
    const [first, second] = await walk(client);
    const again = await client.stockPage(first?.next ?? null, new AbortController().signal);
    expect(again).toEqual(second);
  });

  test("what was allocated may not be allocated once more", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    await push(client, "R-1", { sku: "SOCK", quantity: 3n });
    expect(await orderableOf(client, "SOCK")).toBe(10n);

    await run(warehouse);

    expect(await orderableOf(client, "SOCK")).toBe(7n);
    const socks = (await stockOf(client)).filter(({ sku }) => sku === "SOCK");
    const elsewhere = socks.filter((line) => keyOf(line) !== keyOf(at("SOCK")));
    expect(elsewhere.map(({ owner, orderable }) => `${owner} ${orderable}`).toSorted()).toEqual([
      "ACME 9",
      "BRIO 7",
    ]);
  });

  test("what has shipped changes nothing on pages: it was no longer in them", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    await push(client, "R-1", { sku: "SOCK", quantity: 3n });
    await run(warehouse);
    await warehouse.pass(warehouse.shipsAfterMs);
    await run(warehouse);
    expect(await orderableOf(client, "SOCK")).toBe(7n);
  });
}

function figures(line: Parameters<typeof keyOf>[0] & { orderable: bigint; unallocatable: bigint }) {
  return `${keyOf(line)}: ${line.orderable} and ${line.unallocatable}`;
}
