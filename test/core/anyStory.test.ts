import { isDeepStrictEqual } from "node:util";

import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";

import { type Command, isChore } from "../../src/core/command.ts";
import { shortfall } from "../../src/core/balances.ts";
import type { Rejection } from "../../src/core/rejection.ts";
import type { Reservation } from "../../src/core/reservation.ts";
import type { Told } from "../support/core/ledger.ts";
import { availableByRule, canServe, servable } from "../support/core/oracle.ts";
import { MINUTE } from "../support/core/said.ts";
import type { Shop } from "../support/core/shop.ts";
import {
  GENTLE,
  type Moment,
  openShop,
  orderLines,
  PLAIN,
  Player,
  ROUGH,
  stories,
  type World,
} from "../support/core/story.ts";

/*
 * The goal: no story, however odd, breaks a promise of the books. The method: stories of up to 24 moments with up to
 * 4 commands each are made up at random and acted out; the ledger audits itself after every batch. A story that fails
 * is made shorter before it is printed, with the seed that brings it back: fc.assert(…, { seed, path }).
 */

function check<T>(runs: number, property: fc.IProperty<T>): void {
  const seed = Number(process.env["HOLDFAST_SEED"] ?? 20260120);
  const times = Number(process.env["HOLDFAST_RUNS"] ?? 1);
  fc.assert(property, { seed, numRuns: runs * times });
}

function pairs({ places, skus, bundles }: World): string[] {
  const all = [...skus, ...Object.keys(bundles)];
  return places.flatMap((place) => all.map((sku) => `${sku} @${place}`));
}

/** Everything that the tables would hold, as it is now: rows are replaced and never changed. */
function tables({ ledger }: Shop): unknown {
  const { stock, shortfalls, lots, reservations, transfers, counts, journal } = ledger;
  const rows = [stock, shortfalls, lots, reservations, transfers, counts.counts, counts.lines].map(
    (table) => new Map<string, unknown>(table),
  );
  return { rows, journal: [...journal] };
}

/** Compares fast, and says slowly where they differ. */
function same(one: unknown, other: unknown): void {
  if (!isDeepStrictEqual(one, other)) expect(one).toEqual(other);
}

/** As a reader sees it: without the version, which he never sees. */
function seen(reservation: Reservation | null): unknown {
  return reservation === null ? null : { ...reservation, version: 0 };
}

/** A refusal without the hint when units may come back, which goes by what was there when the batch was read. */
function plainly(rejection: Rejection | null): unknown {
  return rejection === null
    ? null
    : {
        ...rejection,
        shortages: rejection.shortages?.map((short) => ({ ...short, nextAvailableAt: null })),
      };
}

interface UnitsOfLot {
  onHand: bigint;
  inTransit: bigint;
  sold: bigint;
  lost: bigint;
  cameIn: bigint;
}

/** Where the units of each lot are, and how many of them ever came in, over all locations. */
function unitsByLot({ ledger }: Shop): Map<string, UnitsOfLot> {
  const sums = new Map<string, UnitsOfLot>();
  const add = (stockId: string, what: keyof UnitsOfLot, units: bigint): void => {
    const { item, lot } = ledger.row(stockId);
    const name = `${item.sku} #${lot?.number ?? ""}`;
    const sum = sums.get(name) ?? { onHand: 0n, inTransit: 0n, sold: 0n, lost: 0n, cameIn: 0n };
    sum[what] += units;
    sums.set(name, sum);
  };
  for (const { id, balances } of ledger.stock.values()) {
    add(id, "onHand", balances.onHand);
    add(id, "inTransit", balances.inTransit);
  }
  for (const { kind, postings } of ledger.journal) {
    if (!["receive", "adjust", "set_stock", "close_count"].includes(kind)) continue;
    for (const { stockId, delta } of postings.values()) add(stockId, "cameIn", delta.onHand ?? 0n);
  }
  for (const { allocations } of ledger.reservations.values()) {
    for (const { stockId, fulfilled, returned } of allocations)
      add(stockId, "sold", fulfilled - returned);
  }
  for (const { parcels } of ledger.transfers.values()) {
    for (const { fromStockId, lost } of parcels) add(fromStockId, "lost", lost);
  }
  return sums;
}

