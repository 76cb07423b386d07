import * as fc from "fast-check";

import type { Command } from "../../../src/core/command.ts";
import type { Uuid } from "../../../src/core/stock.ts";
import type { Told } from "./ledger.ts";
import { DAY, HOUR, MINUTE } from "./said.ts";
import { Shop } from "./shop.ts";

interface OrderAct {
  readonly kind: "reserve" | "sell";
  readonly lines: readonly string[];
  readonly ttlMs: number | null;
  readonly allowPartial: boolean;
  readonly replaces: number | null;
}

interface CommitAct {
  readonly kind: "commit";
  readonly order: number;
  readonly lines: readonly string[];
  readonly remainder: "release" | "keep";
  readonly onExpired: "fail" | "reacquire";
}

interface ReleaseAct {
  readonly kind: "release";
  readonly order: number;
  readonly lines: readonly string[];
  readonly scope: "holds" | "holdsAndCommits";
}

interface FulfilAct {
  readonly kind: "fulfil";
  readonly order: number;
  readonly lines: readonly string[];
}

interface ReturnAct {
  readonly kind: "return";
  readonly order: number;
  readonly lines: readonly string[];
  readonly at: string | null;
}

interface ExtendAct {
  readonly kind: "extend";
  readonly order: number;
  readonly ttlMs: number;
}

interface ChoreAct {
  readonly kind: "expire" | "rehome";
  readonly order: number;
}

interface RecallAct {
  readonly kind: "recall";
  readonly lot: string;
  readonly lifts: boolean;
}

interface MovementAct {
  readonly kind: "receive" | "adjust" | "setStock";
  readonly lines: readonly string[];
}

interface ConditionAct {
  readonly kind: "changeCondition";
  readonly lines: readonly string[];
  readonly isPhysicalTruth: boolean;
}

interface PlanAct {
  readonly kind: "createTransfer";
  readonly lines: readonly string[];
  readonly to: string;
}

interface TransferAct {
  readonly kind: "shipTransfer" | "receiveTransfer" | "cancelTransfer";
  readonly transfer: number;
  readonly shipped: readonly string[];
  readonly received: readonly string[];
  readonly isFinal: boolean;
}

interface OpenAct {
  readonly kind: "openCount";
  readonly place: string;
  readonly threshold: bigint | null;
}

interface CountAct {
  readonly kind: "recordCount" | "closeCount" | "cancelCount";
  readonly count: number;
  readonly lines: readonly string[];
  readonly isMore: boolean;
  readonly isMissingZero: boolean;
  readonly isApproved: boolean;
}

/** What somebody does. Orders are named by how many were made after them: 0 is the last one. */
export type Act =
  | OrderAct
  | CommitAct
  | ReleaseAct
  | FulfilAct
  | ReturnAct
  | ExtendAct
  | ChoreAct
  | RecallAct
  | MovementAct
  | ConditionAct
  | PlanAct
  | TransferAct
  | OpenAct
  | CountAct;

/** Something that happens to stock without a command of the core. */
export interface Mishap {
  readonly kind: "damage" | "recall";
  readonly good: string;
}

/** Some time passes, something may go wrong, and then some acts meet in one batch. */
export interface Moment {
  readonly waitMs: number;
  readonly mishap: Mishap | null;
  /** Does a sweeper come by before the batch? */
  readonly sweeps: boolean;
  readonly acts: readonly Act[];
}

export interface World {
  /** Units are lost, damaged and recalled, and lots expire. */
  readonly isRough: boolean;
  readonly places: readonly string[];
  readonly skus: readonly string[];
  /** What is made of others. */
  readonly bundles: Readonly<Record<string, readonly string[]>>;
}

/** A set, and a set with another in it that needs the same socks. */
const SETS = { SET: ["2 SOCK", "1 MILK"], GIFT: ["1 HAT", "1 SET", "1 SOCK"] };

