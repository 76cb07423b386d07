import { loadScenario } from "./scenario.ts";

export const cycle = loadScenario({
  name: "cycle",
  about: "one SKU: Reserve, then Commit, 256 callers",
  rate: "cyclesPerSecond",
  load: { work: { kind: "cycle" } },
});
