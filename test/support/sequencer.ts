import Sequencer from "@jest/test-sequencer";

type Tests = Parameters<Sequencer["sort"]>[0];

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

/** Begins with what takes long, so that no worker is left alone with it at the end. */
export default class LongestFirst extends Sequencer {
  override sort(tests: Tests): Tests {
    const place = (file: string): number => {
      const found = LONG.findIndex((name) => file.endsWith(`/test/${name}.test.ts`));
      return found === -1 ? LONG.length : found;
    };
    return super.sort(tests).toSorted((a, b) => place(a.path) - place(b.path));
  }
}
