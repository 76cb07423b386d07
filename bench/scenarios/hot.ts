import { loadScenario } from "./scenario.ts";

export const hot = loadScenario({
  name: "hot",
  about: "one SKU that everybody wants: Reserve, 256 callers",
  rate: "reservesPerSecond",
  load: { work: { kind: "reserve", skus: 1, lines: 1 } },
});
