import { randomUUID } from "node:crypto";

import { Condition, Count_Scope, type Reservation } from "@holdfast/client";

import type { CallOptions } from "../support/stockClient.ts";
import { MAIN, type Shop } from "../support/shop.ts";
import { named, order, sell } from "./calls.ts";
import { CATALOG_MUTATIONS } from "./catalogMutations.ts";

/** A call that may be sent again and again, always the same. */
export interface Repeatable {
  readonly send: (options?: CallOptions) => Promise<object>;
  /** The same, with `validate_only`. */
  readonly rehearse: () => Promise<object>;
  /** What a repeat has to be answered with again. */
  readonly idsIn: (answer: object) => string[];
}

/** Makes ready for one call of a kind: another payload each time. */
type Setting = (shop: Shop, requestId?: string) => Promise<Repeatable>;

/** Every call that changes something. */
export const mutations: [string, Setting][] = [
  ["Reserve", ordering((shop) => shop.client.inventory.reserve)],
  ["Sell", ordering((shop) => shop.client.inventory.sell)],
  ["Commit", onReservation(hold, (shop) => shop.client.inventory.commit)],
  ["Release", onReservation(hold, (shop) => shop.client.inventory.release)],
  ["Extend", onReservation(hold, (shop) => shop.client.inventory.extend)],
  ["Fulfil", onReservation(saleAtDepot, (shop) => shop.client.inventory.fulfil)],
  ["Receive", moving((shop) => shop.client.inventory.receive, { quantity: 2n }, {})],
  [
    "Adjust",
    moving((shop) => shop.client.inventory.adjust, { quantityDelta: 2n }, { reason: "found" }),
  ],
  [
    "ChangeCondition",
    moving(
      (shop) => shop.client.stock.changeCondition,
      { quantity: 2n, from: Condition.AVAILABLE, to: Condition.DAMAGED },
      { reason: "wet" },
    ),
  ],
  [
    "SetStock",
    moving((shop) => shop.client.stock.setStock, { quantity: 2n }, { reason: "counted" }),
  ],
  ["RecallLot", recalling((shop) => shop.client.stock.recallLot)],
  ["LiftRecall", recalling((shop) => shop.client.stock.liftRecall, "A")],
  ["Return", returning],
  ["CreateTransfer", planningTransfer],
  ["ShipTransfer", onTransfer((shop) => shop.client.stock.shipTransfer, {})],
  ["CancelTransfer", onTransfer((shop) => shop.client.stock.cancelTransfer, { reason: "late" })],
  ["OpenCount", openingCount],
  ["RecordCount", onCount((shop) => shop.client.stock.recordCount)],
  ["CreateItem", creatingItem],
  ["CreateLocation", creatingLocation],
  ...CATALOG_MUTATIONS.map(([name, setting]): [string, Setting] => [name, setting]),
  ["SetParts", settingParts],
];

type Send = (request: never, options?: CallOptions) => Promise<object>;

function repeatable(send: Send, request: object, idsIn: Repeatable["idsIn"]): Repeatable {
  return {
    send: (options) => send(request as never, options),
    rehearse: () => send({ ...request, validateOnly: true } as never),
    idsIn,
  };
}

function ordering(method: (shop: Shop) => Send): Setting {
  return async (shop, requestId: string = randomUUID()) => {
    const sku = named("SOCK");
    await shop.receive(sku, 5);
    const request = { requestId, lines: [{ sku, quantity: 2n }] };
    return repeatable(method(shop), request, reservationId);
  };
}

function onReservation(
  prepare: (shop: Shop) => Promise<Reservation>,
  method: (shop: Shop) => Send,
): Setting {
  return async (shop, requestId: string = randomUUID()) => {
    const { id } = await prepare(shop);
    return repeatable(method(shop), { requestId, reservationId: id }, reservationId);
  };
}

function moving(method: (shop: Shop) => Send, line: object, more: object): Setting {
  return async (shop, requestId: string = randomUUID()) => {
    const sku = named("SOCK");
    await shop.receive(sku, 5);
    const request = { requestId, location: MAIN, lines: [{ sku, ...line }], ...more };
    return repeatable(method(shop), request, movementIds);
  };
}

