import { randomUUID } from "node:crypto";

import {
  type LineExplanation,
  LineExplanation_Rule as Rule,
  LotExplanation_Verdict as OfLot,
  PlaceExplanation_Verdict as OfPlace,
} from "@holdfast/client";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { Client } from "pg";

import { failureOf } from "../support/stockClient.ts";
import { useShop } from "../support/useShop.ts";
import { openShop } from "../support/shop.ts";

const DAY_MS = 86_400_000;

/** Nobody sweeps: overdue holds stay in the books until somebody needs their units. */
const shop = useShop(() => openShop({ settings: { HOLDFAST_SWEEP_INTERVAL: "1h" } }));

let made = 0;

/** A name that no other test uses. */
function named(word: string): string {
  made += 1;
  return `${word}-${made}`;
}

beforeAll(async () => {
  await shop.location("NEAR");
  await shop.location("FAR", { sourcingPriority: 1 });
  await shop.location("KEEP", { sourcingPriority: 2, safetyStock: 3n });
});

interface Line {
  readonly sku: string;
  readonly quantity: bigint;
  readonly location?: string;
  readonly lot?: string;
  readonly minRemainingShelfLife?: { seconds: bigint };
}

async function reserved(lines: Line[], more: object = {}): Promise<string> {
  const request = { requestId: randomUUID(), lines, ...more };
  return (await shop.client.inventory.reserve(request)).reservation?.id ?? "";
}

async function explained(reservationId: string) {
  return await shop.client.stock.explainReservation({ reservationId });
}

const nameIn = (of: object, value: number): string =>
  Object.entries(of).find(([, known]) => known === value)?.[0] ?? "";

/** Such as `NEAR: 2 of 5, CHOSEN`. */
const placesOf = ({ places }: LineExplanation): string[] =>
  places.map(
    ({ location, taken, available, verdict }) =>
      `${location}: ${taken} of ${available}, ${nameIn(OfPlace, verdict)}`,
  );

/** Such as `A: 2, CHOSEN`. */
const lotsOf = (line: LineExplanation): string[] =>
  line.places.flatMap(({ lots }) =>
    lots.map(({ lot, taken, verdict }) => `${lot}: ${taken}, ${nameIn(OfLot, verdict)}`),
  );

const rulesOf = (lines: readonly LineExplanation[]): string[] =>
  lines.map(({ rule }) => nameIn(Rule, rule));

describe("the rule that chose is told:", () => {
  test("one location serves the whole order", async () => {
    const [sock, hat] = [named("SOCK"), named("HAT")];
    await shop.receive(sock, 5, { location: "NEAR" });
    await shop.receive(sock, 5, { location: "FAR" });
    await shop.receive(hat, 5, { location: "FAR" });
    const lines = [sock, hat].map((sku) => ({ sku, quantity: 2n }));

    const told = await explained(await reserved(lines));

    expect(rulesOf(told.lines)).toEqual(["WHOLE_ORDER", "WHOLE_ORDER"]);
    expect(told.lines.map(placesOf)).toEqual([
      ["NEAR: 0 of 5, NOT_NEEDED", "FAR: 2 of 5, CHOSEN"],
      ["FAR: 2 of 5, CHOSEN"],
    ]);
    expect(told).toMatchObject({ reproduced: true, catalogChanges: 0n });
    expect(told.entry?.seq).toBeGreaterThan(0n);
  });

  test("a line that names its location, and one location for the rest", async () => {
    const [sock, hat, cap] = [named("SOCK"), named("HAT"), named("CAP")];
    await shop.receive(sock, 5, { location: "NEAR" });
    await shop.receive(sock, 5, { location: "FAR" });
    for (const sku of [hat, cap]) await shop.receive(sku, 5, { location: "FAR" });
    const pinned = { sku: sock, quantity: 1n, location: "NEAR" };

    const { lines } = await explained(
      await reserved([pinned, { sku: hat, quantity: 1n }, { sku: cap, quantity: 1n }]),
    );

    expect(rulesOf(lines)).toEqual(["PINNED", "REST_OF_ORDER", "REST_OF_ORDER"]);
    expect(lines.slice(0, 1).map(placesOf)).toEqual([
      ["NEAR: 1 of 5, CHOSEN", "FAR: 0 of 5, NOT_PINNED"],
    ]);
  });

  test("each line from one location, and one that had to be split, most available first", async () => {
    const [sock, hat] = [named("SOCK"), named("HAT")];
    await shop.receive(sock, 2, { location: "NEAR" });
    await shop.receive(sock, 4, { location: "FAR" });
    await shop.receive(sock, 4, { location: "KEEP" });
    await shop.receive(hat, 1, { location: "NEAR" });

    const { lines } = await explained(
      await reserved([
        { sku: sock, quantity: 5n },
        { sku: hat, quantity: 1n },
      ]),
    );

    expect(rulesOf(lines)).toEqual(["SPLIT", "LINE_ALONE"]);
    expect(lines.slice(0, 1).map(placesOf)).toEqual([
      ["NEAR: 1 of 2, CHOSEN", "FAR: 4 of 4, CHOSEN", "KEEP: 0 of 1, TOO_LITTLE"],
    ]);
  });

  test("a line that took a part, and one that got nothing", async () => {
    const [sock, hat] = [named("SOCK"), named("HAT")];
    await shop.receive(sock, 2, { location: "NEAR" });
    await shop.receive(hat, 3, { location: "KEEP" });
    const lines = [sock, hat].map((sku) => ({ sku, quantity: 4n }));

    const told = await explained(await reserved(lines, { allowPartial: true }));

    expect(rulesOf(told.lines)).toEqual(["SPLIT", "NOTHING"]);
    expect(told.lines.map(({ granted }) => granted)).toEqual([2n, 0n]);
    expect(told.lines.map(lotsOf)).toEqual([[": 2, CHOSEN"], [": 0, KEPT_BACK"]]);
    expect(told.reproduced).toBe(true);
  });
});

