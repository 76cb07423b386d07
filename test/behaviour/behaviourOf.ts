import { describe, expect, test } from "@jest/globals";

import type { Shop } from "../support/shop.ts";
import { useShop } from "../support/useShop.ts";
import { bundling } from "./rooms/bundling.ts";
import { cataloguing } from "./rooms/cataloguing.ts";
import { changing } from "./rooms/changing.ts";
import { committing } from "./rooms/committing.ts";
import { counting } from "./rooms/counting.ts";
import { crowding } from "./rooms/crowding.ts";
import { listing } from "./rooms/listing.ts";
import { lots } from "./rooms/lots.ts";
import { permitting } from "./rooms/permitting.ts";
import { rehearsing } from "./rooms/rehearsing.ts";
import { releasing } from "./rooms/releasing.ts";
import { reserving } from "./rooms/reserving.ts";
import { recalling } from "./rooms/recalling.ts";
import { retrying } from "./rooms/retrying.ts";
import { returning } from "./rooms/returning.ts";
import { selling } from "./rooms/selling.ts";
import { setting } from "./rooms/setting.ts";
import { sourcing } from "./rooms/sourcing.ts";
import { supplying } from "./rooms/supplying.ts";

/** Opens a shop in a database of its own, with some settings. */
export type OpenShop = (settings?: Readonly<Record<string, string>>) => Promise<Shop>;

/** Nobody sweeps: what is overdue has to count as expired all the same. */
const UNSWEPT = { HOLDFAST_SWEEP_INTERVAL: "1h", HOLDFAST_REHOME_INTERVAL: "100ms" };

/** Everything that a caller notices, through the stock gRPC client, on whatever database the shops are opened. */
export function behaviourOf(open: OpenShop): void {
  const shop = useShop(() => open(UNSWEPT));

  describe("a hold", () => reserving(shop));
  describe("the place that serves", () => sourcing(shop));
  describe("a lot", () => lots(shop));
  describe("a bundle", () => bundling(shop));
  describe("a commit", () => committing(shop));
  describe("a sale", () => selling(shop));
  describe("giving back", () => releasing(shop));
  describe("a return", () => returning(shop));
  describe("a retry", () => retrying(shop));
  describe("a rehearsal", () => rehearsing(shop));
  describe("a count", () => counting(shop));
  describe("a change of condition", () => changing(shop));
  describe("stock that is set", () => setting(shop));
  describe("a recall", () => recalling(shop));
  describe("a consignment", () => supplying(shop));
  describe("a list", () => listing(shop));
  describe("the catalog", () => cataloguing(shop));
  describe("a role", () => permitting(shop));
  describe("a crowd", () => crowding(open));

  test("after all of this the books balance", async () => {
    expect(await shop.differences()).toEqual([]);
  });
}
