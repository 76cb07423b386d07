/** So many units of a SKU; 0 where a request means all that there are. */
export interface Units {
  readonly sku: string;
  readonly units: number;
}

/** A line of an order. An order here names no SKU twice. */
export interface OrderLine extends Units {
  /** Code of the only location that may serve it; empty: any. */
  readonly location: string;
}

/** What a caller asked for. Quantities are small here, so that they are plain numbers. */
export type Asked = { readonly requestId: string } & (
  | { readonly method: "createItem"; readonly sku: string }
  | { readonly method: "createLocation"; readonly code: string; readonly deferred: boolean }
  | {
      readonly method: "receive" | "adjust";
      readonly location: string;
      readonly lines: readonly Units[];
    }
  | { readonly method: "reserve"; readonly lines: readonly OrderLine[]; readonly ttlMs: number }
  | { readonly method: "sell"; readonly lines: readonly OrderLine[] }
  | {
      readonly method: "commit";
      readonly reservationId: string;
      readonly lines: readonly Units[];
      readonly keepsRest: boolean;
      readonly reacquires: boolean;
    }
  | {
      readonly method: "release";
      readonly reservationId: string;
      readonly lines: readonly Units[];
      readonly commitsToo: boolean;
    }
  | { readonly method: "extend"; readonly reservationId: string; readonly ttlMs: number }
  | { readonly method: "fulfil"; readonly reservationId: string; readonly lines: readonly Units[] }
);

/** What has become of the units of one line. */
export interface Parts {
  readonly held: number;
  readonly committed: number;
  readonly fulfilled: number;
  readonly released: number;
  readonly expired: number;
}

/** An order as somebody sees it: its lines by their SKUs. */
export interface Order {
  readonly reservationId: string;
  readonly state: string;
  /** In milliseconds; null: its holds never end. */
  readonly expiresAt: number | null;
  readonly lines: ReadonlyMap<string, Parts>;
}

/** Balances of a SKU at a location, as somebody sees them. */
export interface Balance {
  readonly sku: string;
  readonly location: string;
  readonly onHand: number;
  readonly held: number;
  readonly committed: number;
}

/** A journal entry and what it changed, as the caller of Receive or Adjust is told. */
export interface Movement {
  readonly entryId: string;
  readonly seq: number;
  readonly recordedAt: number;
  readonly stock: readonly Balance[];
}

/** One answer. */
export type Answer =
  | { readonly of: "order"; readonly order: Order }
  | { readonly of: "movement"; readonly movement: Movement }
  | { readonly of: "name"; readonly name: string };

/** An answer, and whether the service called it a replay. */
export interface Heard {
  readonly answer: Answer;
  readonly isReplay: boolean;
}

/** What one caller asked and was told. With neither answer nor refusal nobody knows what became of it. */
export interface Told {
  readonly asked: Asked;
  /** The answer, and those to later repeats. */
  readonly heard: Heard[];
  /** Why the service refused it. */
  refusal?: string;
  /** How often it was sent until it was answered, refused or given up. */
  attempts: number;
  /** From the first time it was sent until then. */
  waitedMs: number;
  /** Whether the caller gave up as callers do, or because there was no end to it. */
  end?: "gave up" | "never answered";
}
