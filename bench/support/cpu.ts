import { readdirSync, readFileSync } from "node:fs";

/** A clock tick of /proc, in microseconds: 100 ticks a second on every Linux we know. */
const TICK_MICROS = 10_000;

/** CPU time of a process and of all that descend from it, in microseconds. 0 where there is no /proc. */
export function cpuMicrosOf(pid: number): number {
  const children = new Map<number, number[]>();
  const micros = new Map<number, number>();
  for (const id of processIds()) {
    const stat = readStat(id);
    if (stat === undefined) continue;
    micros.set(id, stat.ticks * TICK_MICROS);
    children.set(stat.parent, [...(children.get(stat.parent) ?? []), id]);
  }
  const sum = (id: number): number =>
    (children.get(id) ?? []).reduce((total, child) => total + sum(child), micros.get(id) ?? 0);
  return sum(pid);
}

function processIds(): number[] {
  try {
    return readdirSync("/proc").map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** Time in user and in system mode, that of ended and awaited children included. */
function readStat(pid: number): { parent: number; ticks: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const [, parent = 0] = fields;
    const ticks = fields.slice(11, 15).reduce((total, value) => total + value, 0);
    return { parent, ticks };
  } catch {
    return undefined;
  }
}
