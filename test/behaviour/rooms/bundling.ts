import { randomUUID } from "node:crypto";
import { Condition } from "@holdfast/client";
import { expect, test } from "@jest/globals";

import { failureOf } from "../../support/stockClient.ts";
import type { Shop } from "../../support/shop.ts";
import {
  commit,
  fulfil,
  heard,
  look,
  named,
  order,
  refusal,
  release,
  sell,
  stateOf,
  untilExpired,
} from "../calls.ts";

interface PartInit {
  readonly sku: string;
  readonly quantity: bigint;
}

/** Items that are made of others. */
export function bundling(shop: Shop): void {
  const setParts = (sku: string, parts: readonly PartInit[], etag = "") =>
    shop.client.catalog.setParts({ requestId: randomUUID(), sku, parts: [...parts], etag });

  /** A set of one pot and four cups, of which there are some at a location of their own. */
  async function teaSet(pots: number, cups: number, where = {}) {
    const [set, pot, cup, location] = [named("SET"), named("POT"), named("CUP"), named("SHELF")];
    await shop.item(set);
    await shop.location(location, where);
    await shop.receive(pot, pots, { location });
    await shop.receive(cup, cups, { location });
    const parts = [
      { sku: pot, quantity: 1n },
      { sku: cup, quantity: 4n },
    ];
    const { bundle } = await setParts(set, parts);
    return { set, pot, cup, location, parts, bundle };
  }

  /** What serves a reservation, by SKU: `{ CUP: { held: 8n } }`. */
  async function servedOf(of: Parameters<typeof look>[1]) {
    const { lines } = await look(shop, of);
    const states = ["held", "committed", "fulfilled", "released", "expired"] as const;
    return lines.flatMap(({ allocations }) =>
      allocations.map((allocation) => {
        const some = states.filter((state) => allocation[state] > 0n);
        return [allocation.sku, ...some.map((state) => `${allocation[state]} ${state}`)];
      }),
    );
  }

  test("a bundle is kept as it was described, and taken apart", async () => {
    const { set, cup, parts, bundle } = await teaSet(1, 4);
    const [crate, item] = [named("CRATE"), (await shop.client.catalog.getItem({ sku: set })).item];
    await shop.item(crate);
    const within = [
      { sku: set, quantity: 2n },
      { sku: cup, quantity: 1n },
    ];

    const { bundle: outer } = await setParts(crate, within);

    expect(bundle).toMatchObject({ sku: set, parts, etag: item?.etag });
    expect(outer?.parts).toMatchObject(within);
    expect(outer?.components).toMatchObject([
      { sku: cup, quantity: 9n },
      { sku: parts[0]?.sku, quantity: 2n },
    ]);
    expect((await shop.client.catalog.getParts({ sku: crate })).bundle).toEqual(outer);
  });

  test("a bundle is available, held, sold, shipped and given back as a whole", async () => {
    const { set, pot, cup, location } = await teaSet(9, 14, { deferred: true });
    expect(await shop.availability(set, location)).toMatchObject({ available: 3n, onHand: 0n });

    const hold = await shop.reserve(set, 3);
    expect(hold.lines).toMatchObject([
      {
        sku: set,
        quantity: 3n,
        components: [
          { sku: cup, quantity: 4n },
          { sku: pot, quantity: 1n },
        ],
      },
    ]);
    expect(await shop.availability(cup)).toMatchObject({ held: 12n, available: 2n });
    expect(await shop.availability(set)).toMatchObject({ available: 0n });

    await commit(shop, hold, { lines: [{ sku: set, quantity: 2n }] });
    await fulfil(shop, hold, { lines: [{ line: 1, quantity: 1n }] });
    expect(await servedOf(hold)).toEqual([
      [cup, "4 committed", "4 fulfilled", "4 released"],
      [pot, "1 committed", "1 fulfilled", "1 released"],
    ]);
    await release(shop, hold, { scope: 2 });
    expect(await shop.availability(set)).toMatchObject({ available: 2n });
  });

  test("a cart of a bundle and one of its components is checked together", async () => {
    const { set, cup } = await teaSet(2, 8);
    const cart = [
      { sku: cup, quantity: 1n },
      { sku: set, quantity: 2n },
    ];

    const refused = await failureOf(order(shop, cart));
    const part = await order(shop, cart, { allowPartial: true });

    expect(refusal(refused)).toEqual(["FAILED_PRECONDITION", "INSUFFICIENT_STOCK"]);
    expect(part.lines.map(({ shortQuantity }) => shortQuantity)).toEqual([1n, 0n]);
  });

  test("time takes a bundle back, and a commit may hold it again as it was", async () => {
    const { set, pot, cup } = await teaSet(1, 4);
    const hold = await shop.reserve(set, 1, { ttlMs: 1 });
    await untilExpired(shop, hold);
    await setParts(set, [{ sku: pot, quantity: 1n }]);

    const sold = await commit(shop, hold, { onExpired: 2 });

    expect(stateOf(sold)).toBe("FULFILLED");
    expect(await servedOf(hold)).toEqual([
      [cup, "4 expired"],
      [pot, "1 expired"],
      [cup, "4 fulfilled"],
      [pot, "1 fulfilled"],
    ]);
  });

  test("overdue holds of its components stand in a bundle's way no more than they stand in theirs", async () => {
    const { set, cup } = await teaSet(1, 4);
    const hold = await shop.reserve(cup, 4, { ttlMs: 1 });
    await untilExpired(shop, hold);

    expect(await shop.availability(set)).toMatchObject({ available: 1n });
    expect(stateOf(await shop.reserve(set, 1))).toBe("HELD");
  });

  test("whoever asks for a bundle and its components at once gets one moment's answer", async () => {
    const { set, pot, cup, location } = await teaSet(5, 20);
    await sell(shop, [{ sku: set, quantity: 1n }]);
    const nothing = named("NOTHING");
    const keys = [set, nothing, cup, set, pot].map((sku) => ({ sku }));

    const { availability } = await shop.client.inventory.getAvailability({
      keys: [...keys, { sku: set, location }, { sku: set, location: "ELSEWHERE" }],
    });

    expect(availability.map(({ available }) => available)).toEqual([4n, 0n, 16n, 4n, 4n, 4n, 0n]);
    expect(new Set(availability.map(({ asOfTime }) => asOfTime?.nanos)).size).toBe(1);
  });

  test("parts are replaced as a whole, and taken out for good", async () => {
    const { set, cup, pot, bundle } = await teaSet(5, 20);

    const { bundle: fewer } = await setParts(set, [{ sku: cup, quantity: 6n }], bundle?.etag);
    const stale = await failureOf(setParts(set, [], bundle?.etag));
    const { bundle: none } = await setParts(set, [], fewer?.etag);

    expect(fewer).toMatchObject({
      parts: [{ sku: cup, quantity: 6n }],
      components: [{ sku: cup }],
    });
    expect(refusal(stale)).toEqual(["ABORTED", "STALE_EXPECTATION"]);
    expect(none).toMatchObject({ sku: set, parts: [], components: [] });
    expect(await shop.availability(set)).toMatchObject({ available: 0n });
    await shop.receive(pot, 1);
    await shop.client.inventory.receive({
      requestId: randomUUID(),
      location: "MAIN",
      lines: [{ sku: set, quantity: 1n }],
    });
    expect(refusal(await failureOf(setParts(set, [{ sku: pot, quantity: 1n }])))).toEqual([
      "FAILED_PRECONDITION",
      "INVALID_PARTS",
    ]);
  });

  test("parts that are set again by the same request are set once", async () => {
    const { set, cup } = await teaSet(1, 4);
    const parts = [{ sku: cup, quantity: 2n }];
    const request = { requestId: randomUUID(), sku: set, parts };
    const first = await shop.client.catalog.setParts(request);

    const repeat = await heard((told) => shop.client.catalog.setParts(request, told));
    const reused = { ...request, parts: [{ sku: cup, quantity: 3n }] };

    expect(repeat).toMatchObject({ isReplay: true, answer: first });
    expect(refusal(await failureOf(shop.client.catalog.setParts(reused)))).toEqual([
      "ALREADY_EXISTS",
      "REQUEST_ID_REUSED",
    ]);
  });

  test("nothing contains itself, however many bundles lie between", async () => {
    const { set, pot } = await teaSet(1, 4);
    const [outer, outermost] = [named("OUTER"), named("OUTERMOST")];
    for (const sku of [outer, outermost]) await shop.item(sku);
    await setParts(outer, [{ sku: set, quantity: 1n }]);
    await setParts(outermost, [{ sku: outer, quantity: 1n }]);

    const circular = [set, outer, outermost].map((sku) =>
      failureOf(setParts(set, [{ sku, quantity: 1n }])),
    );
    const [unknown, unknownPart] = [
      await failureOf(setParts("NOBODY", [])),
      await failureOf(setParts(set, [{ sku: "NOBODY", quantity: 1n }])),
    ];
    const twice = await failureOf(
      setParts(set, [
        { sku: pot, quantity: 1n },
        { sku: pot, quantity: 2n },
      ]),
    );

    for (const refused of await Promise.all(circular)) {
      expect(refusal(refused)).toEqual(["FAILED_PRECONDITION", "INVALID_PARTS"]);
      expect(refused.fields).toEqual(["parts[0].sku"]);
    }
    expect([refusal(unknown), refusal(unknownPart)]).toEqual([
      ["NOT_FOUND", "ITEM_NOT_FOUND"],
      ["NOT_FOUND", "ITEM_NOT_FOUND"],
    ]);
    expect([unknown.fields, unknownPart.fields, twice.fields]).toEqual([
      ["sku"],
      ["parts[0].sku"],
      ["parts[1].sku"],
    ]);
  });

  test("an item with lots or stock is no bundle, and a bundle is not received or counted", async () => {
    const { set, pot, location } = await teaSet(1, 4);
    const milk = named("MILK");
    await shop.item(milk, { lotTracked: true });
    const [from, to] = [Condition.AVAILABLE, Condition.DAMAGED];
    const lines = [{ sku: set, quantity: 1n, quantityDelta: 1n, from, to }];
    const moving = () => ({ requestId: randomUUID(), location, reason: "counted", lines });

    for (const sku of [milk, pot]) {
      const refused = await failureOf(setParts(sku, [{ sku: set, quantity: 1n }]));
      expect(refusal(refused)).toEqual(["FAILED_PRECONDITION", "INVALID_PARTS"]);
    }
    for (const moved of [
      shop.client.inventory.receive(moving()),
      shop.client.inventory.adjust(moving()),
      shop.client.stock.changeCondition(moving()),
    ]) {
      const refused = await failureOf(moved);
      expect(refusal(refused)).toEqual(["FAILED_PRECONDITION", "INVALID_MOVEMENT"]);
      expect(refused.message).toContain("is a bundle");
    }
  });
}
