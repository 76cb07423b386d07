import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { countOutcomes, forEachOf, type Outcomes, tally } from "../support/outcomes.ts";
import { MAIN } from "../support/shop.ts";
import { openTwoServers, type TwoServers } from "../support/twoServers.ts";

const DEFERRED = "HUB";

let shop: TwoServers;
beforeAll(async () => {
  shop = await openTwoServers();
  await shop.location(DEFERRED, { deferred: true });
});
afterAll(() => shop.close());

type Doing = "commit" | "release" | "fulfil" | "cancel";

/** What a caller does with a reservation, each time as a new request. */
function act(caller: number, doing: Doing, reservationId: string): Promise<unknown> {
  const request = { requestId: randomUUID(), reservationId };
  const door = shop.door(caller);
  if (doing === "cancel") return door.release({ ...request, scope: 2 });
  return door[doing](request);
}

const RESERVATIONS = 12;

/** Eight callers at once do something with each of twelve holds of one unit. */
async function eightCallers(
  sku: string,
  doingOf: (caller: number) => Doing,
  { location = MAIN, first }: { location?: string; first?: Doing } = {},
): Promise<Outcomes> {
  await shop.receive(sku, RESERVATIONS, { location });
  const made = await Promise.all(forEachOf(RESERVATIONS, () => shop.reserve(sku, 1)));
  if (first !== undefined) await Promise.all(made.map(({ id }) => act(0, first, id)));
  return countOutcomes(
    forEachOf(8 * RESERVATIONS, (call) =>
      act(call, doingOf(call % 8), made[Math.floor(call / 8)]?.id ?? ""),
    ),
  );
}

const ONE_EACH = { OK: RESERVATIONS, RESERVATION_CLOSED: 7 * RESERVATIONS };
const NONE = { RESERVATION_CLOSED: 8 * RESERVATIONS };

test("a hold that eight callers release at once is given back once", async () => {
  const outcomes = await eightCallers("RELEASED", () => "release");

  expect(outcomes).toEqual(ONE_EACH);
  expect(await shop.availability("RELEASED")).toMatchObject({ onHand: 12n, held: 0n });
});

test("a hold that eight callers commit at once is sold once", async () => {
  const outcomes = await eightCallers("SOLD", () => "commit");

  expect(outcomes).toEqual(ONE_EACH);
  expect(await shop.availability("SOLD")).toMatchObject({ onHand: 0n, held: 0n, available: 0n });
});

test("a hold that is committed and released at once is either sold or free, never both", async () => {
  const outcomes = await eightCallers("EITHER", (caller) => (caller < 4 ? "commit" : "release"));

  expect(outcomes).toEqual(ONE_EACH);
  const { onHand, held, available } = await shop.availability("EITHER");
  expect({ held, available }).toEqual({ held: 0n, available: onHand });
});

test("nobody can release what is sold, or buy what was released", async () => {
  const late = await eightCallers("LATE-RELEASE", () => "release", { first: "commit" });
  const lateToo = await eightCallers("LATE-COMMIT", () => "commit", { first: "release" });

  expect([late, lateToo]).toEqual([NONE, NONE]);
  expect(await shop.availability("LATE-RELEASE")).toMatchObject({ onHand: 0n, held: 0n });
  expect(await shop.availability("LATE-COMMIT")).toMatchObject({ onHand: 12n, available: 12n });
});

test("an order that is shipped and cancelled at once is either gone or back on the shelf", async () => {
  const shipOrCancel = (caller: number): Doing => (caller % 4 < 2 ? "fulfil" : "cancel");
  const outcomes = await eightCallers("SHIPPED", shipOrCancel, {
    location: DEFERRED,
    first: "commit",
  });

  expect(outcomes).toEqual(ONE_EACH);
  const { onHand, committed, available } = await shop.availability("SHIPPED");
  expect({ committed, available }).toEqual({ committed: 0n, available: onHand });
});

test("a cart that is changed while it is paid is either paid as it was or changed, never both", async () => {
  const carts = 60;
  await shop.receive("CART", carts);
  const olds = await Promise.all(forEachOf(carts, () => shop.reserve("CART", 1)));

  const pairs = await Promise.all(
    olds.map(async ({ id }, cart) => {
      const lines = [{ sku: "CART", quantity: 1n }];
      const swap = { requestId: randomUUID(), lines, replacesReservationId: id };
      const paid = countOutcomes([act(cart, "commit", id)]);
      const changed = countOutcomes([shop.door(cart + 1).reserve(swap)]);
      return JSON.stringify({ paid: await paid, changed: await changed });
    }),
  );

  const { [PAID]: paid = 0, [CHANGED]: changed = 0, ...others } = tally(pairs);
  expect(others).toEqual({});
  expect(paid + changed).toBe(carts);
  expect(await shop.availability("CART")).toMatchObject({
    onHand: BigInt(changed),
    held: BigInt(changed),
    available: 0n,
  });
});

const [OK, CLOSED] = [{ OK: 1 }, { RESERVATION_CLOSED: 1 }];
const PAID = JSON.stringify({ paid: OK, changed: CLOSED });
const CHANGED = JSON.stringify({ paid: CLOSED, changed: OK });

test("after all these races the books balance", async () => {
  expect(await shop.differences()).toEqual([]);
});
