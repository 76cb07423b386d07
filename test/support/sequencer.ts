import { statSync } from "node:fs";

interface TestFile {
  readonly path: string;
}

/** Files that take long, the longest first. Those that are not listed take less than ten seconds, or come later. */
const LONG = [
  "cli/start",
  "cli/warehouse",
  "bench/wms",
  "package/dockerfile",
  "crash/servers",
  "store/embeddedAccount",
  "wms/contract/http",
  "store/embedded",
  "wms/limiter/quota",
  "crash/rounds",
  "wms/longNight/longNight",
  "behaviour/postgres15",
  "cli/wmsMistakes",
  "wms/desk/status",
  "cli/database",
  "cli/demo",
  "process/demo",
  "wms/replicas",
  "wms/limiter/limiter",
];

/** Begins with what takes long, so that no worker is left alone with it at the end; then the largest files first. */
export default class LongestFirst {
  sort<T extends TestFile>(tests: readonly T[]): T[] {
    const sizes = new Map(tests.map(({ path }) => [path, statSync(path).size]));
    const sizeOf = ({ path }: TestFile): number => sizes.get(path) ?? 0;
    return tests.toSorted((a, b) => placeOf(a) - placeOf(b) || sizeOf(b) - sizeOf(a));
  }

  /** Every `count`-th file, from the first, second … on. */
  shard<T>(tests: readonly T[], { shardIndex, shardCount }: Shard): T[] {
    return tests.filter((_, place) => place % shardCount === shardIndex - 1);
  }

  allFailedTests<T>(tests: readonly T[]): readonly T[] {
    return tests;
  }

  /** How long they took is not remembered: every run begins alike. */
  cacheResults(): void {}
}

interface Shard {
  readonly shardIndex: number;
  readonly shardCount: number;
}

function placeOf({ path }: TestFile): number {
  const found = LONG.findIndex((name) => path.endsWith(`/test/${name}.test.ts`));
  return found === -1 ? LONG.length : found;
}
