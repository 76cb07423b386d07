import { forEachOf } from "../../support/outcomes.ts";
import { CallFailed, type StockClient } from "../../support/stockClient.ts";
import type { Chance } from "../chance.ts";
import { send } from "./send.ts";
import type { Shop } from "./shops.ts";
import type { Told } from "./told.ts";

/** Of each shop, so many answered requests are repeated when all is quiet. */
const REPEATS = 30;

/** Sends answered requests again, to any server. What is said goes to what was said before. */
export async function repeatSome(shops: readonly Shop[], chance: Chance): Promise<void> {
  const repeats = shops.flatMap((shop) => {
    const answered = shop.told.filter(({ heard }) => heard.length > 0);
    return forEachOf(REPEATS, () => {
      const told = chance.pick(answered);
      if (told === undefined) throw new Error(`nobody in ${shop.tenant.code} was answered`);
      return repeat(shop.client(chance.below(2)), told);
    });
  });
  await Promise.all(repeats);
}

async function repeat(client: StockClient, told: Told): Promise<void> {
  try {
    told.heard.push(await send(client, told.asked));
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    told.refusal = error.reason || error.code;
  }
}
