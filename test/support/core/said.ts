/** What a test says of some units, as in `5 MILK @MAIN #A ~7d`: how many, of what, where, of which lot, good for how long. */
export interface Said {
  /** 0 where none is said. */
  readonly quantity: bigint;
  readonly sku: string;
  readonly location: string | null;
  readonly lot: string | null;
  readonly minShelfLifeMs: number;
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const WORDS = /^(?:([+-]?\d+) )?([^\s@#~]+)(?: @(\S+))?(?: #(\S+))?(?: ~(\d+)d)?$/;

/** Reads `[quantity ]SKU[ @location][ #lot][ ~days]`. */
export function parse(said: string): Said {
  const words = WORDS.exec(said);
  if (words === null) throw new Error(`cannot read "${said}"`);
  const [, quantity = "0", sku = "", location = null, lot = null, days = "0"] = words;
  return {
    quantity: BigInt(quantity),
    sku,
    location,
    lot,
    minShelfLifeMs: Number(days) * DAY,
  };
}

/** The other way round, for a stock row or an allocation. */
export function placeOf(sku: string, location: string, lot: string | null): string {
  return `${sku} @${location}${lot === null ? "" : ` #${lot}`}`;
}
