import { expect, test } from "@jest/globals";

import { failureOf } from "../../support/stockClient.ts";
import { MAIN, type Shop } from "../../support/shop.ts";
import { CATALOG_MUTATIONS } from "../catalogMutations.ts";
import { mutations } from "../mutations.ts";
import { written } from "../written.ts";
import { commit, named, order, reservationIn, unitsOf, untilExpired } from "../calls.ts";

/** Dry runs: `validate_only` decides and answers, and nothing has happened. */
export function rehearsing(shop: Shop): void {
  const stockCommands = mutations.filter(
    ([name]) =>
      name === "CreateTransfer" ||
      (!name.startsWith("Create") &&
        name !== "SetParts" &&
        !CATALOG_MUTATIONS.some(([other]) => other === name)),
  );

  test.each(stockCommands)("a rehearsed %s is answered and changes nothing", async (_, set) => {
    const { send, rehearse } = await set(shop);
    const before = await written(shop);

    const answer = await rehearse();

    expect(answer).not.toHaveProperty("entry.id");
    expect((answer as { reservation?: { id: string } }).reservation?.id ?? "").toBe("");
    expect(await written(shop)).toEqual(before);
    await send();
    expect(await written(shop)).not.toEqual(before);
  });

  test("a rehearsal tells what would come of it", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 3);
    const lines = [{ sku: sock, quantity: 2n }];

    const planned = await order(shop, lines, { validateOnly: true });
    const refused = await failureOf(
      order(shop, [{ sku: sock, quantity: 4n }], { validateOnly: true }),
    );

    expect(planned.id).toBe("");
    expect(unitsOf(planned)).toMatchObject({ held: 2n });
    expect(refused.shortages).toMatchObject([{ requested: 4n, available: 3n }]);
  });

  test("a rehearsed commit tells the reservation as it would be, and leaves it held", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 3);
    const hold = await shop.reserve(sock, 2);

    const planned = await commit(shop, hold, { validateOnly: true });

    expect(unitsOf(planned)).toMatchObject({ held: 0n, fulfilled: 2n });
    expect(await shop.availability(sock)).toMatchObject({ onHand: 3n, held: 2n });
  });

  test("a rehearsal that needs an overdue hold's units does not sweep it", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 3);
    await untilExpired(shop, await shop.reserve(sock, 3, { ttlMs: 150 }));
    const before = await written(shop);

    const planned = await order(shop, [{ sku: sock, quantity: 3n }], { validateOnly: true });

    expect(unitsOf(planned)).toMatchObject({ held: 3n });
    expect(await written(shop)).toEqual(before);
  });

  test("a rehearsal neither spends a request id nor is answered from one", async () => {
    const [sock, requestId] = [named("SOCK"), named("id")];
    await shop.receive(sock, 5);
    const request = { requestId, lines: [{ sku: sock, quantity: 2n }] };
    await shop.client.inventory.reserve({ ...request, validateOnly: true });

    const held = reservationIn(await shop.client.inventory.reserve(request));
    const planned = reservationIn(
      await shop.client.inventory.reserve({ ...request, validateOnly: true }),
    );

    expect(held.id).not.toBe("");
    expect(planned.id).toBe("");
    expect(await shop.availability(sock, MAIN)).toMatchObject({ held: 2n });
  });
}
