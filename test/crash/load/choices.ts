import { randomUUID } from "node:crypto";

import type { Chance } from "../chance.ts";
import type { Asked, Order, OrderLine, Units } from "./told.ts";

/** Ships with the sale. */
export const STORE = "STORE";
/** Ships later, by Fulfil. */
export const DEPOT = "DEPOT";

/** Everybody wants this one. */
export const HOT = "HOT";
export const SPREAD: readonly string[] = Array.from({ length: 8 }, (_, n) => `SPREAD-${n + 1}`);

/** What a caller asks next: something new, or what becomes of an order that is open. */
export function nextAsked(chance: Chance, orders: readonly Order[]): Asked {
  const order = chance.pick(orders);
  const roll = chance.below(100);
  const requestId = randomUUID();
  if (roll < 30 || order === undefined) {
    const ttlMs = chance.inHundred(50) ? 100 + chance.below(900) : 60_000;
    return { requestId, method: "reserve", lines: orderLines(chance), ttlMs };
  }
  if (roll < 37) return { requestId, method: "sell", lines: orderLines(chance) };
  if (roll < 44) {
    const lines = someUnits(chance, 20);
    return { requestId, method: "receive", location: anyLocation(chance), lines };
  }
  if (roll < 50) {
    const isFound = chance.inHundred(50);
    const lines = someUnits(chance, 5).map(({ sku, units }) => ({
      sku,
      units: isFound ? units : -units,
    }));
    return { requestId, method: "adjust", location: anyLocation(chance), lines };
  }
  if (roll < 52) return { requestId, method: "createItem", sku: `NEW-${requestId}` };
  return aboutOrder(chance, order, requestId);
}

function aboutOrder(chance: Chance, order: Order, requestId: string): Asked {
  const { reservationId } = order;
  const about = { requestId, reservationId };
  if (order.state === "COMMITTED" && chance.inHundred(85)) {
    if (chance.inHundred(25)) return { ...about, method: "release", lines: [], commitsToo: true };
    return { ...about, method: "fulfil", lines: somePart(chance, order, "committed") };
  }
  const roll = chance.below(100);
  if (roll < 12) return { ...about, method: "extend", ttlMs: 200 + chance.below(2_000) };
  if (roll < 27) {
    const commitsToo = chance.inHundred(30);
    return { ...about, method: "release", lines: somePart(chance, order, "held"), commitsToo };
  }
  const reacquires = chance.inHundred(30);
  const keepsRest = !reacquires && chance.inHundred(40);
  const lines = somePart(chance, order, "held");
  return { ...about, method: "commit", lines, keepsRest, reacquires };
}

/** Everything, or a part: some lines, wholly or not. */
function somePart(chance: Chance, order: Order, part: "held" | "committed"): Units[] {
  if (chance.inHundred(50)) return [];
  const there = [...order.lines].filter(([, parts]) => parts[part] > 0);
  const chosen = there.filter(() => chance.inHundred(60));
  return chosen.map(([sku, parts]) => ({
    sku,
    units: chance.inHundred(40) ? 0 : 1 + chance.below(parts[part]),
  }));
}

function orderLines(chance: Chance): OrderLine[] {
  return someUnits(chance, 4).map((line) => {
    const location = chance.inHundred(40) ? anyLocation(chance) : "";
    return { ...line, location };
  });
}

/** One to four SKUs, none twice; the hot one among them more often than not. */
function someUnits(chance: Chance, unitsMax: number): Units[] {
  const skus = new Set<string>();
  if (chance.inHundred(60)) skus.add(HOT);
  for (let more = chance.below(4); more > 0 || skus.size === 0; more -= 1) {
    skus.add(chance.pick(SPREAD) ?? HOT);
  }
  return [...skus].map((sku) => ({ sku, units: 1 + chance.below(unitsMax) }));
}

function anyLocation(chance: Chance): string {
  return chance.inHundred(50) ? STORE : DEPOT;
}
