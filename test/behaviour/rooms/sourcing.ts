import { expect, test } from "@jest/globals";

import { failureOf } from "../../support/stockClient.ts";
import type { Shop } from "../../support/shop.ts";
import { named, order, servedBy } from "../calls.ts";

/** Which place serves an order that names none. */
export function sourcing(shop: Shop): void {
  test("a place that serves the whole order alone comes before a closer one that cannot", async () => {
    const [sock, shoe, near, far] = ["SOCK", "SHOE", "NEAR", "FAR"].map(named) as Four;
    await shop.location(near, { sourcingPriority: 1 });
    await shop.location(far, { sourcingPriority: 2 });
    await shop.receive(sock, 9, { location: near });
    for (const sku of [sock, shoe]) await shop.receive(sku, 5, { location: far });

    const hold = await order(shop, [
      { sku: sock, quantity: 2n },
      { sku: shoe, quantity: 2n },
    ]);

    expect(servedBy(hold, "location")).toEqual([
      [far, 2n],
      [far, 2n],
    ]);
  });

  test("of several places that could, the lower priority serves, then the first code", async () => {
    const sock = named("SOCK");
    const [b, a, first] = [named("Z-B"), named("A-A"), named("Z-FIRST")];
    await shop.location(b, { sourcingPriority: 5 });
    await shop.location(a, { sourcingPriority: 5 });
    await shop.location(first, { sourcingPriority: 4 });
    for (const location of [b, a, first]) await shop.receive(sock, 3, { location });

    const served = [
      await shop.reserve(sock, 3),
      await shop.reserve(sock, 3),
      await shop.reserve(sock, 3),
    ].map((hold) => servedBy(hold, "location")[0]);

    expect(served).toEqual([
      [first, 3n],
      [a, 3n],
      [b, 3n],
    ]);
  });

  test("a line that no place serves alone is split, from where most is available", async () => {
    const [sock, little, much] = [named("SOCK"), named("LITTLE"), named("MUCH")];
    await shop.receive(sock, 2, { location: little });
    await shop.receive(sock, 4, { location: much });

    const hold = await shop.reserve(sock, 5);

    expect(servedBy(hold, "location")).toEqual([
      [much, 4n],
      [little, 1n],
    ]);
    expect(await shop.availability(sock)).toMatchObject({ onHand: 6n, held: 5n, available: 1n });
  });

  test("a line that names its place is served there or not at all", async () => {
    const [sock, near, far] = [named("SOCK"), named("NEAR"), named("FAR")];
    await shop.receive(sock, 2, { location: near });
    await shop.receive(sock, 9, { location: far });

    const hold = await shop.reserve(sock, 2, { location: near });
    const refused = await failureOf(shop.reserve(sock, 1, { location: near }));

    expect(servedBy(hold, "location")).toEqual([[near, 2n]]);
    expect(refused.shortages).toMatchObject([{ location: near, requested: 1n, available: 0n }]);
  });

  test("a line that names its place is served there, wherever the others are served", async () => {
    const [sock, near, far] = [named("SOCK"), named("NEAR"), named("FAR")];
    for (const location of [near, far]) await shop.receive(sock, 3, { location });

    const hold = await order(shop, [
      { sku: sock, quantity: 2n },
      { sku: sock, quantity: 2n, location: near },
    ]);

    expect(hold.lines.map((line) => line.allocations.map(({ location }) => location))).toEqual([
      [far],
      [near],
    ]);
  });
}

type Four = [string, string, string, string];
