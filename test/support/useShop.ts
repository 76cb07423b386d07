import { afterAll, beforeAll } from "@jest/globals";

import { openShop, type Shop } from "./shop.ts";

/** A shop that is opened before the tests around it, shared by them, and closed after the last. */
export function useShop(open: () => Promise<Shop> = openShop): Shop {
  const shop = {} as Shop;
  beforeAll(async () => {
    Object.assign(shop, await open());
  });
  afterAll(() => shop.close());
  return shop;
}
