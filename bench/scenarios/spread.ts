import { loadScenario } from "./scenario.ts";

const SKUS = 10_000;

export const spread = loadScenario({
  name: "spread",
  about: "10,000 SKUs: Reserve of one, 256 callers",
  rate: "reservesPerSecond",
  shop: { skus: SKUS },
  load: { work: { kind: "reserve", skus: SKUS, lines: 1 } },
});
