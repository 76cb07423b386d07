import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { DIALECTS } from "../../../src/wmsSim/dialects.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { playLongNight } from "./longNight.ts";
import { stretched } from "./options.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database?.drop());

test("some hours of a troubled warehouse, with three servers that are killed now and then, oversell nothing", async () => {
  const report = await playLongNight({
    seed: 20261120,
    hours: 2,
    dialect: stretched(DIALECTS.slow),
    replicas: 3,
    speed: 1800,
    url: database.url,
    say: () => undefined,
  });
  expect(report.wrong).toEqual([]);
  expect(report.looks).toBeGreaterThan(20);
  expect(report.callers.reserved).toBeGreaterThan(0);
  expect(report.delivered).toBeGreaterThan(0);
}, 120_000);
