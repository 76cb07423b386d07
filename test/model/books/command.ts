import type { Moment } from "./books.ts";

/** What a caller asked, with the names that steps only hint at filled in. */
export interface Line {
  readonly sku: string;
  readonly quantity: number;
  readonly location: string | null;
  readonly lot: string | null;
}

export interface Selection {
  readonly line: number;
  readonly quantity: number;
}

interface Asked {
  readonly requestId: string;
  readonly dry: boolean;
}

export interface Order extends Asked {
  readonly kind: "reserve" | "sell";
  readonly lines: readonly Line[];
  /** Null: without end. */
  readonly ttlMs: number | null;
  readonly partial: boolean;
  readonly replaces: string | null;
}

export interface Commit extends Asked {
  readonly kind: "commit";
  readonly reservationId: string;
  readonly lines: readonly Selection[];
  readonly keep: boolean;
  readonly reacquire: boolean;
}

export interface Release extends Asked {
  readonly kind: "release";
  readonly reservationId: string;
  readonly lines: readonly Selection[];
  /** Reaches what is committed, too. */
  readonly commits: boolean;
}

export interface Extend extends Asked {
  readonly kind: "extend";
  readonly reservationId: string;
  readonly ttlMs: number;
}

export interface Fulfil extends Asked {
  readonly kind: "fulfil";
  readonly reservationId: string;
  readonly lines: readonly Selection[];
}

export interface Receive extends Asked {
  readonly kind: "receive";
  readonly location: string;
  readonly lines: readonly {
    readonly sku: string;
    readonly quantity: number;
    readonly lot: { readonly number: string; readonly expiresAt: Moment | null } | null;
  }[];
}

export interface Adjust extends Asked {
  readonly kind: "adjust";
  readonly location: string;
  readonly lines: readonly {
    readonly sku: string;
    readonly lot: string | null;
    readonly delta: number;
    readonly expected: number | null;
  }[];
}

/** How many there are, all of them. */
export interface SetStock extends Asked {
  readonly kind: "set_stock";
  readonly location: string;
  readonly lines: readonly {
    readonly sku: string;
    readonly lot: string | null;
    readonly quantity: number;
    readonly expected: number | null;
  }[];
}

export interface Recall extends Asked {
  readonly kind: "recall_lot" | "lift_recall";
  readonly sku: string;
  readonly lot: string;
}

export type Command =
  Order | Commit | Release | Extend | Fulfil | Receive | Adjust | SetStock | Recall;
