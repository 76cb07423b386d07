import { randomUUID } from "node:crypto";

import { Condition } from "@holdfast/client";

import { outcomeOf } from "../support/outcomes.ts";
import { MAIN, type Shop } from "../support/shop.ts";

const PLACES = [MAIN, "WEST", "SHOP"];
const LOTS = ["A", "B", "C"];
const HOUR_MS = 3_600_000;

/** A number below another, the same again for the same seed. */
export type Dice = (below: number) => number;

/** Dice that are thrown the same again for the same seed. */
export function diceOf(seed: number): Dice {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Opens the places and items that a story plays at. WEST ships later, SHOP keeps some back. */
export async function openStage(shop: Shop): Promise<void> {
  await shop.location(MAIN);
  await shop.location("WEST", { deferred: true, sourcingPriority: 1 });
  await shop.location("SHOP", { sourcingPriority: 2, safetyStock: 2n });
  await shop.item("SOCK");
  await shop.item("HAT");
  await shop.item("MILK", { lotTracked: true });
}

/** Plays so many random steps, some of which are refused. @returns the reservations that were made */
export async function playStory(shop: Shop, dice: Dice, steps: number): Promise<string[]> {
  const made: string[] = [];
  for (let step = 0; step < steps; step += 1) {
    const reservation = await playStep(shop, dice, made);
    if (reservation !== undefined) made.push(reservation);
  }
  return made;
}

async function playStep(
  { client: { inventory, stock } }: Shop,
  dice: Dice,
  made: readonly string[],
): Promise<string | undefined> {
  const once = { requestId: randomUUID() };
  const quantity = BigInt(1 + dice(4));
  const location = PLACES[dice(3)] ?? MAIN;
  const sku = ["SOCK", "HAT", "MILK"][dice(3)] ?? "";
  const lot = LOTS[dice(3)] ?? "";
  const reservationId = made[dice(made.length)] ?? randomUUID();
  const late = dice(3) === 0 ? { occurredTime: ago(dice(2 * HOUR_MS)) } : {};
  const ofLot = sku === "MILK" ? { lot } : {};
  const reason = { reason: "counted" };
  switch (dice(10)) {
    case 0:
    case 1: {
      const received = sku === "MILK" ? { lot: { number: lot } } : {};
      const lines = [{ sku, quantity: quantity * 4n, ...received }];
      await outcomeOf(inventory.receive({ ...once, location, lines, ...late }));
      return undefined;
    }
    case 2: {
      const lines = [{ sku, ...ofLot, quantityDelta: BigInt(dice(5)) - 2n || 1n }];
      await outcomeOf(inventory.adjust({ ...once, ...reason, location, lines, ...late }));
      return undefined;
    }
    case 3: {
      const change = { quantity, from: Condition.AVAILABLE, to: Condition.DAMAGED };
      const lines = [{ sku, ...ofLot, ...change }];
      await outcomeOf(stock.changeCondition({ ...once, ...reason, location, lines, ...late }));
      return undefined;
    }
    case 4:
      await outcomeOf(inventory.commit({ ...once, reservationId }));
      return undefined;
    case 5:
      await outcomeOf(inventory.fulfil({ ...once, reservationId, ...late }));
      return undefined;
    case 6: {
      const lines = [{ line: 1, quantity: 1n, lot: sku === "MILK" ? lot : "" }];
      const where = dice(2) === 0 ? { location } : {};
      await outcomeOf(stock.return({ ...once, reservationId, lines, ...where, ...late }));
      return undefined;
    }
    case 7:
      await outcomeOf(inventory.release({ ...once, reservationId }));
      return undefined;
    default: {
      const pin = dice(4) === 0 ? { location } : {};
      const other = sku === "SOCK" ? "HAT" : "SOCK";
      const lines = [
        { sku, quantity, ...pin },
        ...(dice(2) === 0 ? [{ sku: other, quantity }] : []),
      ];
      const ttl = { nanos: 1_000_000 * (5 + dice(60)) };
      const hold = dice(2) === 0 ? { ttl } : {};
      const order = { ...once, lines, allowPartial: dice(3) === 0, ...hold };
      return await inventory.reserve(order).then(
        ({ reservation }) => reservation?.id,
        () => undefined,
      );
    }
  }
}

function ago(ms: number): { seconds: bigint; nanos: number } {
  const at = Date.now() - ms;
  return { seconds: BigInt(Math.floor(at / 1000)), nanos: (at % 1000) * 1_000_000 };
}
