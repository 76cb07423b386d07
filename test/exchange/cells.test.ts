import { expect, test } from "@jest/globals";

import { readCell } from "../../src/exchange/cells.ts";
import type { CellType } from "../../src/exchange/columns.ts";

const NAME: CellType = { is: "name", max: 5 };
const CHOICE: CellType = { is: "choice", of: ["store", "hub"] };
const ATTRIBUTES: CellType = { is: "attributes" };
const COUNT: CellType = { is: "count", min: -5n, max: 5n };

test.each<[CellType, string, unknown]>([
  [NAME, "A B", "A B"],
  [{ is: "text", max: 3 }, "🧦🧦🧦", "🧦🧦🧦"],
  [{ is: "printable", max: 5 }, "a/b~", "a/b~"],
  [COUNT, "-5", -5n],
  [{ is: "count", min: 0n, max: 9n }, "007", 7n],
  [{ is: "flag" }, "true", true],
  [CHOICE, "hub", "hub"],
  [{ is: "instant" }, "2026-03-29T12:00:00Z", Date.UTC(2026, 2, 29, 12)],
  [{ is: "instant" }, "2026-03-29T12:00:00.250+02:00", Date.UTC(2026, 2, 29, 10, 0, 0, 250)],
  [{ is: "amount" }, "12.500000", "12.500000"],
  [{ is: "currency" }, "EUR", "EUR"],
  [ATTRIBUTES, '{"colour":"red"}', { colour: "red" }],
])("%j takes %s", (type, text, value) => {
  expect(readCell(type, text)).toEqual({ value });
});

test.each<[CellType, string]>([
  [NAME, " A"],
  [NAME, "A "],
  [NAME, "ABCDEF"],
  [{ is: "text", max: 3 }, "🧦🧦🧦🧦"],
  [{ is: "text", max: 9 }, "a\u0000b"],
  [{ is: "text", max: 9 }, "a\u0085b"],
  [{ is: "printable", max: 9 }, "ü"],
  [COUNT, "6"],
  [COUNT, "-6"],
  [COUNT, "+1"],
  [COUNT, "0x1"],
  [COUNT, "١"],
  [COUNT, "99999999999999999999"],
  [{ is: "flag" }, "TRUE"],
  [{ is: "flag" }, "1"],
  [CHOICE, "Store"],
  [{ is: "instant" }, "2026-03-29"],
  [{ is: "instant" }, "2026-03-29T12:00:00"],
  [{ is: "instant" }, "2026-02-31T12:00:00Z"],
  [{ is: "instant" }, "1969-12-31T23:59:59Z"],
  [{ is: "amount" }, "-1"],
  [{ is: "amount" }, "1,5"],
  [{ is: "amount" }, "1.1234567"],
  [{ is: "currency" }, "eur"],
  [ATTRIBUTES, "red"],
  [ATTRIBUTES, '["red"]'],
  [ATTRIBUTES, '{"size":1}'],
  [ATTRIBUTES, '{"":"x"}'],
  [ATTRIBUTES, `{"a":"${"x".repeat(501)}"}`],
  [
    ATTRIBUTES,
    JSON.stringify(Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`n${i}`, ""]))),
  ],
])("%j refuses %j, and says what to do", (type, text) => {
  expect(readCell(type, text)).toEqual({ wrong: expect.stringMatching(/: [a-z].{10,}/) });
});

test("what a cell holds is told back in part", () => {
  const cell = readCell({ is: "flag" }, "x".repeat(1000));

  expect(cell).toEqual({ wrong: `"${"x".repeat(40)}…": write true or false` });
});
