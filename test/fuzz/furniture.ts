import { randomUUID } from "node:crypto";

import type { MessageInitShape } from "@bufbuild/protobuf";
import type { LotReceiptSchema, ReceiveLineSchema } from "@holdfast/client";

import { doings, timestampOf } from "../support/shop.ts";
import type { StockClient } from "../support/stockClient.ts";
import { ITEMS, LOCATIONS, LOTS, SLOTS, SUPPLIERS } from "./world.ts";

const DAY_MS = 86_400_000;
/** More than inputs can sell, far less than the books can count. */
const PLENTY = 1_000_000_000n;

/** Fills a shop with what inputs name. @returns reservations in every state of life, one per slot */
export async function furnish(client: StockClient, url: string): Promise<string[]> {
  const { item, location } = doings(client, url);
  await Promise.all([
    ...ITEMS.map(({ sku, lotTracked }) => item(sku, { lotTracked })),
    ...LOCATIONS.map(({ code, isDeferred: deferred, safetyStock }) =>
      location(code, { deferred, safetyStock }),
    ),
  ]);
  const lots = lotsAt(Date.now());
  await Promise.all(LOCATIONS.map(({ code }) => stockUp(client, code, lots)));
  return await Promise.all(Array.from({ length: SLOTS }, (_, slot) => live(client, slot)));
}

type Lot = MessageInitShape<typeof LotReceiptSchema>;

function lotsAt(nowMs: number): Lot[] {
  return LOTS.map((number, at) => ({
    number,
    supplier: SUPPLIERS[at % SUPPLIERS.length] ?? "",
    // The second one's time is up, the third one's is not.
    ...(at > 0 && { expireTime: timestampOf(new Date(nowMs + (at === 1 ? -1 : 400) * DAY_MS)) }),
  }));
}

async function stockUp(
  { inventory }: StockClient,
  location: string,
  lots: readonly Lot[],
): Promise<void> {
  const lines = ITEMS.flatMap(({ sku, lotTracked }) =>
    (lotTracked ? lots : [undefined]).map((lot) => line(sku, lot)),
  );
  await inventory.receive({ requestId: randomUUID(), location, lines });
}

function line(sku: string, lot: Lot | undefined): MessageInitShape<typeof ReceiveLineSchema> {
  return { sku, quantity: PLENTY, ...(lot !== undefined && { lot }) };
}

/** Makes a reservation and takes it as far as its slot says. */
async function live({ inventory }: StockClient, slot: number): Promise<string> {
  const location = slot % 2 === 0 ? "MAIN" : "BACK";
  const lines = ["SOCK", "MILK", "__proto__"].map((sku) => ({ sku, quantity: 5n, location }));
  const stage = slot % 8;
  // Nobody waits for it: it may be overdue or swept when the first input arrives.
  const ttl = stage === 6 ? { nanos: 1_000_000 } : { seconds: 86_400n };
  const requestId = randomUUID();
  const { reservation } = await inventory.reserve({ requestId, orderRef: "A-1", lines, ttl });
  const about = { requestId: randomUUID(), reservationId: reservation?.id ?? "" };
  if (stage === 1 || stage === 3) await inventory.commit(about);
  if (stage === 2) await inventory.commit({ ...about, lines: [{ line: 1 }], remainder: 2 });
  if (stage === 4) await inventory.release(about);
  if (stage === 3) await inventory.fulfil({ ...about, requestId: randomUUID() });
  return about.reservationId;
}
