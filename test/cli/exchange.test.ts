import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { holdfast } from "../support/cli.ts";
import { temporaryFolder } from "../support/temporaryFolder.ts";
import { useShop } from "../support/useShop.ts";

const shop = useShop();
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  folder = await temporaryFolder();
  await shop.receive("SOCK", 3);
  await writeFile(
    file("stock.csv"),
    "sku,location,on_hand\r\nSOCK,MAIN,5\r\nSOCK,MAIN,x\r\nSHOE,MAIN,5\r\n",
  );
});

afterAll(() => folder.remove());

const file = (name: string): string => path.join(folder.path, name);
const server = (): string[] => ["--server", `127.0.0.1:${shop.app.grpcPort}`];

test("wrong rows are told and written down, the others booked, and the exit code is 1", async () => {
  const args = ["import", "stock", file("stock.csv"), "--errors", file("errors.csv"), ...server()];

  const { code, stdout, stderr } = await holdfast(args, {
    HOLDFAST_API_KEY: shop.tenant.adminKey,
  });

  expect(stdout).toMatch(
    /^3 rows in [\d.]+ s: 0 created, 1 changed, 0 as they were, 0 booked before\.\n$/,
  );
  expect(stderr).toBe(
    'line 3, column 3 (on_hand): "x": write a whole number in digits, without spaces, points or commas\n' +
      'line 4, column 1 (sku): no item has the SKU "SHOE"; create it first, or correct the SKU\n' +
      "holdfast: 2 of 3 rows are wrong and were left out\n",
  );
  expect(code).toBe(1);
  const errors = (await readFile(file("errors.csv"), "utf8")).split("\n");
  expect(errors[0]).toBe("line,column,field,reason,message");
  expect(errors[2]).toMatch(/^4,1,sku,ITEM_NOT_FOUND,"no item has/);
  expect(await shop.availability("SOCK")).toMatchObject({ onHand: 5n });
}, 60_000);

test("an export writes a file that can be imported", async () => {
  const args = ["export", "locations", "--out", file("places.jsonl"), ...server()];

  const { code, stderr } = await holdfast(args, { HOLDFAST_API_KEY: shop.tenant.serviceKey });

  expect({ code, stderr }).toEqual({ code: 0, stderr: "1 rows.\n" });
  expect(JSON.parse(await readFile(file("places.jsonl"), "utf8"))).toMatchObject({
    code: "MAIN",
    kind: "warehouse",
  });
}, 60_000);

test("who shows a key that nobody has is told what to do, and where to go on", async () => {
  const args = ["import", "stock", file("stock.csv"), "--id", "monday", ...server()];

  const { code, stderr } = await holdfast(args, { HOLDFAST_API_KEY: "hf_nobody" });

  expect(stderr).toContain("set HOLDFAST_API_KEY to a key with the role admin");
  expect(stderr).toContain("go on with: --from-line 2 --id monday");
  expect(code).toBe(1);
}, 60_000);
