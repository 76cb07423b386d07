import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";

const SCRIPT = path.resolve(import.meta.dirname, "../../scripts/runDockerfile.ts");

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

test("the Dockerfile's commands, run in clean folders, give a program that serves; the image itself is not built", async () => {
  const env = { ...process.env, DATABASE_URL: database.url };

  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT], { env });

  expect(stdout).toContain("its program says: Holdfast is ready");
}, 240_000);
