import { expect, test } from "@jest/globals";

import type { StockLine, StockPage, WmsEvent } from "../../../../src/wms/port.ts";
import { eventsFrom, firstLineOf, keyOf, patience, push, run, walk } from "../asking.ts";
import { at, type Deed, OPENING, type OpenWarehouse } from "../warehouse.ts";

const TURNS = 6;

/** Do the marks of pages say what is in their figures? */
export function askMarks(open: OpenWarehouse): void {
  test("marks are told where the dialect has them, on every page, and never fall", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    const { numberedRuns, eventMark } = client.dialect;
    const seen: StockPage[] = [];
    for (let turn = 0; turn < 4; turn++) {
      seen.push(...(await walk(client)));
      await warehouse.people(deed("receipt", 1n));
      seen.push(...(await walk(client)));
      await run(warehouse);
    }
    for (const [index, { run: runMark, posted }] of seen.entries()) {
      const before = seen[index - 1];
      expect([typeof runMark, typeof posted]).toEqual([
        numberedRuns ? "bigint" : "object",
        eventMark ? "bigint" : "object",
      ]);
      expect((runMark ?? 0n) >= (before?.run ?? 0n)).toBe(true);
      expect((posted ?? 0n) >= (before?.posted ?? 0n)).toBe(true);
    }
    if (numberedRuns) expect(new Set(seen.map((page) => page.run)).size).toBe(4);
  });

  test("a page has all that runs up to its run allocated, and all that was posted up to its mark", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    const { numberedRuns, eventMark, runLastsMs } = client.dialect;
    if (!numberedRuns || !eventMark) return;
    const pages: StockPage[] = [];
    for (let turn = 1; turn <= TURNS; turn++) {
      await warehouse.people(deed(turn % 2 === 0 ? "loss" : "receipt", BigInt(turn)));
      await push(client, `R-${turn}`, { sku: "SOCK", quantity: 1n });
      pages.push(...(await walk(client)));
      await warehouse.beginRun();
      for (let part = 0; part < 3; part++) {
        pages.push(...(await walk(client)));
        await warehouse.pass(Math.ceil(runLastsMs / 3));
      }
      pages.push(...(await walk(client)));
    }

    // What a page claims to have may be told later only: each is held against what is known in the end.
    const { events } = await eventsFrom(client, null);
    const references = Array.from({ length: TURNS }, (_, index) => `R-${index + 1}`);
    const states = await client.orderStates(references, patience);
    const allocated = states.flatMap(({ lines }) => lines.flatMap((line) => line.allocated));
    for (const page of pages) {
      const line = page.lines.find((one) => keyOf(one) === keyOf(at("SOCK")));
      if (line !== undefined) expectFigures(line, page, events, allocated);
    }
  });

  // Rule 34: it is safe only as long as no run begins later than that after a loss was posted.
  test("who marks neither runs nor events says how old answers can be: later runs can oversell", async () => {
    const { lagMs, unseenMs, runLastsMs, requestLastsMs } = (await open()).client.dialect;
    for (const ms of [lagMs, unseenMs, runLastsMs, requestLastsMs]) {
      expect(Number.isSafeInteger(ms) && ms >= 0).toBe(true);
    }
  });

  test("an allocation names its run where runs are numbered, and a later one a later run", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    const runs: (bigint | null | undefined)[] = [];
    for (const reference of ["R-1", "R-2"]) {
      await push(client, reference, { sku: "SOCK", quantity: 1n });
      await run(warehouse);
      runs.push((await firstLineOf(client, reference)).allocated[0]?.run);
    }
    const [first, second] = runs;
    if (!client.dialect.numberedRuns) expect(runs).toEqual([null, null]);
    else expect([typeof first, (second ?? 0n) > (first ?? 0n)]).toEqual(["bigint", true]);
  });
}

function deed(kind: Deed["kind"], quantity: bigint): Deed {
  return { ...at("SOCK"), kind, quantity, foundOutAfterMs: 0, hold: null };
}

function expectFigures(
  line: StockLine,
  { run: runMark, posted }: StockPage,
  events: readonly WmsEvent[],
  allocated: readonly { readonly quantity: bigint; readonly run: bigint | null }[],
): void {
  let orderable = OPENING.find((cell) => keyOf(cell) === keyOf(line))?.orderable ?? 0n;
  for (const event of events) {
    if (event.kind !== "stock" || (event.posted ?? 0n) > (posted ?? 0n)) continue;
    orderable += event.orderableDelta;
  }
  for (const one of allocated) if ((one.run ?? 0n) <= (runMark ?? 0n)) orderable -= one.quantity;
  expect(line.orderable).toBe(orderable);
}
