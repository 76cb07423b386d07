import { Pager } from "../../src/server/paging.ts";

/** Items that are there. Names that a program may trip over are among them. */
export const ITEMS = [
  { sku: "SOCK", lotTracked: false },
  { sku: "MILK", lotTracked: true },
  { sku: "__proto__", lotTracked: false },
  { sku: "constructor", lotTracked: false },
  { sku: "'; drop table item; --", lotTracked: false },
  { sku: 'a\\b"c %_% $1', lotTracked: false },
  { sku: "\u{1f9e6}".repeat(100), lotTracked: true },
] as const;

/** Places that are there. */
export const LOCATIONS = [
  { code: "MAIN", isDeferred: false, safetyStock: 0n },
  { code: "BACK", isDeferred: true, safetyStock: 0n },
  { code: "SAFE", isDeferred: false, safetyStock: 10n },
  { code: "__proto__", isDeferred: true, safetyStock: 0n },
] as const;

/** Lots of every lot-tracked item; the second one's time is up. */
export const LOTS = ["L-1", "L-2", "toString"] as const;
export const SUPPLIERS = ["ACME", "__proto__"] as const;
export const ORDER_REFS = ["A-1", "A-2", "__proto__"] as const;

/** What inputs say instead of what only a running server knows. Each is as long as what it stands for. */
const RESERVATION = "5eed0000-0000-7000-8000-";
export const ADMIN_KEY = "hf_5eed-admin".padEnd(46, "-");
export const SERVICE_KEY = "hf_5eed-service".padEnd(46, "-");
const STAND_IN = "5eed";

/** Reservations that inputs can name. */
export const SLOTS = 64;

export function reservationSlot(slot: number): string {
  return RESERVATION + slot.toString(16).padStart(12, "0");
}

/** What the stand-ins mean at the moment. */
export interface Meanings {
  readonly adminKey: string;
  readonly serviceKey: string;
  /** Ids of reservations, by slot. */
  readonly reservations: readonly string[];
}

/** The bytes as they are sent: with the real thing for each stand-in. */
export function meant(bytes: Buffer, meanings: Meanings): Buffer {
  if (!bytes.includes(STAND_IN)) return bytes;
  const copy = Buffer.from(bytes);
  put(copy, ADMIN_KEY, meanings.adminKey);
  put(copy, SERVICE_KEY, meanings.serviceKey);
  for (let at = copy.indexOf(RESERVATION); at !== -1; at = copy.indexOf(RESERVATION, at + 1)) {
    // What was changed within a stand-in is sent as it is.
    const digits = copy.toString("latin1", at + RESERVATION.length, at + 36);
    const slot = /^[0-9a-f]{12}$/.test(digits) ? Number.parseInt(digits, 16) : -1;
    copy.write(meanings.reservations[slot] ?? "", at, "latin1");
  }
  return copy;
}

function put(bytes: Buffer, standIn: string, meaning: string): void {
  for (let at = bytes.indexOf(standIn); at !== -1; at = bytes.indexOf(standIn, at + 1)) {
    bytes.write(meaning, at, "latin1");
  }
}

/** No seller, supplier, SKUs or text, and nothing archived. */
const EVERY_ITEM = ["", "", [], "", false];

/** Page tokens that the lists make themselves, by the name of the method. */
export const PAGE_TOKENS: Readonly<Record<string, readonly string[]>> = {
  ListItems: [
    tokenAfter("ListItems", EVERY_ITEM, "MILK"),
    tokenAfter("ListItems", EVERY_ITEM, "__proto__"),
  ],
  ListLocations: [tokenAfter("ListLocations", [false], "BACK")],
  ListReservations: [
    tokenAfter("ListReservations", ["", 0], "ffffffff-ffff-7fff-bfff-ffffffffffff"),
    tokenAfter("ListReservations", ["A-1", 0], "ffffffff-ffff-7fff-bfff-ffffffffffff"),
    tokenAfter("ListReservations", ["", 1], "00000000-0000-7000-8000-000000000000"),
  ],
};

function tokenAfter(list: string, filter: readonly unknown[], key: string): string {
  const pager = new Pager(list, { pageSize: 1, pageToken: "" }, filter, "text");
  return pager.cut([key, key], (it) => it).nextPageToken;
}
