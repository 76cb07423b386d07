import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Pool } from "pg";

import { newId } from "../../../src/store/newId.ts";
import { createPool } from "../../../src/store/sql/pool.ts";
import { findWmsAccounts } from "../../../src/store/wms/accounts.ts";
import { wantWmsRounds } from "../../../src/store/wms/leases.ts";
import { readWmsJobs } from "../../../src/store/wms/status.ts";
import { WmsUnavailable } from "../../../src/wms/errors.ts";
import type { StockPage, WmsClient } from "../../../src/wms/port.ts";
import { WmsJobWorker } from "../../../src/workers/wmsJob.ts";
import { type Operator, openOperator } from "../../support/operator.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { until } from "../../support/until.ts";
import { createAccount } from "../support/accounts.ts";

let database: TestDatabase;
let operator: Operator;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  operator = await openOperator(database.url);
  pool = createPool(database.url, 4);
});

afterAll(async () => {
  await pool.end();
  await operator.leave();
  await database.drop();
});

/** Walks an account whose warehouse answers so, because somebody wants it walked. @returns what is told of the job */
async function walkOnce(answer: (worker: WmsJobWorker) => Promise<StockPage>) {
  const id = await createAccount(operator);
  const account = (await findWmsAccounts(pool)).find((known) => known.id === id);
  if (account === undefined) throw new Error("there is no account");
  await wantWmsRounds(pool, id, ["walk"]);
  let pages = 0;
  const stockPage = (): Promise<StockPage> => {
    pages += 1;
    return answer(worker);
  };
  const client = { dialect: account.dialect, stockPage } as unknown as WmsClient;
  const booksOf = (): never => {
    throw new Error("nothing is linked");
  };
  const context = { account, client, pool, booksOf, pushTimeoutMs: 1_000 };
  const job = {
    job: "walk",
    intervalMs: 60_000,
    holder: newId(),
    onError: () => undefined,
  } as const;
  const worker: WmsJobWorker = new WmsJobWorker({ context, ...job });
  await until(() => pages > 0);
  const read = async () => (await readWmsJobs(pool, id)).find((known) => known.job === "walk");
  return { read, stop: () => worker.stop() };
}

const page = (next: string | null): StockPage => ({ run: 7n, posted: null, lines: [], next });

test("a walk that saw every page is done, and the wish for it fulfilled", async () => {
  const { read, stop } = await walkOnce(async () => page(null));

  await until(async () => (await read())?.doneAt !== null);
  await stop();

  expect(await read()).toMatchObject({ wantedAt: null, lastError: "", lastRun: 7n });
});

test("one that was told to stop between two pages is not, and the wish for it stays", async () => {
  const { read, stop } = await walkOnce(async (worker) => {
    void worker.stop();
    return page("more");
  });
  await stop();

  expect(await read()).toMatchObject({ doneAt: null, wantedAt: expect.any(Number), lastError: "" });
});

test("one that was cut in the middle of a page has not failed either", async () => {
  const { read, stop } = await walkOnce(async (worker) => {
    void worker.stop();
    throw new WmsUnavailable("gave up", { maybeDone: false });
  });
  await stop();

  expect(await read()).toMatchObject({ doneAt: null, wantedAt: expect.any(Number), lastError: "" });
});

test("one that failed says why, and the wish for it stays", async () => {
  const { read, stop } = await walkOnce(() =>
    Promise.reject(new WmsUnavailable("the warehouse system failed", { maybeDone: false })),
  );
  await until(async () => (await read())?.lastError !== "");
  await stop();

  expect(await read()).toMatchObject({
    doneAt: null,
    wantedAt: expect.any(Number),
    lastError: "the warehouse system failed",
  });
});
