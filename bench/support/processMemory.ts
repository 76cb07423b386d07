import { readFileSync } from "node:fs";

/** Memory of a process in bytes, as Linux counts it. 0 where there is no /proc, or no such process any more. */
export interface Memory {
  readonly resident: number;
  /** The most that was resident so far. */
  readonly peak: number;
  /** What it shares with nobody. */
  readonly own: number;
}

export function memoryOf(pid: number): Memory {
  const status = statusOf(pid);
  const bytes = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0) * 1024;
  return { resident: bytes("VmRSS"), peak: bytes("VmHWM"), own: bytes("RssAnon") };
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}
