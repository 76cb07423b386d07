import { loadScenario } from "./scenario.ts";

export const sdk = loadScenario({
  name: "sdk",
  about: "the hot SKU again, with grpc-js and the generated messages as the load generator",
  rate: "reservesPerSecond",
  load: { client: "grpc-js", work: { kind: "reserve", skus: 1, lines: 1 } },
});
