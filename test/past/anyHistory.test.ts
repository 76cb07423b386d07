import { Movement_Kind, type PastStock } from "@holdfast/client";
import { beforeAll, expect, test } from "@jest/globals";
import { Client } from "pg";

import { MAIN } from "../support/shop.ts";
import { until } from "../support/until.ts";
import { useShop } from "../support/useShop.ts";
import { diceOf, openStage, playStory } from "./story.ts";

const STEPS = 200;
const BUCKETS = ["on_hand", "damaged", "held", "committed"] as const;

const shop = useShop();
let reservations: string[] = [];
let postings: readonly Posted[] = [];

/** A posting as the table has it. */
interface Posted {
  readonly seq: number;
  readonly kind: string;
  readonly recorded: number;
  readonly occurred: number;
  readonly at: string;
  readonly deltas: readonly bigint[];
}

beforeAll(async () => {
  await openStage(shop);
  reservations = await playStory(shop, diceOf(7), STEPS);
  const client = new Client({ connectionString: shop.url });
  await client.connect();
  try {
    await until(async () => {
      const { rows } = await client.query(
        "select 1 from allocation where held > 0 and expires_at < now() + interval '1 s'",
      );
      return rows.length === 0;
    });
    const { rows } = await client.query<Record<string, string>>(
      `select p.*, e.recorded_at, e.occurred_at, i.sku, l.code, t.number,
              (extract(epoch from e.recorded_at) * 1000)::bigint as recorded,
              (extract(epoch from e.occurred_at) * 1000)::bigint as occurred
         from posting p join entry e using (tenant_id, seq) join stock s on s.id = p.stock_id
         join item i on i.id = s.item_id join location l on l.id = s.location_id
         left join lot t on t.id = s.lot_id order by p.seq, p.stock_id`,
    );
    postings = rows.map(postedOf);
  } finally {
    await client.end();
  }
});

function postedOf(row: Record<string, string>): Posted {
  return {
    seq: Number(row["seq"]),
    kind: row["kind"] ?? "",
    recorded: Number(row["recorded"]),
    occurred: Number(row["occurred"]),
    at: nameOf(row["sku"] ?? "", row["code"] ?? "", row["number"] ?? ""),
    deltas: BUCKETS.map((bucket) => BigInt(row[`${bucket}_delta`] ?? 0)),
  };
}

function nameOf(sku: string, location: string, lot: string): string {
  return `${sku} @${location} #${lot}`;
}

/** What the postings come to, one added to the other. */
function fold(some: readonly Posted[]): Map<string, readonly bigint[]> {
  const sums = new Map<string, readonly bigint[]>();
  for (const { at, deltas } of some) {
    const before = sums.get(at) ?? deltas.map(() => 0n);
    sums.set(
      at,
      deltas.map((delta, index) => delta + (before[index] ?? 0n)),
    );
  }
  return sums;
}

function told({ balances }: Pick<PastStock, "balances">): readonly bigint[] {
  const { onHand = 0n, damaged = 0n, held = 0n, committed = 0n } = balances ?? {};
  return [onHand, damaged, held, committed];
}