test("lots are told in the order of their expiry, with why each was passed over", async () => {
  const sku = named("MILK");
  await shop.item(sku, { lotTracked: true });
  const inDays = (days: number): Date => new Date(Date.now() + days * DAY_MS);
  const receive = (lot: string, expiresAt: Date, quantity = 3) =>
    shop.receive(sku, quantity, { location: "NEAR", lot, expiresAt });
  await receive("SOON", inDays(1));
  await receive("TAKEN", inDays(6));
  await receive("NEXT", inDays(7));
  await receive("LATER", inDays(8));
  await receive("LAST", inDays(9));
  await reserved([{ sku, quantity: 3n, lot: "TAKEN" }]);

  const shelfLife = { minRemainingShelfLife: { seconds: 5n * 86_400n } };
  const free = await explained(await reserved([{ sku, quantity: 4n, ...shelfLife }]));
  const pinned = await explained(await reserved([{ sku, quantity: 1n, lot: "LAST" }]));

  expect(free.lines.flatMap(lotsOf)).toEqual([
    "SOON: 0, TOO_SHORT_LIVED",
    "TAKEN: 0, NOTHING_FREE",
    "NEXT: 3, CHOSEN",
    "LATER: 1, CHOSEN",
    "LAST: 0, NOT_NEEDED",
  ]);
  expect(pinned.lines.flatMap(lotsOf).at(-1)).toBe("LAST: 1, CHOSEN");
  expect(pinned.lines.flatMap(lotsOf)[0]).toBe("SOON: 0, NOT_PINNED");
});

test("a lot that has expired, or was barred, is told as such; one that was barred later is not", async () => {
  const sku = named("MILK");
  await shop.item(sku, { lotTracked: true });
  const soon = new Date(Date.now() + 2_000);
  await shop.receive(sku, 3, { location: "NEAR", lot: "EXPIRED", expiresAt: soon });
  await shop.receive(sku, 3, { location: "NEAR", lot: "BARRED" });
  await shop.receive(sku, 3, { location: "NEAR", lot: "GOOD" });
  await bar(sku, "BARRED");
  await new Promise((resolve) =>
    setTimeout(resolve, Math.max(0, soon.getTime() - Date.now() + 10)),
  );
  const id = await reserved([{ sku, quantity: 1n }]);
  await bar(sku, "GOOD");

  const told = await explained(id);

  expect(told.lines.flatMap(lotsOf)).toEqual([
    "EXPIRED: 0, EXPIRED",
    "BARRED: 0, BARRED",
    "GOOD: 1, CHOSEN",
  ]);
  expect(told.reproduced).toBe(true);
});

/** As a recall does. */
async function bar(sku: string, lot: string): Promise<void> {
  await sql(
    `update lot set barred_at = clock_timestamp() from item i
      where i.id = lot.item_id and i.sku = $1 and lot.number = $2`,
    [sku, lot],
  );
}

async function sql(text: string, values: string[]): Promise<void> {
  const client = new Client({ connectionString: shop.url });
  await client.connect();
  try {
    await client.query(text, values);
  } finally {
    await client.end();
  }
}

test("overdue holds stand in nobody's way, whether they were taken back since or not", async () => {
  const sku = named("SOCK");
  await shop.receive(sku, 6, { location: "NEAR" });
  const holds = [1, 2].map(() => shop.reserve(sku, 2, { ttlMs: 30 }));
  const last = Math.max(...(await Promise.all(holds)).map(({ expireTime }) => msOf(expireTime)));
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, last - Date.now() + 20)));
  // The first takes one of them back, for it needs the units; the second takes back the other.
  const first = await reserved([{ sku, quantity: 4n }]);
  const before = await explained(first);
  await reserved([{ sku, quantity: 2n }]);

  const told = await explained(first);

  expect(told).toEqual(before);
  expect(told.lines.map(placesOf)).toEqual([["NEAR: 4 of 6, CHOSEN"]]);
  expect(told.reproduced).toBe(true);
});

function msOf(at: { seconds: bigint; nanos: number } | undefined): number {
  return at === undefined ? NaN : Number(at.seconds) * 1000 + at.nanos / 1e6;
}

test("rules that have changed since are today's, and the answer says that they lead elsewhere", async () => {
  const sku = named("SOCK");
  const early = named("EARLY");
  await shop.location(early, { sourcingPriority: 5 });
  await shop.receive(sku, 5, { location: early });
  await shop.receive(sku, 5, { location: "KEEP" });
  const id = await reserved([{ sku, quantity: 1n }]);
  expect(await explained(id)).toMatchObject({ reproduced: true });
  await sql("update location set sourcing_priority = -1 where code = $1", [early]);

  const told = await explained(id);

  expect(told.reproduced).toBe(false);
  expect(told.lines.map(placesOf)).toEqual([
    [`${early}: 1 of 5, CHOSEN`, "KEEP: 0 of 2, NOT_NEEDED"],
  ]);
});

test("a sale is explained like a hold, and nobody's reservation is not", async () => {
  const sku = named("SOCK");
  await shop.receive(sku, 5, { location: "FAR" });
  const lines = [{ sku, quantity: 2n }];
  const { reservation } = await shop.client.inventory.sell({ requestId: randomUUID(), lines });

  const told = await explained(reservation?.id ?? "");
  const refused = await failureOf(explained(randomUUID()));

  expect(told).toMatchObject({
    reproduced: true,
    lines: [{ granted: 2n, rule: Rule.WHOLE_ORDER }],
  });
  expect(refused.reason).toBe("RESERVATION_NOT_FOUND");
});
