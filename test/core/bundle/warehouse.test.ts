import { beforeEach, expect, test } from "@jest/globals";

import type { WmsLineReport } from "../../../src/core/wms/command.ts";
import type { WmsOrder } from "../../../src/core/wms/order.ts";
import { progressOf } from "../../../src/core/wms/progress.ts";
import { Shop } from "../../support/core/shop.ts";
import { Warehouse } from "../../support/core/warehouse.ts";

let shop: Shop;
let warehouse: Warehouse;

beforeEach(() => {
  shop = new Shop();
  warehouse = new Warehouse(shop, "OUTSIDE");
  warehouse.shows("5 POT");
  warehouse.shows("20 CUP");
  shop.bundle("SET", "1 POT", "4 CUP");
});

function orderOf(id: string): WmsOrder {
  for (const order of shop.ledger.wmsOrders.values()) if (order.reservationId === id) return order;
  throw new Error("nothing was ordered");
}

function report(line: number, said: Partial<WmsLineReport>): WmsLineReport {
  const none = { closed: 0n, cancelAnswered: 0n, refused: 0n, shipped: 0n };
  return { line, allocated: [], takenBack: [], returned: [], ...none, ...said };
}

const allocated = (quantity: bigint) => ({ allocated: [{ lot: null, quantity, run: 9n }] });

test("a warehouse system is ordered the components of a bundle", () => {
  const id = shop.sold("2 SET");
  expect(orderOf(id).lines).toMatchObject([
    { number: 1, line: 1, component: 1, sku: "CUP", ordered: 8n },
    { number: 2, line: 1, component: 2, sku: "POT", ordered: 2n },
  ]);
  const progress = progressOf(shop.reservation(id), [orderOf(id)]);
  expect(progress.map(({ line, sku, ordered }) => [line, sku, ordered])).toEqual([
    [1, "CUP", 8n],
    [1, "POT", 2n],
  ]);
});

test("a bundle that was not sent yet is given back as a whole, a part of the line too", () => {
  const id = shop.sold("2 SET");
  shop.ask(shop.form.release(id, { lines: ["1 x1"], scope: "holdsAndCommits" }));
  expect(shop.served(id)).toEqual([
    "1/1 CUP @OUTSIDE: 4 committed, 4 released",
    "1/2 POT @OUTSIDE: 1 committed, 1 released",
  ]);
  expect(shop.available("SET")).toBe(4n);
});

test("what the warehouse allocates and closes of each component shows on the reservation", () => {
  const id = shop.sold("2 SET");
  warehouse.steps(orderOf(id), { what: "send" });
  warehouse.steps(orderOf(id), { what: "taken" });

  const lines = [report(1, { ...allocated(5n), closed: 3n }), report(2, allocated(2n))];
  warehouse.steps(orderOf(id), { what: "report", lines });

  expect(shop.served(id)).toEqual([
    "1/1 CUP @OUTSIDE: 5 committed, 3 released",
    "1/2 POT @OUTSIDE: 2 committed",
  ]);
  expect(shop.state(id)).toBe("committed");
});

test("of a bundle that the warehouse broke, what it still owes can be asked back", () => {
  const id = shop.sold("2 SET");
  warehouse.steps(orderOf(id), { what: "send" });
  warehouse.steps(orderOf(id), { what: "taken" });
  warehouse.steps(orderOf(id), { what: "report", lines: [report(1, { closed: 8n })] });

  const told = shop.release(id, { scope: "holdsAndCommits" });

  expect(told.outcome).toBe("accepted");
  expect(orderOf(id).lines.map(({ sku, cancelled }) => [sku, cancelled])).toEqual([
    ["CUP", 0n],
    ["POT", 2n],
  ]);
});

test("a bundle that a warehouse rejects is free again", () => {
  const id = shop.sold("2 SET");
  warehouse.steps(orderOf(id), { what: "send" });
  warehouse.steps(orderOf(id), { what: "rejected", reason: "closed today" });
  expect(shop.served(id)).toEqual(["1/1 CUP @OUTSIDE: 8 released", "1/2 POT @OUTSIDE: 2 released"]);
  expect(shop.available("SET")).toBe(5n);
});

test("what a warehouse allocated is claimed again beside it when it takes it back", () => {
  const id = shop.sold("2 SET");
  warehouse.steps(orderOf(id), { what: "send" });
  warehouse.steps(orderOf(id), { what: "taken" });
  const takenBack = [{ lot: null, quantity: 3n }];
  const first = report(1, { ...allocated(8n), takenBack });
  warehouse.steps(orderOf(id), { what: "report", lines: [first, report(2, allocated(2n))] });
  expect(shop.served(id)).toEqual([
    "1/1 CUP @OUTSIDE: 8 committed",
    "1/2 POT @OUTSIDE: 2 committed",
    "1/3 CUP @OUTSIDE: 3 committed",
  ]);
});

test("a page or an event about a bundle changes nothing: nobody counts it", () => {
  warehouse.shows("7 SET");
  expect(shop.available("SET")).toBe(5n);
  expect(() => warehouse.tells("1 SET", { orderable: 1n })).toThrow("its components");
});
