import { expect, test } from "@jest/globals";

import type { WmsStockEvent } from "../../../../src/wms/port.ts";
import { book, eventsFrom, lineOf, patience, push, run } from "../asking.ts";
import { at, type Deed, type OpenWarehouse, type Warehouse } from "../warehouse.ts";

/** Is everything told that happens, in order and with its marks? */
export function askEvents(open: OpenWarehouse): void {
  test("receipts, losses and damages are told with what they change", async () => {
    const warehouse = await open();
    const { next } = await eventsFrom(warehouse.client, null);
    await people(warehouse, "receipt", { quantity: 5n });
    await people(warehouse, "loss", { quantity: 2n });
    await people(warehouse, "damage", { quantity: 3n, hold: "H-1" });

    const events = await stockEventsFrom(warehouse, next);

    const deltas = events.map((event) => [event.orderableDelta, event.unallocatableDelta]);
    expect(deltas).toEqual([
      [5n, 0n],
      [-2n, 0n],
      [-3n, 3n],
    ]);
    for (const event of events) expect(event).toMatchObject(at("SOCK"));
    await book(warehouse);
    expect(await lineOf(warehouse.client, at("SOCK"))).toMatchObject({
      orderable: 10n,
      unallocatable: 5n,
      holds: [{ reference: "H-1", quantity: 3n }],
    });
  });

  test("events come into the figures of pages live or with the next run, as the dialect says", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    await people(warehouse, "receipt", { quantity: 5n });
    const isLive = client.dialect.eventsBooked === "live";
    expect(await lineOf(client, at("SOCK"))).toMatchObject({ orderable: isLive ? 15n : 10n });
    await run(warehouse);
    expect(await lineOf(client, at("SOCK"))).toMatchObject({ orderable: 15n });
  });

  test("a cursor goes on where its answer ended, and again from there", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    await people(warehouse, "receipt", { quantity: 1n });
    const first = await eventsFrom(client, null);
    expect(await client.eventsSince(first.next, patience)).toEqual({
      events: [],
      next: first.next,
      more: false,
    });

    await people(warehouse, "receipt", { quantity: 2n });
    const [once, again] = [
      await eventsFrom(client, first.next),
      await eventsFrom(client, first.next),
    ];
    expect(once.events.map(({ id }) => id)).toEqual(again.events.map(({ id }) => id));
    expect(once.events.length).toBe(1);
    const all = await eventsFrom(client, null);
    expect(all.events).toEqual([...first.events, ...once.events]);
  });

  test("ids are unique, and posting numbers grow where the dialect has them", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    for (let turn = 1; turn <= 30; turn++) {
      await people(warehouse, "receipt", { quantity: BigInt(turn) });
      await push(client, `R-${turn}`, { sku: "SOCK", quantity: 1n });
      if (turn % 10 === 0) await run(warehouse);
    }

    const { events } = await eventsFrom(client, null);

    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    const marks = events.flatMap((event) => (event.kind === "stock" ? [event.posted] : []));
    expect(marks.length).toBe(30);
    if (!client.dialect.eventMark) expect(new Set(marks)).toEqual(new Set([null]));
    else
      expect(marks).toEqual([...new Set(marks)].toSorted((a, b) => Number((a ?? 0n) - (b ?? 0n))));
  });

  test("what is found out late is told late, with the moment when it happened", async () => {
    const warehouse = await open();
    const { next } = await eventsFrom(warehouse.client, null);
    await people(warehouse, "loss", { quantity: 1n, foundOutAfterMs: 60_000 });
    await people(warehouse, "receipt", { quantity: 1n });
    expect((await stockEventsFrom(warehouse, next)).map((event) => event.orderableDelta)).toEqual([
      1n,
    ]);

    await warehouse.pass(60_000);

    const [receipt, loss] = await stockEventsFrom(warehouse, next);
    expect(loss?.orderableDelta).toBe(-1n);
    expect(loss?.occurredAt).toBe(receipt?.occurredAt);
    if (warehouse.client.dialect.eventMark) {
      expect(loss?.posted).toBeGreaterThan(receipt?.posted ?? 0n);
    }
  });

  test("when what is told of an order changes, there is a hint of it", async () => {
    const warehouse = await open();
    const { client } = warehouse;
    await push(client, "R-1", { sku: "SOCK", quantity: 1n });
    const { next } = await eventsFrom(client, null);

    await run(warehouse);
    const allocated = await eventsFrom(client, next);
    await warehouse.pass(warehouse.shipsAfterMs);
    const shipped = await eventsFrom(client, allocated.next);

    for (const { events } of [allocated, shipped]) {
      expect(events).toContainEqual(expect.objectContaining({ kind: "order", reference: "R-1" }));
    }
  });
}

async function people(
  warehouse: Warehouse,
  kind: Deed["kind"],
  what: Pick<Deed, "quantity"> & Partial<Deed>,
): Promise<void> {
  await warehouse.people({ ...at("SOCK"), kind, foundOutAfterMs: 0, hold: null, ...what });
}

async function stockEventsFrom({ client }: Warehouse, cursor: string): Promise<WmsStockEvent[]> {
  const { events } = await eventsFrom(client, cursor);
  return events.filter((event) => event.kind === "stock");
}
