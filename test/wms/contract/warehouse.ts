import type { WmsClient, WmsPlace } from "../../../src/wms/port.ts";

/** Where units lie: an item, or a lot of it, at one place. */
export interface Cell extends WmsPlace {
  readonly sku: string;
  readonly lot: string | null;
}

/** What people do in a warehouse. */
export interface Deed extends Cell {
  readonly kind: "receipt" | "loss" | "damage";
  readonly quantity: bigint;
  /** How long until the warehouse system finds out. 0: it does at once. */
  readonly foundOutAfterMs: number;
  /** What damaged units stand under, or null. */
  readonly hold: string | null;
}

/** Every method of a client that asks. */
export type Method = Exclude<keyof WmsClient, "dialect">;

/** What can happen to the next request of a method. */
export type Trouble =
  /** It is carried out, and the answer is lost. */
  | "replyLost"
  /** It is not answered, and carried out as late as the dialect says. */
  | "late"
  /** It is neither carried out nor answered. */
  | "lost"
  /** It is answered with a failure and not carried out. */
  | "failure";

/** What can stand in the place of the next answer. */
export type Garbling = "nothing" | "half of it" | "a web page" | "its numbers as words";

/**
 * A warehouse, its system, and an adapter's client for it. Its time stands still and nothing happens in it, unless a test
 * says so. It begins with `OPENING`, and with pages of three lines.
 */
export interface Warehouse {
  readonly client: WmsClient;
  /** Allocated units ship so long after their run has ended. */
  readonly shipsAfterMs: number;
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
  /** Begins a run of the allocation job. One that lasts ends as time passes. */
  beginRun(): Promise<void>;
  people(deed: Deed): Promise<void>;
  trouble(trouble: Trouble, method: Method): Promise<void>;
  garble(garbling: Garbling): Promise<void>;
  /** From now on answers are as old as the dialect permits, some more and some less. */
  lag(): Promise<void>;
  /** How many orders were taken under a reference. */
  timesTaken(reference: string): Promise<number>;
  /** Requests that the warehouse system has seen. */
  requestCount(): Promise<number>;
}

export interface WarehouseOptions {
  /** Every run takes something back, where the dialect can. Default: none does. */
  readonly takesBackAlways?: boolean;
  /** Runs begin by a timetable, as time passes. Default: when told to. */
  readonly onTimetable?: boolean;
}

/** Opens a warehouse, and closes it when the test is over. */
export type OpenWarehouse = (options?: WarehouseOptions) => Promise<Warehouse>;

const here = { warehouse: "W1", owner: "ACME" };

/** What lies there in the beginning, in the byte order of its keys. */
export const OPENING: readonly (Cell & { readonly orderable: bigint; readonly bad: bigint })[] = [
  { ...here, sku: "EMPTY", lot: null, orderable: 0n, bad: 0n },
  { ...here, sku: "MILK", lot: null, orderable: 2n, bad: 0n },
  { ...here, sku: "MILK", lot: "A", orderable: 4n, bad: 0n },
  { ...here, sku: "MILK", lot: "B", orderable: 6n, bad: 0n },
  { ...here, sku: "SOCK", lot: null, orderable: 10n, bad: 2n },
  { ...here, sku: "Zebra", lot: null, orderable: 8n, bad: 0n },
  { ...here, sku: "a tea", lot: null, orderable: 5n, bad: 0n },
  { ...here, sku: "Éclair", lot: null, orderable: 3n, bad: 0n },
  { ...here, sku: "\uffee", lot: null, orderable: 1n, bad: 0n },
  { ...here, sku: "\u{1f9e6}", lot: null, orderable: 1n, bad: 0n },
  { warehouse: "W1", owner: "BRIO", sku: "SOCK", lot: null, orderable: 7n, bad: 0n },
  { warehouse: "W2", owner: "ACME", sku: "SOCK", lot: null, orderable: 9n, bad: 0n },
];

/** Lines that a page has in such a warehouse, at most. */
export const PAGE_LINES = 3;

/** A cell of W1 and ACME: `at("MILK", "A")`. */
export function at(sku: string, lot: string | null = null): Cell {
  return { ...here, sku, lot };
}
