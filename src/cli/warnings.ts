import { unknownSettings } from "../config/explain.ts";

/** Says which variables look like settings and are none. They stop nobody: another program may read them. */
export function warnOfUnknownSettings(): void {
  for (const name of unknownSettings(process.env)) {
    console.error(
      `holdfast: ${name} is not a setting and has no effect; \`holdfast config\` lists them all`,
    );
  }
}
