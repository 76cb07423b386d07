import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";

import { failureOf } from "../../support/stockClient.ts";
import { MAIN, type Shop } from "../../support/shop.ts";
import { heard, named, refusal, release, reservationIn, stateOf, untilExpired } from "../calls.ts";
import { mutations } from "../mutations.ts";
import { written } from "../written.ts";

const REUSED = ["ALREADY_EXISTS", "REQUEST_ID_REUSED"];

/** Exactly once: what a repeated request does, and is told. */
export function retrying(shop: Shop): void {
  test.each(mutations)(
    "a repeated %s is answered with the same ids, and says so",
    async (_, set) => {
      const { send, idsIn } = await set(shop);
      const first = await heard(send);
      const before = await written(shop);

      const repeat = await heard(send);

      expect([first.isReplay, repeat.isReplay]).toEqual([false, true]);
      expect(idsIn(repeat.answer)).toEqual(idsIn(first.answer));
      expect(idsIn(first.answer).every((id) => id.length > 0)).toBe(true);
      expect(await written(shop)).toEqual(before);
    },
  );

  test.each(mutations)("the request id of one %s is not good for another", async (_, set) => {
    const requestId = randomUUID();
    await (await set(shop, requestId)).send();

    const refused = await failureOf((await set(shop, requestId)).send());

    expect(refusal(refused)).toEqual(REUSED);
    expect(refused.fields).toEqual(["request_id"]);
  });

  test("a request id is not good for another kind of call either", async () => {
    const [sock, requestId] = [named("SOCK"), randomUUID()];
    await shop.receive(sock, 2);
    const { id: reservationId } = await shop.reserve(sock, 1, { requestId });

    const refused = await failureOf(shop.client.inventory.commit({ requestId, reservationId }));

    expect(refusal(refused)).toEqual(REUSED);
  });

  test("a refusal spends no request id", async () => {
    const [sock, requestId] = [named("SOCK"), randomUUID()];
    await shop.receive(sock, 1);
    const request = { requestId, lines: [{ sku: sock, quantity: 2n }] };
    const refused = await failureOf(shop.client.inventory.reserve(request));
    await shop.receive(sock, 1);

    const second = await heard((told) => shop.client.inventory.reserve(request, told));

    expect(refused.reason).toBe("INSUFFICIENT_STOCK");
    expect(second.isReplay).toBe(false);
    expect(await shop.availability(sock)).toMatchObject({ held: 2n });
  });

  test("the repeat of a hold that was given back is no second hold", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 2);
    const request = { requestId: randomUUID(), lines: [{ sku: sock, quantity: 1n }] };
    const first = reservationIn(await shop.client.inventory.reserve(request));
    await release(shop, first);

    const repeat = await heard((told) => shop.client.inventory.reserve(request, told));

    expect(repeat.isReplay).toBe(true);
    expect(reservationIn(repeat.answer).id).toBe(first.id);
    expect(stateOf(reservationIn(repeat.answer))).toBe("RELEASED");
    expect(await shop.availability(sock)).toMatchObject({ held: 0n, available: 2n });
  });

  test("the repeat of a hold whose time is up says that it expired", async () => {
    const [sock, requestId] = [named("SOCK"), randomUUID()];
    await shop.receive(sock, 1);
    const first = await shop.reserve(sock, 1, { requestId, ttlMs: 150 });
    await untilExpired(shop, first);

    const repeat = await shop.reserve(sock, 1, { requestId, ttlMs: 150 });

    expect(repeat.id).toBe(first.id);
    expect(stateOf(repeat)).toBe("EXPIRED");
    expect(await shop.availability(sock)).toMatchObject({ held: 0n, available: 1n });
  });

  test("two honest equal adjustments are two", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 9);

    const entries = [await adjust(sock), await adjust(sock)].map(({ entry }) => entry?.seq ?? 0n);

    expect(entries[1]).toBe((entries[0] ?? 0n) + 1n);
    expect(await shop.availability(sock)).toMatchObject({ onHand: 7n });
  });

  test("one request sent eight times at once happens once, and seven are told so", async () => {
    const sock = named("SOCK");
    await shop.receive(sock, 8);
    const request = { requestId: randomUUID(), lines: [{ sku: sock, quantity: 1n }] };

    const all = await Promise.all(
      Array.from({ length: 8 }, () =>
        heard((told) => shop.client.inventory.reserve(request, told)),
      ),
    );

    expect(all.filter(({ isReplay }) => isReplay)).toHaveLength(7);
    expect(new Set(all.map(({ answer }) => reservationIn(answer).id)).size).toBe(1);
    expect(await shop.availability(sock)).toMatchObject({ held: 1n });
  });

  test.each([
    ["is empty", ""],
    ["has 129 characters", "x".repeat(129)],
    ["cannot be printed", "tab\tid"],
  ])("a request id that %s is refused", async (_, requestId) => {
    const request = { requestId, lines: [{ sku: "SOCK", quantity: 1n }] };

    const refused = await failureOf(shop.client.inventory.reserve(request));

    expect(refused.fields).toEqual(["request_id"]);
  });

  function adjust(sku: string) {
    const lines = [{ sku, quantityDelta: -1n }];
    const request = { requestId: randomUUID(), location: MAIN, lines, reason: "broken" };
    return shop.client.inventory.adjust(request);
  }
}
