import { describe, expect, test } from "@jest/globals";

import { readChunk } from "../../src/exchange/readChunk.ts";

/** What is read of a file: good rows as `line: sku on_hand`, bad ones as `line:column field: words`. */
function read(
  bytes: string | Buffer,
  more: { format?: "csv" | "jsonl"; header?: string; firstLine?: number } = {},
): { good: string[]; bad: string[] } {
  const { format = "csv", header = "", firstLine = 1 } = more;
  const chunk = { kind: "stock", format, header, firstLine, bytes: Buffer.from(bytes) } as const;
  const { rows, problems, count } = readChunk(chunk);
  const good = rows.map((row) => `${row.line}: ${row.text("sku")} ${row.count("on_hand")}`);
  const bad = problems.map(({ line, column, field, message }) => {
    return `${line}:${column} ${field}: ${message.slice(0, 36)}`;
  });
  expect(count).toBe(good.length + new Set(problems.map(({ line }) => line)).size);
  return { good, bad };
}

const H = "sku,location,on_hand\n";

describe("a CSV file", () => {
  const cases: readonly [what: string, text: string | Buffer, good: string[], bad: string[]][] = [
    ["with a byte order mark", `\uFEFF${H}A,M,1\n`, ["2: A 1"], []],
    ["with CRLF", "sku,location,on_hand\r\nA,M,1\r\nB,M,2\r\n", ["2: A 1", "3: B 2"], []],
    ["without an end to its last line", `${H}A,M,1`, ["2: A 1"], []],
    ["with empty lines", `${H}\nA,M,1\n\n\nB,M,2\n`, ["3: A 1", "6: B 2"], []],
    ["with columns in another order", "on_hand,sku,location\n1,A,M\n", ["2: A 1"], []],
    ["with a comma and quotes in a cell", `${H}"A,""x""",M,1\n`, ['2: A,"x" 1'], []],
    ["with a column that may be empty", "sku,location,lot,on_hand\nA,M,,1\n", ["2: A 1"], []],
    ["with 0", `${H}A,M,0\n`, ["2: A 0"], []],
    [
      "with a line break in a name",
      `${H}"A\nB",M,1\nC,M,2\n`,
      ["4: C 2"],
      ['2:1 sku: "A\\nB": take out line breaks, tabs a'],
    ],
    [
      "with too few cells",
      `${H}A,M\nB,M,2\n`,
      ["3: B 2"],
      ["2:3 : 2 cells under 3 columns; put cells t"],
    ],
    ["with too many cells", `${H}A,M,1,9\n`, [], ["2:4 : 4 cells under 3 columns; put cells t"]],
    [
      "with an unknown column",
      "sku,location,on_hand,colour\nA,M,1,red\n",
      [],
      ['1:4 colour: "colour" is no column; the columns a'],
    ],
    [
      "with a column twice",
      "sku,location,on_hand,sku\nA,M,1,B\n",
      [],
      ["1:4 sku: column 1 is called so too; leave one"],
    ],
    [
      "without a column that is needed",
      "sku,location\nA,M\n",
      [],
      ["1:0 on_hand: the column on_hand is missing; add i"],
    ],
    ["without a header", "", [], ["1:0 : there is no header line; begin with "]],
    [
      "with a space in a number",
      `${H}A,M, 1\n`,
      [],
      ['2:3 on_hand: " 1": write a whole number in digits'],
    ],
    [
      "with a grouped number",
      `${H}A,M,"1,000"\n`,
      [],
      ['2:3 on_hand: "1,000": write a whole number in dig'],
    ],
    ["with a decimal", `${H}A,M,1.5\n`, [], ['2:3 on_hand: "1.5": write a whole number in digit']],
    [
      "with an exponent",
      `${H}A,M,1e3\n`,
      [],
      ['2:3 on_hand: "1e3": write a whole number in digit'],
    ],
    [
      "with less than nothing",
      `${H}A,M,-1\n`,
      [],
      ['2:3 on_hand: "-1": write a number from 0 to 10000'],
    ],
    [
      "with more than a bucket holds",
      `${H}A,M,1000000000001\n`,
      [],
      ['2:3 on_hand: "1000000000001": write a number from'],
    ],
    ["with an empty cell that is needed", `${H},M,1\n`, [], ["2:1 sku: sku is empty; fill it in"]],
    [
      "with two mistakes in a row",
      `${H},M,x\nB,M,2\n`,
      ["3: B 2"],
      ["2:1 sku: sku is empty; fill it in", '2:3 on_hand: "x": write a whole number in digits,'],
    ],
    [
      "in another encoding",
      Buffer.from(`${H}Ä,M,1\nB,M,2\n`, "latin1"),
      ["3: B 2"],
      ["2:1 sku: is not UTF-8; save the file in that "],
    ],
    [
      "with a quote in a bare cell",
      `${H}A"B,M,1\nC,M,2\n`,
      ["3: C 2"],
      ["2:1 : a quote stands in a cell that has no"],
    ],
    [
      "with a quote that is never closed",
      `${H}A,"M,1\nC,M,2\n`,
      ["3: C 2"],
      ["2:2 : a quoted cell is not closed; write i"],
    ],
    [
      "with something behind a closing quote",
      `${H}"A"x,M,1\nC,M,2\n`,
      ["3: C 2"],
      ["2:1 : something follows a closing quote; w"],
    ],
    [
      "with rows between two wrong quotes",
      `${H}A"x,M,1\nB,M,2\nC"x,M,3\nD,M,4\n`,
      ["5: D 4"],
      [
        "2:1 : a quote stands in a cell that has no",
        "3:0 : was not read, for the quotes from li",
        "4:0 : was not read, for the quotes from li",
      ],
    ],
    [
      "with a control character",
      `${H}A\tB,M,1\n`,
      [],
      ['2:1 sku: "A\\tB": take out line breaks, tabs a'],
    ],
    [
      "with a name that is too long",
      `${H}${"x".repeat(101)},M,1\n`,
      [],
      [`2:1 sku: "${"x".repeat(35)}`],
    ],
  ];

  test.each(cases)("%s", (_, text, good, bad) => {
    expect(read(text)).toEqual({ good, bad });
  });

  test("tells lines of the file where a piece of it begins further on", () => {
    const told = read("A,M,1\nB,M,x\n", { header: "sku,location,on_hand\r\n", firstLine: 700 });

    expect(told.good).toEqual(["700: A 1"]);
    expect(told.bad).toEqual(['701:3 on_hand: "x": write a whole number in digits,']);
  });

  test("tells mistakes of the header where it stands, in every piece", () => {
    const told = read("A,M,1\n", { header: "sku,location,on_hnad", firstLine: 700 });

    expect(told.bad.map((line) => line.split(" ")[0])).toEqual(["1:0", "1:3"]);
  });
});