/** The same, taken apart by hand. */
export const TAKEN_APART: Readonly<Record<string, readonly string[]>> = {
  SET: ["2 SOCK", "1 MILK"],
  GIFT: ["1 HAT", "3 SOCK", "1 MILK"],
};

export const ROUGH: World = {
  isRough: true,
  places: ["MAIN", "WEST", "EAST"],
  skus: ["SOCK", "MILK", "HAT"],
  bundles: SETS,
};

/** Nothing is ever lost, and no lot expires or is recalled. */
export const GENTLE: World = { ...ROUGH, isRough: false };

/** One place and no lots: there is one way to serve an order. */
export const PLAIN: World = {
  isRough: true,
  places: ["MAIN"],
  skus: ["SOCK", "HAT"],
  bundles: { PAIR: ["1 SOCK", "2 HAT"] },
};

const LOTS = ["A", "B", "C"];

/** Lot A expires soon, B later, C never. Only milk has lots. */
const EXPIRES_AFTER_MS: Readonly<Record<string, number>> = { A: 40 * MINUTE, B: 30 * HOUR };

/** A shop with a little of everything, as every story begins. */
export function openShop({ isRough, places, skus, bundles }: World): Shop {
  const shop = new Shop();
  shop.location("WEST", { fulfilment: "deferred", safetyStock: 1n, sourcingPriority: -1 });
  shop.location("EAST", { sourcingPriority: 1 });
  const opened = shop.now;
  for (const place of places) {
    for (const sku of skus) {
      if (sku !== "MILK") {
        shop.received(`4 ${sku} @${place}`);
        continue;
      }
      for (const lot of LOTS) {
        const goodForMs = isRough ? EXPIRES_AFTER_MS[lot] : 1_000 * DAY;
        const expiresAt = goodForMs === undefined ? null : opened + goodForMs;
        shop.received(`2 MILK @${place} #${lot}`, { expiresAt });
      }
    }
  }
  for (const [sku, parts] of Object.entries(bundles)) shop.bundle(sku, ...parts);
  return shop;
}

/** Any story of a world. */
export function stories(world: World): fc.Arbitrary<Moment[]> {
  const rare = fc.integer({ min: 0, max: 9 }).map((die) => die === 0);
  const mishap = fc.record<Mishap>({
    kind: fc.constantFrom("damage", "recall"),
    good: goods(world),
  });
  const moment = fc.record<Moment>({
    waitMs: fc.constantFrom(0, 0, 0, MINUTE, MINUTE, 5 * MINUTE - 1, 5 * MINUTE, 15 * MINUTE, DAY),
    mishap: rare.chain((happens) =>
      happens && world.isRough ? mishap : fc.constant<Mishap | null>(null),
    ),
    sweeps: fc.boolean(),
    acts: fc.array(acts(world), { minLength: 1, maxLength: 4 }),
  });
  return fc.array(moment, { minLength: 1, maxLength: 24, size: "max" });
}

