import { expect, test } from "@jest/globals";

import type { RowFormat } from "../../src/exchange/columns.ts";
import { type Piece, piecesOf } from "../../src/exchange/pieces.ts";
import { RECORD_BYTES_MAX, RecordSplitter } from "../../src/exchange/recordSplitter.ts";

/** The pieces of a text that comes so many bytes at a time. */
async function cut(
  text: string,
  size: number,
  { format = "csv", fromLine = 1 }: { format?: RowFormat; fromLine?: number } = {},
): Promise<Piece[]> {
  const bytes = Buffer.from(text);
  async function* file(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  return await Array.fromAsync(piecesOf(file(), { format, fromLine }));
}

const HEADER = "sku,location,on_hand";

test("a file makes the same pieces, however it comes", async () => {
  const rows = Array.from({ length: 4_500 }, (_, index) => `S${index},M,${index}`);
  const text = [HEADER, ...rows].join("\r\n");

  const whole = await cut(text, text.length);
  const dripping = await cut(text, 7);

  expect(dripping).toEqual(whole);
  expect(whole.map(({ firstLine, rows: count }) => [firstLine, count])).toEqual([
    [2, 2000],
    [2002, 2000],
    [4002, 500],
  ]);
  expect(whole.every(({ header }) => header === HEADER)).toBe(true);
  expect(whole.map(({ bytes }) => bytes.toString()).join("")).toBe(rows.join("\r\n"));
  expect(whole.at(-1)?.position).toBe(text.length);
});

test("a line break in a quoted cell ends no row, and is counted", async () => {
  const [piece] = await cut(`${HEADER}\n"A\nB",M,1\nC,M,2\n`, 3);

  expect(piece).toMatchObject({ firstLine: 2, rows: 2 });
  const [later] = await cut(`${HEADER}\n"A\nB",M,1\nC,M,2\n`, 3, { fromLine: 4 });
  expect(later?.bytes.toString()).toBe("C,M,2\n");
});

test("an import that broke off goes on with the line it is told", async () => {
  const rows = Array.from({ length: 3_000 }, (_, index) => `S${index},M,${index}`);
  const text = [HEADER, ...rows].join("\n");

  const [, second] = await cut(text, 1_000);
  const [rest] = await cut(text, 1_000, { fromLine: second?.firstLine ?? 0 });

  expect(rest).toEqual(second);
});

test("a quote that is never closed costs its own line alone", async () => {
  const pieces = await cut(`${HEADER}\nA,"M,1\nB,M,2\nC,M,3\n`, 5);

  expect(pieces.map(({ bytes }) => bytes.toString())).toEqual(['A,"M,1\n', "B,M,2\nC,M,3\n"]);
  expect(pieces.map(({ firstLine }) => firstLine)).toEqual([2, 3]);
});

test("a line without an end is thrown away as it comes, and told", async () => {
  const long = "x".repeat(3 * RECORD_BYTES_MAX);

  const [piece] = await cut(`${HEADER}\nA,M,1\n${long},M,2\nC,M,3\n`, 65_536);

  expect(piece?.tooLong).toEqual([3]);
  expect(piece?.bytes.toString()).toBe("A,M,1\n\nC,M,3\n");
});

test("a quote that is never closed is noticed long before the file ends", () => {
  const splitter = new RecordSplitter(true);
  const rows = Buffer.from("B,M,2\n".repeat(50_000));

  const records = [...splitter.push(Buffer.from('A,"M,1\n')), ...splitter.push(rows)];

  expect(records[0]).toMatchObject({ line: 1, lines: 1, isOpen: true });
  expect(records).toHaveLength(50_001);
});

test("JSON lines have no header, and quotes in them join no lines", async () => {
  const [piece] = await cut('{"sku":"A\n{"sku":"B"}\n', 4, { format: "jsonl" });

  expect(piece).toMatchObject({ firstLine: 1, rows: 2, header: "" });
});

test("a file without rows makes no pieces", async () => {
  expect(await cut(`${HEADER}\n`, 100)).toEqual([]);
  expect(await cut("", 100)).toEqual([]);
});
