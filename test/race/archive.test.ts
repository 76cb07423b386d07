import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { countOutcomes, forEachOf, type Outcomes } from "../support/outcomes.ts";
import { MAIN } from "../support/shop.ts";
import { openTwoServers, type TwoServers } from "../support/twoServers.ts";
import { verify } from "../../src/store/verify/verify.ts";

let shop: TwoServers;
beforeAll(async () => (shop = await openTwoServers()));
afterAll(() => shop.close());

const once = () => ({ requestId: randomUUID() });

/** What happens to an item, or to its location, while receipts and orders for it come in. */
const CLOSINGS = {
  item: {
    close: (sku: string, caller: number) => shop.catalog(caller).archiveItem({ ...once(), sku }),
    open: (sku: string) => shop.catalog(1).restoreItem({ ...once(), sku }),
    reason: "ITEM_ARCHIVED",
  },
  location: {
    close: (_: string, caller: number) =>
      shop.catalog(caller).archiveLocation({ ...once(), code: MAIN }),
    open: () => shop.catalog(1).restoreLocation({ ...once(), code: MAIN }),
    reason: "LOCATION_ARCHIVED",
  },
};

test.each(["item", "location"] as const)(
  "receipts and orders come before the archiving of their %s or are refused: nothing slips in after it",
  async (what) => {
    const { close, open, reason } = CLOSINGS[what];
    const sku = `CLOSING-${what}`;
    await shop.receive(sku, 100);
    const line = (quantity: bigint) => ({ sku, quantity });

    const arriving = countOutcomes(
      forEachOf(30, (caller) =>
        shop.door(caller).receive({ ...once(), location: MAIN, lines: [line(2n)] }),
      ),
    );
    const buying = countOutcomes(
      forEachOf(30, (caller) =>
        shop.door(caller).reserve({ ...once(), lines: [{ ...line(1n), location: MAIN }] }),
      ),
    );
    const closing = countOutcomes(forEachOf(3, (caller) => close(sku, caller)));
    const [arrived, bought, closed] = await Promise.all([arriving, buying, closing]);
    const after = await countOutcomes([
      shop.door(0).receive({ ...once(), location: MAIN, lines: [line(1n)] }),
      shop.door(1).reserve({ ...once(), lines: [{ ...line(1n), location: MAIN }] }),
    ]);

    expect(closed).toEqual({ OK: 3 });
    expect(after).toEqual({ [reason]: 2 });
    const [received, held] = [endsOf(arrived, reason), endsOf(bought, reason)];
    expect([received.all, held.all]).toEqual([30, 30]);
    // What the journal tells after the archiving must be none of theirs.
    expect(await bookedAfterArchiving(what)).toBe(0);
    await open(sku);
    expect(await shop.availability(sku)).toMatchObject({
      onHand: 100n + 2n * BigInt(received.ok),
      held: BigInt(held.ok),
      available: 100n + 2n * BigInt(received.ok) - BigInt(held.ok),
    });
    expect((await verify({ url: shop.url })).differences).toEqual([]);
  },
);

test("what is held when its item is archived is sold all the same, each unit once", async () => {
  await shop.receive("HELD", 20);
  const holds = await Promise.all(
    forEachOf(20, (caller) =>
      shop.door(caller).reserve({ ...once(), lines: [{ sku: "HELD", quantity: 1n }] }),
    ),
  );

  const archiving = countOutcomes([shop.catalog(0).archiveItem({ ...once(), sku: "HELD" })]);
  const selling = countOutcomes(
    holds.map(({ reservation }, caller) =>
      shop.door(caller).commit({ ...once(), reservationId: reservation?.id ?? "" }),
    ),
  );

  expect(await Promise.all([archiving, selling])).toEqual([{ OK: 1 }, { OK: 20 }]);
  expect(await shop.availability("HELD")).toMatchObject({ onHand: 0n, held: 0n });
  expect((await verify({ url: shop.url })).differences).toEqual([]);
});

test("two bulk writes and single changes of the same items take turns, and none is lost", async () => {
  const skus = forEachOf(200, (number) => `TURNS-${number}`);
  const bulk = (caller: number) =>
    shop.catalog(caller).bulkUpsertItems({
      ...once(),
      items: skus.map((sku) => ({ sku, name: `of ${caller}` })),
    });
  await bulk(0);

  const writing = countOutcomes(forEachOf(4, bulk));
  const archiving = countOutcomes(
    forEachOf(10, (number) =>
      shop.catalog(number).archiveItem({ ...once(), sku: skus[number] ?? "" }),
    ),
  );

  expect(await Promise.all([writing, archiving])).toEqual([{ OK: 4 }, { OK: 10 }]);
  const { items } = await shop.catalog(0).listItems({ text: "turns-", pageSize: 500 });
  expect(items).toHaveLength(190);
  expect(new Set(items.map(({ name }) => name)).size).toBe(1);
});

function endsOf(outcomes: Outcomes, reason: string): { ok: number; all: number } {
  const { OK: ok = 0, [reason]: refused = 0, ...others } = outcomes;
  expect(others).toEqual({});
  return { ok, all: ok + refused };
}

/** Receipts and orders that the journal tells of while the last thing that was archived is still archived. */
async function bookedAfterArchiving(what: "item" | "location"): Promise<number> {
  const [row] = await shop.sql<{ count: number }>(
    `select count(*)::int from entry
      where kind in ('receive', 'reserve')
        and seq > (select min(seq) from entry where kind = $1)`,
    [`archive_${what}`],
  );
  return row?.count ?? -1;
}