/** Stock of a world: an item at a place, of a lot if it has lots. */
function goods({ places, skus }: World): fc.Arbitrary<string> {
  return fc
    .record({
      sku: fc.constantFrom(...skus),
      place: fc.constantFrom(...places),
      lot: fc.constantFrom(...LOTS),
    })
    .map(({ sku, place, lot }) => `${sku} @${place}${sku === "MILK" ? ` #${lot}` : ""}`);
}

/** Lines of an order: mostly free, sometimes pinned or choosy. */
export function orderLines({ places, skus, bundles }: World): fc.Arbitrary<string[]> {
  const line = fc
    .record({
      quantity: fc.integer({ min: 1, max: 6 }),
      sku: fc.constantFrom(...skus, ...Object.keys(bundles)),
      place: fc.option(fc.constantFrom(...places), { freq: 1 }),
      lot: fc.option(fc.constantFrom(...LOTS), { freq: 1 }),
      days: fc.constantFrom(0, 0, 0, 1),
    })
    .map(({ quantity, sku, place, lot, days }) => {
      const where = place === null ? "" : ` @${place}`;
      const which = lot === null || sku !== "MILK" ? "" : ` #${lot}`;
      return `${quantity} ${sku}${where}${which}${days === 0 ? "" : ` ~${days}d`}`;
    });
  return fc.array(line, { minLength: 1, maxLength: 3 });
}

/** A line of a return: often of what was never shipped. */
function returnLine({ skus }: World): fc.Arbitrary<string> {
  return fc
    .record({
      line: fc.integer({ min: 1, max: 2 }),
      units: fc.integer({ min: 1, max: 2 }),
      lot: fc.option(fc.constantFrom(...LOTS), { freq: 1 }),
      to: fc.constantFrom("", "", " to damaged", " to withheld"),
    })
    .map(({ line, units, lot, to }) => {
      const which = lot === null || !skus.includes("MILK") ? "" : ` of ${lot}`;
      return `${line} x${units}${which}${to}`;
    });
}

const ONE_TO_THREE = { minLength: 1, maxLength: 3 };

function acts(world: World): fc.Arbitrary<Act> {
  const order = fc.oneof(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 20 }));
  const ttlMs = fc.constantFrom(MINUTE, 5 * MINUTE, 5 * MINUTE, HOUR);
  const selection = fc.record({
    line: fc.integer({ min: 1, max: 3 }),
    units: fc.integer({ min: 0, max: 4 }),
  });
  const lines = fc.oneof(
    { weight: 2, arbitrary: fc.constant<string[]>([]) },
    {
      weight: 1,
      arbitrary: fc
        .uniqueArray(selection, { minLength: 1, maxLength: 2, selector: ({ line }) => line })
        .map((some) => some.map(({ line, units }) => `${line} x${units}`)),
    },
  );
  const units = fc.integer({ min: 1, max: 5 });
  const signed = world.isRough ? fc.constantFrom("+", "-", "-") : fc.constant("+");
  const counted = fc.record({ sign: signed, units, good: goods(world) });
  const orders = fc.record<OrderAct>({
    kind: fc.constantFrom("reserve", "reserve", "reserve", "sell"),
    lines: orderLines(world),
    ttlMs: fc.oneof(ttlMs, ttlMs, fc.constant(null)),
    allowPartial: fc.boolean(),
    replaces: fc.oneof(
      { weight: 5, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: order },
    ),
  });
  const commits = fc.record<CommitAct>({
    kind: fc.constant("commit"),
    order,
    lines,
    remainder: fc.constantFrom("release", "keep"),
    onExpired: fc.constantFrom("fail", "reacquire"),
  });
  const releases = fc.record<ReleaseAct>({
    kind: fc.constant("release"),
    order,
    lines,
    scope: fc.constantFrom("holds", "holdsAndCommits"),
  });
  const shipments = fc.record<FulfilAct>({ kind: fc.constant("fulfil"), order, lines });
  const returns = fc.record<ReturnAct>({
    kind: fc.constant("return"),
    order,
    lines: fc.array(returnLine(world), { minLength: 1, maxLength: 2 }),
    at: fc.option(fc.constantFrom(...world.places), { freq: 1 }),
  });
  const extensions = fc.record<ExtendAct>({ kind: fc.constant("extend"), order, ttlMs });
  const chores = fc.record<ChoreAct>({ kind: fc.constantFrom("expire", "rehome"), order });
  const recalls = fc.record<RecallAct>({
    kind: fc.constant("recall"),
    lot: fc.constantFrom(...LOTS).map((lot) => `MILK #${lot}`),
    lifts: fc.boolean(),
  });
  const receipts = fc.record<MovementAct>({
    kind: fc.constant("receive"),
    lines: fc.tuple(units, goods(world)).map(([some, good]) => [`${some} ${good}`]),
  });
  const adjustments = fc.record<MovementAct>({
    kind: fc.constant("adjust"),
    lines: counted.map(({ sign, units: some, good }) => [`${sign}${some} ${good}`]),
  });
  const settings = fc.record<MovementAct>({
    kind: fc.constant("setStock"),
    lines: fc
      .tuple(fc.integer({ min: 0, max: 9 }), goods(world))
      .map(([some, good]) => [`${some} ${good}`]),
  });
  const kept = fc.constantFrom("damaged", "quarantined", "withheld");
  const ways = fc.oneof(
    kept.map((to) => `available to ${to}`),
    kept.map((from) => `${from} to available`),
    fc.constantFrom("damaged to quarantined", "quarantined to withheld"),
  );
  const changes = fc.record<ConditionAct>({
    kind: fc.constant("changeCondition"),
    lines: fc
      .record({ good: goods(world), some: fc.array(fc.tuple(units, ways), ONE_TO_THREE) })
      .map(({ good, some }) => some.map(([count, way]) => `${count} ${good}: ${way}`)),
    isPhysicalTruth: world.isRough ? fc.boolean() : fc.constant(false),
  });
  const plans = fc.record<PlanAct>({
    kind: fc.constant("createTransfer"),
    lines: fc
      .array(fc.record({ units, good: goods(world), isPinned: fc.boolean() }), ONE_TO_THREE)
      .map((some) =>
        some.map(
          ({ units: count, good, isPinned }) =>
            `${count} ${isPinned ? good : good.replace(/ #.*/, "")}`,
        ),
      ),
    to: fc.constantFrom(...world.places),
  });
  const received = fc
    .record({
      line: fc.integer({ min: 1, max: 3 }),
      lot: fc.option(fc.constantFrom(...LOTS), { freq: 1 }),
      fates: fc.uniqueArray(
        fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom("received", "damaged", "lost")),
        { ...ONE_TO_THREE, selector: ([, fate]) => fate },
      ),
    })
    .map(({ line, lot, fates }) => {
      const which = lot === null ? "" : ` #${lot}`;
      return `${line}${which}: ${fates.map((fate) => fate.join(" ")).join(", ")}`;
    });
  const steps = fc.record<TransferAct>({
    kind: fc.constantFrom(
      "shipTransfer",
      "shipTransfer",
      "receiveTransfer",
      "receiveTransfer",
      "cancelTransfer",
    ),
    transfer: fc.integer({ min: 0, max: 2 }),
    shipped: lines,
    received: fc.array(received, ONE_TO_THREE),
    isFinal: fc.integer({ min: 0, max: 5 }).map((die) => die === 0),
  });
  const openings = fc.record<OpenAct>({
    kind: fc.constant("openCount"),
    place: fc.constantFrom(...world.places),
    threshold: fc.constantFrom(null, null, 3n),
  });
  const counts = fc.record<CountAct>({
    kind: fc.constantFrom("recordCount", "recordCount", "recordCount", "closeCount", "cancelCount"),
    count: fc.integer({ min: 0, max: 2 }),
    lines: fc
      .uniqueArray(fc.record({ some: fc.integer({ min: 0, max: 6 }), good: goods(world) }), {
        ...ONE_TO_THREE,
        selector: ({ good }) => good.replace(/ @\S+/, ""),
      })
      .map((all) => all.map(({ some, good }) => `${some} ${good.replace(/ @\S+/, "")}`)),
    isMore: fc.boolean(),
    isMissingZero: fc.integer({ min: 0, max: 3 }).map((die) => die === 0),
    isApproved: fc.boolean(),
  });
  const looks = world.isRough ? 3 : 0;
  const moves = world.places.length > 1 ? 4 : 0;
  return fc.oneof(
    { weight: looks, arbitrary: openings },
    { weight: 2 * looks, arbitrary: counts },
    { weight: moves, arbitrary: plans },
    { weight: 2 * moves, arbitrary: steps },
    { weight: 8, arbitrary: orders },
    { weight: 5, arbitrary: commits },
    { weight: 2, arbitrary: releases },
    { weight: 2, arbitrary: shipments },
    { weight: 2, arbitrary: returns },
    { weight: 1, arbitrary: extensions },
    { weight: 2, arbitrary: chores },
    { weight: world.isRough ? 1 : 0, arbitrary: recalls },
    { weight: world.isRough ? 1 : 0, arbitrary: settings },
    { weight: 1, arbitrary: receipts },
    { weight: 2, arbitrary: adjustments },
    { weight: 2, arbitrary: changes },
  );
}

