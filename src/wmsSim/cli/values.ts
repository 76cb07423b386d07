import { InvalidArgumentError } from "commander";
import { type FaultChange, faultSettings } from "../faults.ts";
import type { Quota } from "../http/tokenBucket.ts";

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

const PERIODS_S: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3_600 };

/** What `--faults some` stands for: a bad day. */
const SOME: FaultChange = {
  timeout: 0.01,
  error: 0.02,
  cut: 0.01,
  late: 0.01,
  replyLost: 0.02,
  slow: 0.1,
  runInWalk: 0.05,
  lag: 0.5,
  webhookDropped: 0.02,
  webhookDuplicated: 0.05,
  webhookReordered: 0.05,
  webhookDelayed: 0.05,
};

/** A whole number in a range. */
export function count(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^-?\d+$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/** A time such as `15s`, in milliseconds. */
export function duration(leastMs: number): (text: string) => number {
  return (text) => {
    const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
    const value = Math.round(Number(amount) * (UNITS_MS[unit] ?? NaN));
    if (value >= leastMs && value <= 366 * 86_400_000) return value;
    throw new InvalidArgumentError(
      `It must be a time of at least ${leastMs} ms, such as 500ms, 15s, 2m or 1h.`,
    );
  };
}

/** How many times as fast as ours time passes. */
export function speed(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (value >= 0 && value <= 10_000) return value;
  throw new InvalidArgumentError("It must be a number from 0 to 10000, such as 1 or 60.");
}

/** Requests per second, from `10/s`, `600/min` or `none`. */
export function rate(text: string): Quota["perSecond"] | null {
  if (text === "none") return null;
  const [, amount, period = ""] = /^(\d+(?:\.\d+)?)\/(s|min|h)$/.exec(text) ?? [];
  const value = Number(amount) / (PERIODS_S[period] ?? NaN);
  if (value > 0) return value;
  throw new InvalidArgumentError("It must be a rate such as 10/s, 600/min or 3600/h, or none.");
}

/** An address that can be posted to. */
export function webAddress(text: string): string {
  const scheme = URL.parse(text)?.protocol;
  if (scheme === "http:" || scheme === "https:") return text;
  throw new InvalidArgumentError("It must be an address that begins with http:// or https://.");
}

/** Something, rather than nothing. */
export function nonEmpty(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("It must not be empty.");
}

/** What goes wrong how often, from `none`, `some` or `timeout=0.1,lag=0.5`. */
export function faultChange(text: string): FaultChange {
  let change: FaultChange = {};
  for (const part of text.split(",").map((one) => one.trim())) {
    change = part === "some" ? { ...change, ...SOME } : { ...change, ...oneFault(part) };
  }
  return change;
}

function oneFault(part: string): FaultChange {
  if (part === "none") return {};
  const [name = "", value = ""] = part.split("=", 2);
  const names = Object.keys(faultSettings.shape);
  if (!names.includes(name)) {
    throw new InvalidArgumentError(`There is no fault "${name}". There are ${names.join(", ")}.`);
  }
  const number = value.trim() === "" ? NaN : Number(value);
  const result = faultSettings.partial().safeParse({ [name]: number });
  if (result.success) return { [name]: number };
  const range = name.endsWith("Ms") ? "milliseconds from 0 to 600000" : "a number from 0 to 1";
  throw new InvalidArgumentError(`${name} must be ${range}.`);
}
