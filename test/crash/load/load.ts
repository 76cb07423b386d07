import { forEachOf } from "../../support/outcomes.ts";
import type { Chance } from "../chance.ts";
import { ask } from "./ask.ts";
import { nextAsked } from "./choices.ts";
import type { Shop } from "./shops.ts";
import type { Order } from "./told.ts";

/** Of a hundred requests whose outcome is unknown, so many are not repeated. */
const GIVEN_UP = 15;

/** Orders that a shop's callers remember and come back to. */
const ORDERS_MAX = 60;

/** Callers who go on until they are told to stop. */
export interface Load {
  /** Lets each finish the request he is at. */
  finish(): Promise<void>;
  /** Lets each leave as he stands. */
  drop(): void;
}

/** Sends so many callers into every shop, through all servers, each with one request after the other. */
export function startLoad(shops: readonly Shop[], callersEach: number, chance: Chance): Load {
  const over = new AbortController();
  const dropped = new AbortController();
  const signals = { over: over.signal, dropped: dropped.signal };
  const callers = shops.flatMap((shop) => {
    const orders = new Map<string, Order>();
    return forEachOf(callersEach, (caller) => work(shop, orders, caller, chance.fork(), signals));
  });
  const all = Promise.all(callers);
  // Whoever finishes is told; until then nobody listens.
  all.catch(() => undefined);
  return {
    finish: async () => {
      over.abort();
      await all;
    },
    drop: () => {
      over.abort();
      dropped.abort();
    },
  };
}

async function work(
  shop: Shop,
  orders: Map<string, Order>,
  caller: number,
  chance: Chance,
  { over, dropped }: Readonly<Record<"over" | "dropped", AbortSignal>>,
): Promise<void> {
  while (!over.aborted) {
    const asked = nextAsked(chance, [...orders.values()]);
    const isPatient = !chance.inHundred(GIVEN_UP);
    const told = await ask(shop, asked, {
      client: (attempt) => shop.client(caller + attempt),
      goesOn: () => isPatient && !dropped.aborted,
    });
    const answer = told.heard[0]?.answer;
    if (answer?.of === "order") remember(orders, answer.order);
    else if (told.refusal === "RESERVATION_CLOSED" && "reservationId" in asked) {
      orders.delete(asked.reservationId);
    }
  }
}

/** Any caller of the shop may come back to it, and two may at once. */
function remember(orders: Map<string, Order>, order: Order): void {
  const { reservationId, state } = order;
  orders.delete(reservationId);
  if (state === "FULFILLED" || state === "RELEASED") return;
  orders.set(reservationId, order);
  const [oldest] = orders.keys();
  if (orders.size > ORDERS_MAX && oldest !== undefined) orders.delete(oldest);
}
