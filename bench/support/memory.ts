import { readFileSync } from "node:fs";

const KIB = 1024;
const MIB = 1024 * 1024;

/** What a process has in memory, in MiB. 0 where there is no /proc. */
export function residentMb(pid: number): number {
  try {
    const [, kib = "0"] =
      /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Math.round((Number(kib) * KIB) / MIB);
  } catch {
    return 0;
  }
}
