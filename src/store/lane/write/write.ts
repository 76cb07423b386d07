import type { PoolClient } from "pg";

import { settled } from "../../sql/statement.ts";
import type { Head } from "../read/head.ts";
import { insertAllocations, sortAllocations, updateAllocations } from "./allocations.ts";
import { writeCounts } from "./counts.ts";
import { insertEntries, insertPostings, updateHead } from "./journal.ts";
import type { Page } from "./page.ts";
import { insertReservations, updateReservations } from "./reservations.ts";
import { insertStock, updateStock, writeLots } from "./stock.ts";
import { writeTransfers } from "./transfers.ts";
import { updateLocations, writeWmsOrders, writeWmsRows } from "./wms.ts";

/**
 * Writes a page: a statement per kind of row, sent together with whatever the caller sends in the same breath. Each is
 * guarded by the version that was read; when something that came past the lane has changed a row since, it fails with
 * `VERSION_MISS`, and so does all behind it.
 */
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
  await settled([
    writeLots(client, tenantId, [...page.lots.values()]),
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
    updateLocations(client, tenantId, [...page.locations.values()]),
    writeWmsRows(client, tenantId, [...page.wmsRows.values()]),
    writeWmsOrders(client, tenantId, [...page.wmsOrders.values()]),
    writeTransfers(client, tenantId, page),
    writeCounts(client, tenantId, page),
    insertEntries(client, tenantId, page.entries),
    insertPostings(client, tenantId, page.entries),
    updateHead(client, tenantId, before, page.head),
  ]);
}