describe("in any story", () => {
  test("the books balance, and units are conserved lot by lot", () => {
    check(
      250,
      fc.property(stories(ROUGH), (story) => {
        const shop = openShop(ROUGH);
        const player = new Player(shop);
        for (const moment of story) {
          player.play(moment);
          for (const pair of pairs(ROUGH)) {
            expect(shop.available(pair)).toBe(availableByRule(shop, pair));
          }
        }
        for (const [, units] of unitsByLot(shop)) {
          const { onHand, inTransit, sold, lost, cameIn } = units;
          expect(onHand + inTransit + sold + lost).toBe(cameIn);
        }
      }),
    );
  });

  test("a hold is a promise: while nothing is lost, no commit of a living hold is refused", () => {
    check(
      120,
      fc.property(stories(GENTLE), (story) => {
        const shop = openShop(GENTLE);
        const player = new Player(shop);
        for (const moment of story) {
          player.play(moment);
          for (const row of shop.ledger.stock.values()) expect(shortfall(row.balances)).toBe(0n);
        }
        const ids = [...shop.ledger.reservations.keys()];
        for (const id of ids.filter((each) => shop.state(each) === "held")) {
          expect(shop.commit(id).outcome).toBe("accepted");
        }
        for (const id of ids.filter((each) => shop.state(each) === "committed")) {
          expect(shop.fulfil(id).outcome).toBe("accepted");
        }
      }),
    );
  });

  test("what is repeated changes nothing and names the same ids", () => {
    check(
      80,
      fc.property(stories(ROUGH), (story) => {
        const shop = openShop(ROUGH);
        const player = new Player(shop);
        const accepted: { command: Command; told: Told }[] = [];
        for (const moment of story) {
          const commands = player.prepare(moment);
          const told = shop.batch(...commands);
          commands.forEach((command, index) => {
            const answer = told[index];
            if (isChore(command) || answer?.outcome !== "accepted") return;
            accepted.push({ command, told: answer });
          });
          const before = tables(shop);
          const again = shop.batch(...accepted.map((first) => first.command));
          const ids = ({ entryId, reservation }: Told): unknown => [entryId, reservation?.id];
          expect(again.every(({ outcome }) => outcome === "replayed")).toBe(true);
          same(
            again.map(ids),
            accepted.map((first) => ids(first.told)),
          );
          same(tables(shop), before);
        }
      }),
    );
  });

  test("a batch of many is as many batches of one", () => {
    check(
      120,
      fc.property(stories(ROUGH), (story) => {
        const [together, alone] = [openShop(ROUGH), openShop(ROUGH)];
        const [one, other] = [new Player(together), new Player(alone)];
        for (const moment of story) {
          const told = one.play(moment);
          const each = other.prepare(moment).map((command) => alone.ask(command));
          const plain = ({ outcome, rejection, reservation, entryId }: Told): unknown => {
            return { outcome, rejection: plainly(rejection), reservation, entryId };
          };
          same(told.map(plain), each.map(plain));
          same(tables(together), tables(alone));
        }
      }),
    );
  });

  test("sweeping changes nothing that anybody sees, then or later", () => {
    check(
      150,
      fc.property(stories(ROUGH), (story) => {
        const [swept, unswept] = [openShop(ROUGH), openShop(ROUGH)];
        const [one, other] = [new Player(swept), new Player(unswept)];
        for (const moment of story) {
          const asked = withoutExpiries(moment);
          const commands = one.prepare(asked);
          if (moment.sweeps) swept.sweep();
          const told = swept.batch(...commands);
          const plain = ({ outcome, rejection, reservation }: Told): unknown => {
            return { outcome, rejection, reservation: seen(reservation) };
          };
          same(told.map(plain), other.play(asked).map(plain));
          same(
            pairs(ROUGH).map((pair) => swept.availability(pair)),
            pairs(ROUGH).map((pair) => unswept.availability(pair)),
          );
          for (const id of swept.ledger.reservations.keys()) {
            same(swept.state(id), unswept.state(id));
            same(seen(swept.reservation(id)), seen(unswept.reservation(id)));
          }
        }
      }),
    );
  });

  test("it does not matter how many overdue holds one batch takes back", () => {
    check(
      120,
      fc.property(stories(PLAIN), (story) => {
        const [few, all] = [openShop(PLAIN), openShop(PLAIN)];
        few.ledger.overdueMax = 1;
        const [one, other] = [new Player(few), new Player(all)];
        for (const moment of story.map(oneByOne)) {
          const plain = ({ outcome, reservation }: Told): unknown => {
            return { outcome, reservation: seen(reservation) };
          };
          same(one.play(moment).map(plain), other.play(moment).map(plain));
          for (const pair of pairs(PLAIN)) same(few.availability(pair), all.availability(pair));
        }
      }),
    );
  });
});

/** Expiring by hand is what a sweeper does; whether there is something left to expire is what differs. */
function withoutExpiries(moment: Moment): Moment {
  return { ...moment, acts: moment.acts.filter(({ kind }) => kind !== "expire") };
}

/** One command at a time: those that wait for another batch are overtaken by the rest of theirs. */
function oneByOne(moment: Moment): Moment {
  return { ...withoutExpiries(moment), acts: withoutExpiries(moment).acts.slice(0, 1) };
}

describe("after any story", () => {
  test("an order at one location is refused exactly when no choice of lots could serve it", () => {
    const milk = { ...ROUGH, places: ["MAIN"], skus: ["MILK"], bundles: {} };
    const choice = fc.record({
      isSale: fc.boolean(),
      safetyStock: fc.constantFrom(0n, 0n, 1n, 2n),
    });
    check(
      300,
      fc.property(
        stories(milk),
        orderLines(milk),
        choice,
        (story, lines, { isSale, safetyStock }) => {
          const shop = openShop(milk);
          const player = new Player(shop);
          for (const moment of story) player.play(moment);
          shop.location("MAIN", { safetyStock });
          const ends = isSale ? shop.now : shop.now + 15 * MINUTE;
          const can = canServe(shop, "MILK @MAIN", lines, ends);

          const told = isSale ? shop.sell(lines) : shop.reserve(lines);

          expect(told.outcome).toBe(can ? "accepted" : "INSUFFICIENT_STOCK");
        },
      ),
    );
  });

  test("a line is refused exactly when all locations together have too little, and a part is all they have", () => {
    check(
      200,
      fc.property(stories(ROUGH), orderLines(ROUGH), (story, [line = "1 SOCK"]) => {
        const shop = openShop(ROUGH);
        const player = new Player(shop);
        for (const moment of story) player.play(moment);
        const asked = BigInt(line.slice(0, line.indexOf(" ")));
        const most = servable(shop, line, ROUGH.places, shop.now + 15 * MINUTE);

        const whole = shop.reserve(line, { validateOnly: true });
        const part = shop.reserve(line, { allowPartial: true });

        expect(whole.outcome).toBe(asked <= most ? "accepted" : "INSUFFICIENT_STOCK");
        expect(part.outcome).toBe(most > 0n ? "accepted" : "INSUFFICIENT_STOCK");
        const short = part.reservation?.lines[0]?.shortQuantity;
        if (short !== undefined) expect(asked - short).toBe(asked < most ? asked : most);
      }),
    );
  });
});
