import { expect, test } from "@jest/globals";

import { DIALECTS } from "../../src/wmsSim/dialects.ts";
import { PLAIN } from "./support/warehouse.ts";

const DURATIONS = new Set(["runLastsMs", "lagMs", "requestLastsMs"]);

test.each(Object.keys(PLAIN) as (keyof typeof PLAIN)[])(
  "%s takes every value in at least two dialects",
  (property) => {
    const counts = new Map<string, number>();
    for (const dialect of Object.values(DIALECTS)) {
      const value = dialect[property];
      const shown = DURATIONS.has(property) ? String(value !== 0) : String(value);
      counts.set(shown, (counts.get(shown) ?? 0) + 1);
    }
    expect(counts.size).toBe(2);
    expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(2);
  },
);
