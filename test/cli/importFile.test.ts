import { Code, ConnectError, createHoldfast, type Holdfast } from "@holdfast/client";
import { afterEach, beforeAll, expect, test } from "@jest/globals";

import { BadRows, type BadRow } from "../../src/cli/exchange/badRows.ts";
import { BrokenOff, importFile } from "../../src/cli/exchange/importFile.ts";
import { startProgress } from "../../src/cli/exchange/progress.ts";
import { send } from "../exchange/exchanging.ts";
import { useShop } from "../support/useShop.ts";

const shop = useShop();
const PLACES = 10;
const ROWS = 7_000;

beforeAll(async () => {
  const skus = Array.from({ length: ROWS / PLACES }, (_, index) => `S${index}`);
  await send(shop.client, "items", ["sku", ...skus]);
  const places = Array.from({ length: PLACES }, (_, index) => `P${index}`);
  await send(shop.client, "locations", ["code", ...places]);
});

afterEach(async () => {
  expect(await shop.differences()).toEqual([]);
});

const lines = ["sku,location,on_hand"];
for (let row = 0; row < ROWS; row += 1) {
  lines.push(`S${Math.floor(row / PLACES)},P${row % PLACES},${(row % 90) + 1}`);
}

async function* file(text = lines.join("\n")): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

function connect(): Holdfast {
  return createHoldfast({
    baseUrl: `http://127.0.0.1:${shop.app.grpcPort}`,
    apiKey: shop.tenant.adminKey,
    protocol: "grpc",
    timeoutMs: 30_000,
  });
}

const stock = { kind: "stock", format: "csv", isDryRun: false, fromLine: 1 } as const;

function listener(): { bad(errors: readonly BadRow[]): void; piece(): void; told: BadRow[] } {
  const told: BadRow[] = [];
  return { told, bad: (errors) => void told.push(...errors), piece: () => undefined };
}

test("an import that breaks off books whole pieces, goes on where it says, and ends with the file's figures", async () => {
  const client = connect();
  const { exchange } = client;
  const breaking = {
    ...client,
    exchange: {
      ...exchange,
      import: (request: { firstLine?: bigint }) =>
        request.firstLine === 4002n
          ? Promise.reject(new ConnectError("gone", Code.Unavailable))
          : exchange.import(request),
    },
  } as Holdfast;

  const broken = await importFile(breaking, file(), { ...stock, id: "a" }, listener()).catch(
    (error: unknown) => error,
  );
  expect(broken).toBeInstanceOf(BrokenOff);
  const { fromLine } = broken as BrokenOff;
  const rest = await importFile(client, file(), { ...stock, id: "a", fromLine }, listener());
  const again = await importFile(client, file(), { ...stock, id: "b" }, listener());

  expect(fromLine).toBe(4002);
  expect({ ...rest, position: 0 }).toMatchObject({ rows: 3_000, updated: 0 });
  expect(rest.created + rest.repeated).toBe(3_000);
  expect(again).toMatchObject({ rows: ROWS, created: 0, updated: 0, unchanged: ROWS });
  expect(await shop.availability("S42", "P3")).toMatchObject({ onHand: 64n });
  client.close();
});

test("wrong rows of every piece are told by their lines in the file", async () => {
  const client = connect();
  const wrong = lines.map((line, index) => (index % 1_000 === 999 ? `${line}x` : line));
  const heard = listener();

  const totals = await importFile(client, file(wrong.join("\n")), { ...stock, id: "c" }, heard);

  expect(totals).toMatchObject({ rows: ROWS, unchanged: ROWS - 7 });
  expect(heard.told.map(({ line }) => line).toSorted((a, b) => a - b)).toEqual([
    1000, 2000, 3000, 4000, 5000, 6000, 7000,
  ]);
  client.close();
});

test("of many wrong rows the first are told, and the rest counted", async () => {
  const said: string[] = [];
  const bad = new BadRows(undefined, (line) => said.push(line));

  for (let line = 1; line <= 30; line += 1) {
    const row = { line, field: "sku", reason: "FIELD_VIOLATION", message: "no" };
    bad.add([
      { ...row, column: 1 },
      { ...row, column: 0 },
    ]);
  }
  await bad.close();

  expect(bad.count).toBe(30);
  expect(said).toHaveLength(21);
  expect(said[0]).toBe("line 1, column 1 (sku): no");
  expect(said[20]).toBe("… and more; --errors FILE writes all of them down");
});

test("progress is a bar on a terminal", async () => {
  const drawn: string[] = [];
  const terminal = { isTTY: true, write: (text: string) => drawn.push(text) };
  const progress = startProgress(terminal as unknown as NodeJS.WriteStream, 0);

  progress.tell("1,000 rows", 0.5);
  progress.end();

  expect(drawn[0]).toContain(`[${"█".repeat(15)}${" ".repeat(15)}] 50 % 1,000 rows`);
  expect(drawn[1]).toBe("\r\u001B[2K");
});

test("progress is a line elsewhere", () => {
  const written: string[] = [];
  const pipe = { isTTY: false, write: (text: string) => written.push(text) };
  const progress = startProgress(pipe as unknown as NodeJS.WriteStream, 0);

  progress.tell("1,000 rows", undefined);
  progress.end();

  expect(written).toEqual(["1,000 rows\n"]);
});