/** @param recalled the lot that is recalled before */
function recalling(method: (shop: Shop) => Send, recalled?: string): Setting {
  return async (shop, requestId: string = randomUUID()) => {
    const sku = named("MILK");
    await shop.item(sku, { lotTracked: true });
    await shop.receive(sku, 5, { lot: "A" });
    const request = { sku, lot: "A", reason: "glass" };
    if (recalled !== undefined)
      await shop.client.stock.recallLot({ ...request, requestId: randomUUID() });
    return repeatable(method(shop), { ...request, requestId }, (answer) => [
      (answer as { entry: { id: string } }).entry.id,
    ]);
  };
}

async function returning(shop: Shop, requestId: string = randomUUID()): Promise<Repeatable> {
  const sku = named("SOCK");
  await shop.receive(sku, 5);
  const { id } = await sell(shop, [{ sku, quantity: 4n }]);
  const request = { requestId, reservationId: id, lines: [{ sku, quantity: 2n }] };
  return repeatable(shop.client.stock.return, request, movementIds);
}

async function planningTransfer(shop: Shop, requestId: string = randomUUID()): Promise<Repeatable> {
  const [sku, to] = [named("SOCK"), named("STORE")];
  await shop.location(to);
  await shop.receive(sku, 5);
  const request = { requestId, from: MAIN, to, lines: [{ sku, quantity: 2n }] };
  return repeatable(shop.client.stock.createTransfer, request, entryAnd("transfer"));
}

function onTransfer(method: (shop: Shop) => Send, more: object): Setting {
  return async (shop, requestId: string = randomUUID()) => {
    const planned = await planningTransfer(shop);
    const [, transferId] = planned.idsIn(await planned.send());
    return repeatable(method(shop), { requestId, transferId, ...more }, entryAnd("transfer"));
  };
}

async function openingCount(shop: Shop, requestId: string = randomUUID()): Promise<Repeatable> {
  const sku = named("SOCK");
  await shop.receive(sku, 5);
  const request = { requestId, location: MAIN, scope: 2, skus: [sku] };
  return repeatable(shop.client.stock.openCount, request, entryAnd("count"));
}

function onCount(method: (shop: Shop) => Send): Setting {
  return async (shop, requestId: string = randomUUID()) => {
    const [sku, location] = [named("SOCK"), named("STORE")];
    await shop.receive(sku, 5, { location });
    const asked = { requestId: randomUUID(), location, scope: Count_Scope.ALL };
    const { count } = await shop.client.stock.openCount(asked);
    const request = { requestId, countId: count?.id, lines: [{ sku, quantity: 2n }] };
    return repeatable(method(shop), request, entryAnd("count"));
  };
}

function entryAnd(what: "transfer" | "count"): Repeatable["idsIn"] {
  return (answer) => {
    const told = answer as Record<string, { id: string } | undefined>;
    return [told["entry"]?.id ?? "", told[what]?.id ?? ""];
  };
}

async function creatingItem(shop: Shop, requestId: string = randomUUID()): Promise<Repeatable> {
  const request = { requestId, item: { sku: named("NEW") } };
  return repeatable(shop.client.catalog.createItem, request, (answer) => [
    (answer as { item: { sku: string } }).item.sku,
  ]);
}

async function creatingLocation(shop: Shop, requestId: string = randomUUID()): Promise<Repeatable> {
  const request = { requestId, location: { code: named("NEW") } };
  return repeatable(shop.client.catalog.createLocation, request, (answer) => [
    (answer as { location: { code: string } }).location.code,
  ]);
}

async function settingParts(shop: Shop, requestId: string = randomUUID()): Promise<Repeatable> {
  const [sku, part] = [named("SET"), named("SOCK")];
  for (const one of [sku, part]) await shop.item(one);
  const request = { requestId, sku, parts: [{ sku: part, quantity: 2n }] };
  return repeatable(shop.client.catalog.setParts, request, (answer) => [
    (answer as { bundle: { sku: string } }).bundle.sku,
  ]);
}

async function hold(shop: Shop): Promise<Reservation> {
  const sku = named("SOCK");
  await shop.receive(sku, 2);
  return order(shop, [{ sku, quantity: 1n }]);
}

async function saleAtDepot(shop: Shop): Promise<Reservation> {
  const [sku, location] = [named("SOCK"), named("DEPOT")];
  await shop.location(location, { deferred: true });
  await shop.receive(sku, 2, { location });
  return sell(shop, [{ sku, quantity: 1n }]);
}

function reservationId(answer: object): string[] {
  return [(answer as { reservation: { id: string } }).reservation.id];
}

function movementIds(answer: object): string[] {
  const { entry, stock } = answer as { entry: { id: string }; stock: { id: string }[] };
  return [entry.id, ...stock.map(({ id }) => id)];
}