describe("JSON lines", () => {
  const row = '{"sku":"A","location":"M","on_hand":1}';
  const cases: readonly [what: string, text: string | Buffer, good: string[], bad: string[]][] = [
    ["with an object per line", `${row}\n${row}\n`, ["1: A 1", "2: A 1"], []],
    ["with a byte order mark and CRLF", `\uFEFF${row}\r\n${row}\r\n`, ["1: A 1", "2: A 1"], []],
    ["with empty lines", `\n${row}\n\n`, ["2: A 1"], []],
    ["with a number as text", row.replace(":1}", ':"1"}'), ["1: A 1"], []],
    ["with null for nothing", row.replace("}", ',"lot":null}'), ["1: A 1"], []],
    [
      "with a decimal",
      row.replace(":1}", ":1.5}"),
      [],
      ['1:27 on_hand: "1.5": write a whole number in digit'],
    ],
    [
      "with a number that JSON cannot hold",
      row.replace(":1}", ":1e21}"),
      [],
      ['1:27 on_hand: "1e+21": write a whole number in dig'],
    ],
    ["that breaks off", row.slice(0, 20), [], ["1:21 : is no JSON object; write one in a li"]],
    ["with a list", "[1]", [], ["1:1 : is no JSON object; write one in a li"]],
    [
      "with an unknown name",
      row.replace("}", ',"colour":"red"}'),
      [],
      ['1:39 colour: "colour" is no column; the columns a'],
    ],
    [
      "with a number for a name",
      row.replace('"A"', "5"),
      [],
      ["1:2 sku: a number is not wanted here; write a"],
    ],
    [
      "with a list for a name",
      row.replace('"A"', "[]"),
      [],
      ["1:2 sku: a list is not wanted here; write a t"],
    ],
    [
      "without what is needed",
      '{"sku":"A","on_hand":1}',
      [],
      ["1:0 location: location is empty; fill it in"],
    ],
  ];

  test.each(cases)("%s", (_, text, good, bad) => {
    expect(read(text, { format: "jsonl" })).toEqual({ good, bad });
  });

  test("is told by character, not by the same word in a text before", () => {
    const text = '{"location":"sku","sku":5,"on_hand":1}';

    expect(read(text, { format: "jsonl" }).bad).toEqual([
      "1:19 sku: a number is not wanted here; write a",
    ]);
  });
});
