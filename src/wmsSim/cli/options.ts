import { Option } from "commander";

import { type DialectName, DIALECTS } from "../dialects.ts";
import type { FaultChange } from "../faults.ts";
import { DEMO_KEY } from "../key.ts";
import { count, duration, faultChange, nonEmpty, rate, speed, webAddress } from "./values.ts";

/** What was typed on the command line. Durations are in milliseconds. */
export interface Typed {
  readonly host: string;
  readonly port: number;
  readonly allowRemote?: true;
  readonly key: string;
  readonly seed: number;
  readonly dialect: DialectName;
  readonly stock?: string;
  readonly keep?: string;
  readonly runEvery: number;
  readonly speed: number;
  readonly shipAfter: number;
  readonly closeShortAfter: number;
  readonly pageSize: number;
  readonly quota: number | null;
  readonly burst: number;
  readonly faults: FaultChange;
  readonly people?: number;
  readonly webhook?: string;
  readonly webhookSecret?: string;
}

/** Everything that can be typed. */
export function typedOptions(): Option[] {
  return [...doorOptions(), ...worldOptions(), ...troubleOptions()];
}

function doorOptions(): Option[] {
  return [
    new Option("--port <port>", "where to listen; 0 takes any free port")
      .argParser(count(0, 65_535))
      .default(8_090),
    new Option("--host <address>", "where to listen").argParser(nonEmpty).default("127.0.0.1"),
    new Option("--allow-remote", "let other machines in; needs a --key of your own"),
    new Option("--key <key>", "what callers send as `authorization: Bearer <key>`")
      .argParser(nonEmpty)
      .default(DEMO_KEY),
    new Option("--quota <rate>", "requests let through in the long run, or none for no limit")
      .argParser(rate)
      .default(10, "10/s"),
    new Option("--burst <requests>", "requests let through at once")
      .argParser(count(1, 1_000_000))
      .default(20),
  ];
}

function worldOptions(): Option[] {
  return [
    new Option("--dialect <name>", "what the system tells, and how it behaves")
      .choices(Object.keys(DIALECTS))
      .default("modern"),
    new Option("--stock <file>", "what lies where, as JSON (default: a small demo assortment)"),
    new Option("--keep <file>", "keep the world in this file; if it is there, that world goes on"),
    new Option("--seed <number>", "the same seed and the same requests make the same world")
      .argParser(count(0, 2 ** 31))
      .default(1),
    new Option("--run-every <time>", "how often the allocation job runs, in the system's time")
      .argParser(duration(100))
      .default(15_000, "15s"),
    new Option(
      "--speed <factor>",
      "how much faster than ours the system's time passes; 0: not at all",
    )
      .argParser(speed)
      .default(1),
    new Option("--ship-after <time>", "when allocated units ship, from the end of their run")
      .argParser(duration(0))
      .default(30_000, "30s"),
    new Option("--close-short-after <runs>", "how many runs may fail to serve a line in full")
      .argParser(count(1, 1_000_000))
      .default(4),
    new Option("--page-size <lines>", "lines of a page of stock")
      .argParser(count(1, 10_000))
      .default(100),
  ];
}

function troubleOptions(): Option[] {
  return [
    new Option("--people [time]", "let people receive, damage, lose and find units, this often")
      .argParser(duration(10))
      .preset("10s"),
    new Option("--faults <list>", "what goes wrong how often: none, some, or timeout=0.1,cut=0.05")
      .argParser(faultChange)
      .default({ lag: 0.5 }, "lag=0.5"),
    new Option("--webhook <url>", "where to post events").argParser(webAddress),
    new Option("--webhook-secret <secret>", "what deliveries are signed with").argParser(nonEmpty),
  ];
}
