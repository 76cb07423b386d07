import { about, SETTING_NAMES, type SettingName } from "./settings.ts";

/** One setting as an operator reads it. */
export interface Explained {
  readonly name: SettingName;
  /** As it stands, masked where it is secret; undefined: not set, and nothing holds instead. */
  readonly value: string | undefined;
  readonly isSet: boolean;
  readonly fallback: string | undefined;
  readonly meaning: string;
}

/** Every setting with its value and meaning. */
export function explainSettings(
  environment: Readonly<Record<string, string | undefined>>,
): Explained[] {
  return SETTING_NAMES.map((name) => {
    const { meaning, fallback, secret } = about(name);
    const given = environment[name]?.trim() || undefined;
    const shown = given !== undefined && secret === true ? masked(given) : given;
    return { name, value: shown ?? fallback, isSet: given !== undefined, fallback, meaning };
  });
}

/** A URL without its password; of what is no URL, nothing. */
export function masked(url: string): string {
  if (!URL.canParse(url)) return "***";
  const shown = new URL(url);
  if (shown.password !== "") shown.password = "***";
  for (const name of new Set(shown.searchParams.keys())) {
    if (/pass|secret|key/i.test(name)) shown.searchParams.set(name, "***");
  }
  return shown.href;
}

/**
 * Variables that look like settings and are none: most likely misspelt. What Kubernetes sets for a Service
 * named holdfast is left out.
 */
export function unknownSettings(
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  const known = new Set<string>(SETTING_NAMES);
  return Object.entries(environment)
    .filter(([name, value]) => name.startsWith("HOLDFAST_") && !isOfService(name, value))
    .map(([name]) => name)
    .filter((name) => !known.has(name));
}

function isOfService(name: string, value = ""): boolean {
  return /_SERVICE_(HOST|PORT)|_PORT_\d+_(TCP|UDP)/.test(name) || /^(tcp|udp):\/\//.test(value);
}