async function stockAt(by: "recordTime" | "occurredTime", ms: number) {
  const value = timeOf(ms);
  const keys = ["SOCK", "HAT", "MILK"].map((sku) => ({ sku }));
  const found = new Map<string, readonly bigint[]>();
  let pageToken = "";
  do {
    const request = { at: { case: by, value }, keys, pageSize: 4, pageToken } as const;
    const page = await shop.client.stock.getStockAsOf(request);
    for (const row of page.stock) found.set(nameOf(row.sku, row.location, row.lot), told(row));
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return found;
}

/** Some of the moments at which something happened or was told, and the milliseconds beside them. */
function moments(of: (posted: Posted) => number): number[] {
  const all = [...new Set(postings.map(of))];
  return all.filter((_, index) => index % 13 === 0).flatMap((at) => [at - 1, at, at + 1]);
}

test("something of everything was played", () => {
  expect(reservations.length).toBeGreaterThan(15);
  expect(postings.length).toBeGreaterThan(90);
  expect(postings.filter(({ occurred, recorded }) => occurred < recorded).length).toBeGreaterThan(
    10,
  );
});

test("what the books said at any moment is told again, that very instant included", async () => {
  for (const at of moments(({ recorded }) => recorded)) {
    const due = fold(postings.filter(({ recorded }) => recorded <= at));
    expect({ at, stock: await stockAt("recordTime", at) }).toEqual({ at, stock: due });
  }
});

test("what was true at any moment is told, whenever it was recorded", async () => {
  const occurred = moments((posted) => posted.occurred);
  for (const at of [...occurred, ...moments(({ recorded }) => recorded)]) {
    const due = fold(postings.filter((posted) => posted.occurred <= at));
    expect({ at, stock: await stockAt("occurredTime", at) }).toEqual({ at, stock: due });
  }
});

test.each([
  ["SOCK", MAIN, ""],
  ["HAT", "WEST", ""],
  ["MILK", "WEST", ""],
  ["MILK", "SHOP", ""],
])("the stock card of %s at %s %s begins and ends with the right balances", async (...place) => {
  const [sku, location, lot] = place;
  const own = postings.filter(({ at }) => at.startsWith(nameOf(sku, location, lot)));
  const times = own.map(({ recorded }) => recorded);
  expect(own.length).toBeGreaterThan(1);
  const borders = [undefined, times[1], (times[3] ?? times[0] ?? 0) + 1, times.at(-2)];
  for (const [from, to] of borders.flatMap((start) =>
    borders.map((end) => [start, end] as const),
  )) {
    const isIn = ({ recorded }: Posted): boolean =>
      recorded >= (from ?? 0) && recorded < (to ?? Infinity);
    const card = await cardOf({ sku, location, lot, from, to });

    expect(card.seqs).toEqual(own.filter(isIn).map(({ seq }) => seq));
    expect(card.opening).toEqual(sumOf(own.filter(({ recorded }) => recorded < (from ?? 0))));
    const end = from !== undefined && to !== undefined && to < from ? from : to;
    expect(card.closing).toEqual(sumOf(own.filter(({ recorded }) => recorded < (end ?? Infinity))));
    expect(card.last).toEqual(card.closing);
  }
});

type Asked = Parameters<typeof shop.client.stock.listMovements>[0];
type Narrow = Omit<Extract<Asked, { $typeName?: never }>, "$typeName">;

const ofItem = (sku: string) => (posted: Posted) => posted.at.startsWith(`${sku} `);

test.each<[string, Narrow, (posted: Posted) => boolean]>([
  ["an item with many lots", { sku: "MILK" }, ofItem("MILK")],
  ["an item at several places", { sku: "SOCK" }, ofItem("SOCK")],
  ["a location", { location: "WEST" }, ({ at }) => at.includes("@WEST")],
  [
    "a kind of an item with many lots",
    { sku: "MILK", kinds: [Movement_Kind.RECEIPT] },
    (posted) => ofItem("MILK")(posted) && posted.kind === "receive",
  ],
  ["all that there is", {}, () => true],
])("movements of %s are all told, whatever the page", async (_, query, suits) => {
  const due = postings.filter(suits).map(({ seq, at }) => `${seq} ${at}`);
  for (const pageSize of [1, 2, 5, 50]) {
    expect(await listed({ ...query, pageSize })).toEqual(due);
    const down = await listed({ ...query, pageSize, newestFirst: true });
    expect(down).toEqual(due.toReversed());
  }
});

test("movements of a span of time go by when they happened, or by when they were told", async () => {
  const sorted = postings.map(({ occurred }) => occurred).toSorted((a, b) => a - b);
  const [from = 0, to = 0] = [sorted[30], sorted[70]];
  const span = { occurredStartTime: timeOf(from), occurredEndTime: timeOf(to) };
  const recording = { recordStartTime: timeOf(from), recordEndTime: timeOf(to) };
  const isIn = (at: number): boolean => at >= from && at < to;
  const name = ({ seq, at }: Posted): string => `${seq} ${at}`;

  const happened = await listed({ ...span, pageSize: 20 });

  expect(happened).toEqual(postings.filter(({ occurred }) => isIn(occurred)).map(name));
  expect(happened.length).toBeGreaterThan(30);
  const recorded = postings.filter((posted) => isIn(posted.recorded)).map(name);
  expect(await listed({ ...recording, pageSize: 20 })).toEqual(recorded);
  expect(recorded).not.toEqual(happened);
});

/** Number and row of each movement, over all pages. */
async function listed(query: Narrow): Promise<string[]> {
  const found: string[] = [];
  let pageToken = "";
  do {
    const page = await shop.client.stock.listMovements({ ...query, pageToken });
    for (const { entry, sku, location, lot } of page.movements) {
      found.push(`${entry?.seq} ${nameOf(sku, location, lot)}`);
    }
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return found;
}

function timeOf(ms: number): { seconds: bigint; nanos: number } {
  return { seconds: BigInt(Math.floor(ms / 1000)), nanos: (ms % 1000) * 1_000_000 };
}

function sumOf(some: readonly Posted[]): readonly bigint[] {
  return some.reduce<readonly bigint[]>(
    (sum, { deltas }) => sum.map((units, index) => units + (deltas[index] ?? 0n)),
    [0n, 0n, 0n, 0n],
  );
}

interface Wanted {
  readonly sku: string;
  readonly location: string;
  readonly lot: string;
  readonly from: number | undefined;
  readonly to: number | undefined;
}

async function cardOf({ from, to, ...of }: Wanted) {
  const span = {
    ...(from !== undefined && { recordStartTime: timeOf(from) }),
    ...(to !== undefined && { recordEndTime: timeOf(to) }),
  };
  const seqs: number[] = [];
  let running: readonly bigint[] | undefined;
  let pageToken = "";
  for (;;) {
    const page = await shop.client.stock.getStockCard({ ...of, ...span, pageSize: 4, pageToken });
    const opening = told({ balances: page.openingBalances });
    running ??= opening;
    for (const { movement, balances } of page.lines) {
      seqs.push(Number(movement?.entry?.seq));
      const change = told({ balances: movement?.change });
      running = running.map((units, index) => units + (change[index] ?? 0n));
      expect(told({ balances })).toEqual(running);
    }
    pageToken = page.nextPageToken;
    const closing = told({ balances: page.closingBalances });
    if (pageToken === "") return { seqs, opening, closing, last: running };
  }
}

test("every choice of stock that was made is explained by making it once more", async () => {
  for (const reservationId of reservations) {
    const explained = await shop.client.stock.explainReservation({ reservationId });

    expect({ reservationId, ...explained }).toMatchObject({ reproduced: true, catalogChanges: 0n });
    for (const { granted, places } of explained.lines) {
      const taken = places.reduce((units, place) => units + place.taken, 0n);
      expect(taken).toBe(granted);
    }
  }
});

test("after all of this the books balance", async () => {
  expect(await shop.differences()).toEqual([]);
});
