import { expect, test } from "@jest/globals";
import {
  type Arbitrary,
  array,
  assert,
  boolean,
  constant,
  constantFrom,
  dictionary,
  integer,
  option,
  property,
  record,
  string,
  uint8Array,
} from "fast-check";

import { COLUMNS, ROW_FORMATS, ROW_KINDS } from "../../src/exchange/columns.ts";
import { readChunk } from "../../src/exchange/readChunk.ts";
import { writerOf } from "../../src/exchange/writeRows.ts";

const kind = constantFrom(...ROW_KINDS);
const format = constantFrom(...ROW_FORMATS);

/** Texts of what trips readers up. */
const nasty = array(
  constantFrom("a", "Ä", "🧦", ",", '"', '""', "\n", "\r\n", " ", "{", "}", "\\", "\uFEFF"),
  {
    maxLength: 60,
  },
).map((parts) => parts.join(""));

test("no file whatever is read without an end, and no line of it is lost", () => {
  assert(
    property(kind, format, nasty, boolean(), (of, as, text, isHeaded) => {
      const header = COLUMNS[of].map(({ name }) => name).join(",");
      const bytes = Buffer.from(text);
      const chunk = { kind: of, format: as, bytes, firstLine: 1, header: isHeaded ? header : "" };

      const { rows, problems, count } = readChunk(chunk);

      const told = new Set([...rows.map(({ line }) => line), ...problems.map(({ line }) => line)]);
      expect(count).toBe(told.size);
      expect(problems.every(({ line, column }) => line >= 1 && column >= 0)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test("bytes that are no text at all are told, not thrown", () => {
  assert(
    property(kind, format, uint8Array({ maxLength: 200 }), (of, as, bytes) => {
      readChunk({ kind: of, format: as, bytes, firstLine: 1, header: "" });
    }),
    { numRuns: 1_000 },
  );
});

const word = string({ unit: "grapheme", minLength: 1, maxLength: 30 }).filter((text) => {
  return !/\p{Cc}/u.test(text) && text.trim() === text && text.isWellFormed();
});
const maybe = <T>(of: Arbitrary<T>): Arbitrary<T | null> => option(of, { nil: null });

test("whatever is written of an item is read as it was", () => {
  const item = record({
    sku: word,
    name: maybe(word),
    price: maybe(constantFrom("0", "12.5", "999999999999.999999")),
    currency: constant("EUR"),
    display_scale: maybe(integer({ min: 0, max: 9 })),
    lot_tracked: maybe(boolean()),
    attributes: maybe(dictionary(word, word, { minKeys: 1, maxKeys: 4, noNullPrototype: true })),
  });
  assert(
    property(format, array(item, { minLength: 1, maxLength: 8 }), (as, items) => {
      const writer = writerOf("items", as);
      const bytes = Buffer.from(writer.header + items.map((told) => writer.line(told)).join(""));

      const { rows, problems } = readChunk({
        kind: "items",
        format: as,
        bytes,
        firstLine: 1,
        header: "",
      });

      expect(problems).toEqual([]);
      const read = rows.map((row) => ({
        sku: row.text("sku"),
        name: row.text("name"),
        price: row.text("price"),
        currency: row.text("currency"),
        display_scale:
          row.count("display_scale") === null ? null : Number(row.count("display_scale")),
        lot_tracked: row.flag("lot_tracked"),
        attributes: row.attributes("attributes"),
      }));
      expect(read).toEqual(items);
    }),
    { numRuns: 300 },
  );
});
