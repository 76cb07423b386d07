import { loadScenario } from "./scenario.ts";

export const tenants = loadScenario({
  name: "tenants",
  about: "200 tenants at once, one SKU each: Reserve, 1,000 callers",
  rate: "reservesPerSecond",
  shop: { tenants: 200 },
  load: {
    work: { kind: "reserve", skus: 1, lines: 1 },
    pace: { kind: "callers", callers: 1_000 },
  },
});
