import { expect, test } from "@jest/globals";

import type { WmsLineState, WmsOrderState } from "../../../../src/wms/port.ts";
import { cancel, patience, push, run, total } from "../asking.ts";
import type { OpenWarehouse, Warehouse } from "../warehouse.ts";

const ORDERED = 4n;

/** Do the figures of order states only grow, and add up? */
export function askTotals(open: OpenWarehouse): void {
  test.each([1, 2, 3])("in story %i no figure of an order ever falls", async (story) => {
    const warehouse = await open({ takesBackAlways: story === 2 });
    const { client } = warehouse;
    const random = randomOf(story);
    const references: string[] = [];
    const seen = new Map<string, bigint>();
    for (let step = 0; step < 40; step++) {
      await act(warehouse, random, references);
      for (const state of await client.orderStates(references, patience)) {
        for (const [figure, value] of figuresOf(state)) {
          const before = seen.get(figure) ?? 0n;
          if (value < before) throw new Error(`${figure} fell from ${before} to ${value}`);
          seen.set(figure, value);
        }
        for (const line of state.lines) expectSums(line);
      }
    }
    expect(seen.size).toBeGreaterThan(50);
  });
}

async function act(warehouse: Warehouse, random: () => number, references: string[]) {
  const { client } = warehouse;
  const choice = random();
  const some = references[Math.floor(random() * references.length)];
  if (choice < 0.4 || some === undefined) {
    const reference = `R-${references.length}`;
    const sku = random() < 0.5 ? "MILK" : "SOCK";
    await push(client, reference, { sku, quantity: ORDERED });
    references.push(reference);
  } else if (choice < 0.6) {
    await cancel(client, some, BigInt(Math.floor(random() * 5)));
  } else if (choice < 0.8) {
    await run(warehouse);
  } else {
    await warehouse.pass(Math.floor(random() * warehouse.shipsAfterMs));
  }
}

function expectSums({
  allocated,
  takenBack,
  returned,
  closed,
  shipped,
  refused,
  cancelAnswered,
}: WmsLineState) {
  const kept = total(allocated) - total(takenBack);
  expect(kept + closed).toBeLessThanOrEqual(ORDERED);
  expect(total(returned) + shipped).toBeLessThanOrEqual(kept);
  expect(refused).toBeLessThanOrEqual(cancelAnswered);
  expect(cancelAnswered).toBeLessThanOrEqual(ORDERED);
}

/** Every figure of an order by its name. */
function figuresOf({ reference, lines }: WmsOrderState): Map<string, bigint> {
  const figures = new Map<string, bigint>();
  const add = (name: string, value: bigint): void => {
    figures.set(`${reference} ${name}`, (figures.get(`${reference} ${name}`) ?? 0n) + value);
  };
  for (const state of lines) {
    const { line, allocated, takenBack, returned, ...plain } = state;
    for (const { lot, run: runMark, quantity } of allocated) {
      add(`${line}: allocated ${lot} by ${runMark}`, quantity);
    }
    for (const { lot, quantity } of takenBack) add(`${line}: taken back ${lot}`, quantity);
    for (const { lot, quantity } of returned) add(`${line}: returned ${lot}`, quantity);
    const { closed, cancelAnswered, refused, shipped } = plain;
    for (const [name, value] of Object.entries({ closed, cancelAnswered, refused, shipped })) {
      add(`${line}: ${name}`, value);
    }
  }
  return figures;
}

/** The same numbers for the same seed, from 0 to below 1. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
