import { readFileSync } from "node:fs";

import { z } from "zod";

import type { OpeningStock } from "../world/world.ts";

const name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\0]*$/, "must have no NUL in it");

const units = z.number().int().min(0);

const stock = z.array(
  z.strictObject({
    warehouse: name,
    owner: name,
    sku: name,
    lot: name.nullable().default(null),
    orderable: units,
    unallocatable: units.default(0),
  }),
);

/** What a stock file looks like, for people. */
export const EXAMPLE =
  '[{ "warehouse": "MAIN", "owner": "DEMO", "sku": "SOCK-M", "lot": null, "orderable": 40 }]';

/** A stock file that cannot be used. The message says why, in a sentence. */
export class BadStockFile extends Error {
  override readonly name = "BadStockFile";
}

/** Reads what lies where from a JSON file. @throws {BadStockFile} */
export function readStockFile(file: string): OpeningStock[] {
  const result = stock.safeParse(parse(file, read(file)));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join(".") ?? "";
  throw new BadStockFile(
    `${file}: ${where === "" ? "" : `${where}: `}${issue?.message}. It must look like ${EXAMPLE}`,
  );
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new BadStockFile(`${file} cannot be read (${reason})`);
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadStockFile(`${file} is not JSON (${(error as Error).message})`);
  }
}
