import { loadScenario } from "./scenario.ts";

const SKUS = 10_000;

export const carts = loadScenario({
  name: "carts",
  about: "10,000 SKUs: Reserve of three at once, 256 callers",
  rate: "reservesPerSecond",
  shop: { skus: SKUS },
  load: { work: { kind: "reserve", skus: SKUS, lines: 3 } },
});
