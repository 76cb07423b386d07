import { readFileSync, writeFileSync } from "node:fs";

import type { Input } from "./input.ts";

/** An input that once did harm, and what harm it was. */
export interface Kept {
  readonly complaint: string;
  /** Where it came from, in words. */
  readonly from: string;
  readonly input: Input;
}

/** Keeps an input in a file that people can read, as far as its bytes are text. */
export function keep(file: string, kept: Kept): void {
  const text = JSON.stringify(kept, (_key, value: unknown) => readable(value), 2);
  writeFileSync(file, `${text}\n`);
}

export function load(file: string): Kept {
  return JSON.parse(readFileSync(file, "utf8"), (_key, value: unknown) => revived(value)) as Kept;
}

/** What `JSON.stringify` makes of a Buffer before anybody is asked. */
interface Spelt {
  readonly type: "Buffer";
  readonly data: readonly number[];
}

function readable(value: unknown): unknown {
  if (!isSpelt(value)) return value;
  const bytes = Buffer.from(value.data);
  const text = bytes.toString("latin1");
  return /^[ -~\r\n]*$/.test(text) ? { text } : { base64: bytes.toString("base64") };
}

function revived(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if ("text" in value) return Buffer.from(String(value.text), "latin1");
  return "base64" in value ? Buffer.from(String(value.base64), "base64") : value;
}

function isSpelt(value: unknown): value is Spelt {
  return (value as Partial<Spelt> | null)?.type === "Buffer";
}
