import { CallFailed } from "../support/stockClient.ts";
import type { Names } from "./twoTenants.ts";

/** How a call ended, with every name that was asked about blanked out. */
export interface End {
  /** `OK`, or the reason of the failure. */
  readonly reason: string;
  readonly told: string;
}

/** What no two calls have in common, whoever makes them. */
const PASSING = new Set(["asOfTime", "createTime", "lag"]);

/** Makes a call about somebody's things, and tells how it ended so that it can be compared. */
export async function endOf(call: (names: Names) => Promise<unknown>, names: Names): Promise<End> {
  try {
    return { reason: "OK", told: blanked(await call(names), names) };
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    const { code, reason, message, facts, fields, shortages } = error;
    return { reason, told: blanked({ code, message, facts, fields, shortages }, names) };
  }
}

function blanked(told: unknown, names: Names): string {
  let text = JSON.stringify(told, (key, value: unknown) => {
    if (PASSING.has(key)) return "some time";
    return typeof value === "bigint" ? String(value) : value;
  });
  for (const [what, name] of Object.entries(names)) text = text.replaceAll(name, `<${what}>`);
  return text;
}
