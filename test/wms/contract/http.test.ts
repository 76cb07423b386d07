import { type DialectName, DIALECTS } from "../../../src/wmsSim/dialects.ts";
import { describeContract } from "./contract.ts";
import { openSimulated } from "./simulated.ts";

for (const name of Object.keys(DIALECTS) as DialectName[]) {
  describeContract(`the HTTP adapter and a ${name} warehouse system`, (options) =>
    openSimulated(name, options),
  );
}