/** Acts a story out in a shop. Two players who are given the same story send the same commands. */
export class Player {
  readonly shop: Shop;
  /** Orders that were granted, or are about to be asked for. */
  #orders: Uuid[] = [];

  constructor(shop: Shop) {
    this.shop = shop;
  }

  /** Lets time pass and mishaps happen, and says what is then sent. */
  prepare({ waitMs, mishap, acts: all }: Moment): Command[] {
    this.shop.wait(waitMs);
    if (mishap !== null) this.#suffer(mishap);
    this.#orders = this.#orders.filter((id) => this.shop.ledger.reservations.has(id));
    return all.flatMap((act) => this.#commandOf(act) ?? []);
  }

  play(moment: Moment): Told[] {
    return this.shop.batch(...this.prepare(moment));
  }

  #suffer({ kind, good }: Mishap): void {
    const isPhysicalTruth = true;
    if (kind === "damage")
      this.shop.changeCondition(`1 ${good}: available to damaged`, { isPhysicalTruth });
    else if (good.includes("#")) this.shop.lot(good, { barredAt: this.shop.now });
  }

  #transfer(back: number): Uuid | undefined {
    const ids = [...this.shop.ledger.transfers.keys()];
    return ids.at(-1 - (back % Math.max(1, ids.length)));
  }

  #step(act: TransferAct): Command | undefined {
    const { form } = this.shop;
    const id = this.#transfer(act.transfer);
    if (id === undefined) return undefined;
    if (act.kind === "shipTransfer") return form.shipTransfer(id, act.shipped);
    if (act.kind === "cancelTransfer") return form.cancelTransfer(id);
    return form.receiveTransfer(id, act.received, { isFinal: act.isFinal });
  }

  #look(act: CountAct): Command | undefined {
    const { form, ledger } = this.shop;
    const ids = [...ledger.counts.counts.keys()];
    const id = ids.at(-1 - (act.count % Math.max(1, ids.length)));
    if (id === undefined) return undefined;
    if (act.kind === "recordCount") return form.recordCount(id, act.lines, act);
    return act.kind === "closeCount" ? form.closeCount(id, act) : form.cancelCount(id);
  }

  #order(back: number): Uuid | undefined {
    return this.#orders.at(-1 - (back % Math.max(1, this.#orders.length)));
  }

  #commandOf(act: Act): Command | undefined {
    const { form } = this.shop;
    if ("replaces" in act) {
      const replaces = act.replaces === null ? null : (this.#order(act.replaces) ?? null);
      const command = form[act.kind](act.lines, { ...act, replaces });
      this.#orders.push(command.reservationId);
      return command;
    }
    if (act.kind === "changeCondition") return form.changeCondition(act.lines, act);
    if (act.kind === "recall") return form.recall(act.lot, act);
    if (act.kind === "createTransfer") return form.createTransfer(act.lines, act.to);
    if ("transfer" in act) return this.#step(act);
    if (act.kind === "openCount") {
      const { place, threshold } = act;
      return form.openCount(place, this.shop.placesAt(place), { approvalThreshold: threshold });
    }
    if ("count" in act) return this.#look(act);
    if (!("order" in act)) return form[act.kind](act.lines);
    const id = this.#order(act.order);
    if (id === undefined) return undefined;
    switch (act.kind) {
      case "commit":
        return form.commit(id, act);
      case "release":
        return form.release(id, act);
      case "fulfil":
        return form.fulfil(id, act);
      case "return":
        return form.return(id, act.lines, act);
      case "extend":
        return form.extend(id, act.ttlMs);
      case "expire":
      case "rehome":
        return form[act.kind](id);
      default:
        throw new Error(`no such act: ${String(act satisfies never)}`);
    }
  }
}
