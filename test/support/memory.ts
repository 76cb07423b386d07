import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** What a process has of the machine's memory, in bytes. Linux tells it in a file; elsewhere there is `ps`. */
export function memoryOf(pid: number): number {
  const file = `/proc/${pid}/status`;
  const told = existsSync(file)
    ? /VmRSS:\s+(\d+)/.exec(readFileSync(file, "utf8"))?.[1]
    : execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" });
  return Number(told) * 1024;
}
