import { expect, test } from "@jest/globals";
import fc from "fast-check";

import { COLUMNS, ROW_FORMATS, ROW_KINDS } from "../../src/exchange/columns.ts";
import { readChunk } from "../../src/exchange/readChunk.ts";
import { writerOf } from "../../src/exchange/writeRows.ts";

const kind = fc.constantFrom(...ROW_KINDS);
const format = fc.constantFrom(...ROW_FORMATS);

/** Texts of what trips readers up. */
const nasty = fc
  .array(
    fc.constantFrom(
      ...["a", "Ä", "🧦", ",", '"', '""', "\n", "\r\n", " ", "{", "}", "\\", "\uFEFF"],
    ),
    {
      maxLength: 60,
    },
  )
  .map((parts) => parts.join(""));

test("no file whatever is read without an end, and no line of it is lost", () => {
  fc.assert(
    fc.property(kind, format, nasty, fc.boolean(), (of, as, text, isHeaded) => {
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
  fc.assert(
    fc.property(kind, format, fc.uint8Array({ maxLength: 200 }), (of, as, bytes) => {
      readChunk({ kind: of, format: as, bytes, firstLine: 1, header: "" });
    }),
    { numRuns: 1_000 },
  );
});

const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }).filter((text) => {
  return !/\p{Cc}/u.test(text) && text.trim() === text && text.isWellFormed();
});
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null });

test("whatever is written of an item is read as it was", () => {
  const item = fc.record({
    sku: word,
    name: maybe(word),
    price: maybe(fc.constantFrom("0", "12.5", "999999999999.999999")),
    currency: fc.constant("EUR"),
    display_scale: maybe(fc.integer({ min: 0, max: 9 })),
    lot_tracked: maybe(fc.boolean()),
    attributes: maybe(fc.dictionary(word, word, { minKeys: 1, maxKeys: 4, noNullPrototype: true })),
  });
  fc.assert(
    fc.property(format, fc.array(item, { minLength: 1, maxLength: 8 }), (as, items) => {
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
