import type { StockClient } from "../../test/support/stockClient.ts";
import { cpuMicrosOf } from "../support/cpu.ts";

/** What asking for pairs came to. */
export interface KeyFigures {
  readonly pairs: number;
  readonly pairsPerSecond: number;
  /** Of one call of `pairsPerCall` pairs. */
  readonly medianMs: number;
  /** CPU-µs that a pair took: the server's, PostgreSQL's, and the caller's. What else the machine does hardly matters. */
  readonly cpuMicrosPerPair: Readonly<Record<"server" | "postgres" | "caller", number>>;
  /** Pairs that were not told as what they are. */
  readonly wrong: number;
}

/** How pairs are asked for. */
export interface KeyPlan {
  readonly clients: readonly StockClient[];
  readonly callers: number;
  readonly pairsPerCall: number;
  readonly forMs: number;
  /** Different SKUs in a call. */
  readonly skus: number;
  readonly locations: number;
  readonly serverPid: number;
  readonly postgresPid: number;
}

const ACTIVE = 1;
const ITEM_UNKNOWN = 2;

/** The SKU and the code of a number, as `stockCatalog` makes them. */
export const skuOf = (number: number): string => `SKU-${String(number).padStart(7, "0")}`;
export const codeOf = (number: number): string => `LOC-${number}`;

/** Each tenth pair is nobody's. */
const isNobodys = (at: number): boolean => at % 10 === 9;

/** Asks for the same thousands of pairs again and again, from several callers at once, each answer looked at whole. */
export async function measureKeys(plan: KeyPlan): Promise<KeyFigures> {
  const keys = Array.from({ length: plan.pairsPerCall }, (_, at) => ({
    sku: isNobodys(at) ? `NONE-${at % plan.skus}` : skuOf(at % plan.skus),
    location: codeOf(at % plan.locations),
  }));
  const endsAt = performance.now() + plan.forMs;
  const times: number[] = [];
  let wrong = 0;
  const ask = async (caller: number): Promise<void> => {
    const client = plan.clients[caller % plan.clients.length];
    if (client === undefined) throw new Error("nobody asks");
    while (performance.now() < endsAt) {
      const begun = performance.now();
      const { validities } = await client.catalog.validateKeys({ keys });
      times.push(performance.now() - begun);
      wrong += countWrong(validities, keys.length);
    }
  };
  const cpu = watchCpu(plan);
  const begun = performance.now();
  await Promise.all(Array.from({ length: plan.callers }, (_, caller) => ask(caller)));
  const seconds = (performance.now() - begun) / 1000;
  const pairs = times.length * keys.length;
  const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
  const cpuMicrosPerPair = cpu(pairs);
  return { pairs, pairsPerSecond: pairs / seconds, medianMs: median, cpuMicrosPerPair, wrong };
}

function watchCpu({
  serverPid,
  postgresPid,
}: KeyPlan): (pairs: number) => KeyFigures["cpuMicrosPerPair"] {
  const caller = process.cpuUsage();
  const [server, postgres] = [cpuMicrosOf(serverPid), cpuMicrosOf(postgresPid)];
  return (pairs) => {
    const { user, system } = process.cpuUsage(caller);
    return {
      server: (cpuMicrosOf(serverPid) - server) / pairs,
      postgres: (cpuMicrosOf(postgresPid) - postgres) / pairs,
      caller: (user + system) / pairs,
    };
  };
}

function countWrong(validities: readonly number[], asked: number): number {
  let wrong = Math.abs(asked - validities.length);
  for (const [at, validity] of validities.entries()) {
    if (validity !== (isNobodys(at) ? ITEM_UNKNOWN : ACTIVE)) wrong += 1;
  }
  return wrong;
}
