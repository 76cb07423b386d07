import type { PoolClient } from "pg";

import { settled } from "../../sql/statement.ts";
import type { Head } from "../read/head.ts";
import { insertAllocations, sortAllocations, updateAllocations } from "./allocations.ts";
import { insertEntries, insertPostings, updateHead } from "./journal.ts";
import type { Page } from "./page.ts";
import { insertReservations, updateReservations } from "./reservations.ts";
import { insertLots, insertStock, updateStock } from "./stock.ts";

/** Something that came past the lane changed a row since it was read. The batch is rolled back and run again. */
export class VersionMiss extends Error {
  constructor(table: string) {
    super(`a row of ${table} has changed since it was read`);
    this.name = "VersionMiss";
  }
}

/** Writes a page: a statement per kind of row, sent together, each guarded by the version that was read. */
export async function writePage(
  client: PoolClient,
  tenantId: string,
  page: Page,
  before: Head,
): Promise<void> {
  const stock = [...page.stock.values()].map((change) => ({
    ...change,
    truth: page.truth.has(change.after.id),
  }));
  const reservations = [...page.reservations.values()];
  const { added, changed } = sortAllocations(reservations);
  const newStock = stock.filter((change) => change.before === null);
  const oldStock = stock.filter((change) => change.before !== null);
  const newOnes = reservations.filter((change) => change.before === null);
  const oldOnes = reservations.filter((change) => change.before !== null);
  const written = await settled([
    insertLots(client, tenantId, page.lots),
    insertStock(client, tenantId, newStock),
    updateStock(client, tenantId, oldStock),
    insertReservations(
      client,
      tenantId,
      newOnes.map(({ after }) => after),
    ),
    updateReservations(client, tenantId, oldOnes),
    insertAllocations(client, tenantId, added),
    updateAllocations(client, tenantId, changed),
    insertEntries(client, tenantId, page.entries),
    insertPostings(client, tenantId, page.entries),
    updateHead(client, tenantId, before, page.head),
  ]);
  expectAll(written[2], oldStock.length, "stock");
  expectAll(written[4], oldOnes.length, "reservation");
  expectAll(written[6], changed.length, "allocation");
  expectAll(written[9], 1, "head");
}

function expectAll(found: number, expected: number, table: string): void {
  if (found !== expected) throw new VersionMiss(table);
}
