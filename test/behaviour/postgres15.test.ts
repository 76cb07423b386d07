import { afterAll, beforeAll, describe } from "@jest/globals";

import { migrate } from "../../src/store/migrate.ts";
import { openOperator } from "../support/operator.ts";
import {
  type OwnCluster,
  postgres15Available,
  postgres15Missing,
  startOwnCluster,
} from "../support/postgres.ts";
import { openShop, type Shop } from "../support/shop.ts";
import { behaviourOf } from "./behaviourOf.ts";

let cluster: OwnCluster;
let shops = 0;

/** A shop in a database of its own on PostgreSQL 15. */
async function openShopOn15(settings: Readonly<Record<string, string>> = {}): Promise<Shop> {
  shops += 1;
  const database = `shop_${shops}`;
  const operator = await openOperator(cluster.url);
  await operator.query(`create database ${database}`);
  await operator.leave();
  const url = new URL(cluster.url);
  url.pathname = database;
  await migrate({ url: url.href });
  return openShop({ url: url.href, settings });
}

function onPostgres15(): void {
  beforeAll(async () => {
    cluster = await startOwnCluster({ version: 15, settings: { fsync: "off" } });
  });
  afterAll(() => cluster.stop());

  behaviourOf(openShopOn15);
}

if (postgres15Available()) describe("on PostgreSQL 15", onPostgres15);
else describe.skip(`on PostgreSQL 15 (skipped: ${postgres15Missing})`, onPostgres15);
