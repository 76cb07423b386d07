import { z } from "zod";

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Kinds of settings. Each takes what stands in the environment and says plainly what it would have liked. */
type Kind<T> = z.ZodType<T, string>;

function kind<T>(mustBe: string, read: (text: string) => T | undefined): Kind<T> {
  return z.string().transform((text, context) => {
    const value = read(text.trim());
    if (value !== undefined) return value;
    context.issues.push({ code: "custom", message: `must be ${mustBe}`, input: text });
    return z.NEVER;
  });
}

/** A length of time such as `500ms`, `10s`, `15m`, `24h` or `7d`, in milliseconds. */
export function duration(min: string, max: string): Kind<number> {
  const [minMs, maxMs] = [milliseconds(min) ?? 0, milliseconds(max) ?? 0];
  return kind(`a time from ${min} to ${max}, with its unit (ms, s, m, h or d)`, (text) => {
    const ms = milliseconds(text);
    return ms !== undefined && ms >= minMs && ms <= maxMs ? ms : undefined;
  });
}

/** What a length of time with its unit comes to, or undefined where it is none. */
export function milliseconds(text: string): number | undefined {
  const [, digits, unit = ""] = /^(\d{1,12})(ms|s|m|h|d)$/.exec(text) ?? [];
  const unitMs = UNIT_MS[unit];
  return unitMs === undefined ? undefined : Number(digits) * unitMs;
}

/** A whole number within bounds. */
export function count(min: number, max: number): Kind<number> {
  return kind(`a whole number from ${min} to ${max}`, (text) => {
    const number = /^\d{1,15}$/.test(text) ? Number(text) : -1;
    return number >= min && number <= max ? number : undefined;
  });
}

/** Where a door listens; 0 lets the system choose. */
export function port(): Kind<number> {
  return kind("a port from 0 to 65535, where 0 takes any free one", (text) => {
    const number = /^\d{1,5}$/.test(text) ? Number(text) : -1;
    return number >= 0 && number <= 65_535 ? number : undefined;
  });
}

/** A name or address to listen on. */
export function host(): Kind<string> {
  return kind("a host name or an IP address without a port", (text) =>
    /^[\w.-]+$/.test(text) || /^[\da-fA-F:.]*:[\da-fA-F:.]*$/.test(text) ? text : undefined,
  );
}

/** Yes or no. */
export function flag(): Kind<boolean> {
  const known = new Map([
    ["1", true],
    ["true", true],
    ["0", false],
    ["false", false],
  ]);
  return kind("1 or 0", (text) => known.get(text.toLowerCase()));
}

/** One of several words. */
export function oneOf<const T extends string>(...words: readonly T[]): Kind<T> {
  return kind(`one of ${words.join(", ")}`, (text) => words.find((word) => word === text));
}

/** A file or folder. */
export function filePath(): Kind<string> {
  return kind("the path of a file or folder", (text) => (text === "" ? undefined : text));
}

/** Where a PostgreSQL is, and who asks. */
export function postgresUrl(): Kind<string> {
  return kind("a URL that begins with postgresql:// and names a host and a database", (text) => {
    if (!URL.canParse(text)) return undefined;
    const { protocol, pathname, hostname, searchParams } = new URL(text);
    const named = hostname !== "" || searchParams.has("host");
    const known = protocol === "postgres:" || protocol === "postgresql:";
    return known && named && pathname.length > 1 ? text : undefined;
  });
}
