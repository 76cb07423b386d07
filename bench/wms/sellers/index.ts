import { createAsking } from "./asking.ts";
import { createCaching } from "./caching.ts";
import { createHoldfastSeller } from "./holdfast.ts";
import { createKnowing } from "./knowing.ts";
import type { Seller, SellerOptions } from "./seller.ts";

const MINUTE_MS = 60_000;

/** One way of selling what lies in somebody else's warehouse. */
export interface Way {
  readonly name: string;
  readonly label: string;
  readonly create: (options: SellerOptions) => Seller | Promise<Seller>;
}

/** Every way, in the order of the table. */
export const WAYS: readonly Way[] = [
  { name: "asking", label: "asks the warehouse system for each order", create: createAsking },
  {
    name: "cacheInStep",
    label: "copies its stock a minute after each run",
    create: (options) => createCaching(options, MINUTE_MS),
  },
  {
    name: "cacheBetween",
    label: "copies its stock midway between two runs",
    create: (options) => createCaching(options, 7.5 * MINUTE_MS),
  },
  { name: "holdfast", label: "Holdfast", create: createHoldfastSeller },
  { name: "knowing", label: "knows everything (nobody does)", create: createKnowing },
];
