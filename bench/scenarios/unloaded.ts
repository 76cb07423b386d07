import { loadScenario } from "./scenario.ts";

export const unloaded = loadScenario({
  name: "unloaded",
  about: "one caller alone: Reserve",
  rate: "reservesPerSecond",
  load: {
    work: { kind: "reserve", skus: 1, lines: 1 },
    pace: { kind: "callers", callers: 1 },
  },
});
