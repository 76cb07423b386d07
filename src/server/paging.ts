import { hash } from "node:crypto";
import { fieldViolation } from "../core/rejection.ts";
import { CommandRejected } from "../store/errors.ts";

/** What a caller gets who asks for no particular size. */
const PAGE_SIZE_DEFAULT = 50;
/** Longer than any key: SKUs and codes have at most 100 characters of at most two code units each. */
const KEY_LENGTH_MAX = 200;
const NUMBER = /^\d{1,9}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const PAIR =
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12} [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** A place in the journal, and where a card that begins there ends: `17/<id of a stock row>/40`. */
const PLACE = /^\d{1,18}\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\/\d{1,18})?$/;
const TOKEN_VERSION = 1;

interface PageRequest {
  readonly pageSize: number;
  readonly pageToken: string;
}

/** What a list goes by: an id, two ids with a space between them, a name, a number, or a place in the journal. */
export type KeyKind = "id" | "pair" | "text" | "number" | "place";

const IS_KEY: Readonly<Record<KeyKind, (key: string) => boolean>> = {
  id: (key) => UUID.test(key),
  pair: (key) => PAIR.test(key),
  text: isCleanText,
  number: (key) => NUMBER.test(key),
  place: (key) => PLACE.test(key),
};

/** Reads and makes page tokens. A token says where a page ended and is good for the filter it was made with. */
export class Pager {
  /** The key that the page before ended with, or null on the first page. */
  readonly after: string | null;
  /** How many to ask for: one more than the page holds, to know whether another follows. */
  readonly limit: number;
  readonly #filter: string;

  /** @throws CommandRejected when the token is garbage, or was made by another list or for another filter */
  constructor(list: string, request: PageRequest, filter: readonly unknown[], key: KeyKind) {
    this.#filter = hash("sha256", JSON.stringify([list, ...filter]), "base64url").slice(0, 16);
    this.limit = (request.pageSize || PAGE_SIZE_DEFAULT) + 1;
    this.after = request.pageToken === "" ? null : this.#read(request.pageToken, key);
  }

  /** Cuts what was found down to one page. */
  cut<T>(found: readonly T[], keyOf: (row: T) => string): { page: T[]; nextPageToken: string } {
    return this.cutAt(this.limit - 1, found, keyOf);
  }

  /** The same, for a page that holds fewer rows than it might. */
  cutAt<T>(
    count: number,
    found: readonly T[],
    keyOf: (row: T) => string,
  ): { page: T[]; nextPageToken: string } {
    const page = found.slice(0, count);
    const last = page.at(-1);
    const isLastPage = found.length <= count || last === undefined;
    return { page, nextPageToken: isLastPage ? "" : this.#write(keyOf(last)) };
  }

  /** The token of the page that begins there, or empty where none does. */
  tokenOf(place: string | null): string {
    return place === null ? "" : this.#write(place);
  }

  #write(after: string): string {
    const token = [TOKEN_VERSION, this.#filter, after];
    return Buffer.from(JSON.stringify(token)).toString("base64url");
  }

  #read(token: string, key: KeyKind): string {
    const [version, filter, after] = parse(token);
    const isKey = typeof after === "string" && IS_KEY[key](after);
    if (version === TOKEN_VERSION && filter === this.#filter && isKey) return after;
    throw new CommandRejected(
      fieldViolation(
        "page_token",
        "page_token: was not made by this list with this filter; start again without one",
      ),
    );
  }
}

function parse(token: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, "base64url").toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function isCleanText(text: string): boolean {
  return text.length <= KEY_LENGTH_MAX && text.isWellFormed() && !/\p{Cc}/u.test(text);
}

/** What a page token is bound to: all of a query but its page. */
export function filterOf(query: object): unknown[] {
  const page = ["start", "afterId", "pageSize"];
  const kept = Object.entries(query).filter(([name]) => !page.includes(name));
  return kept.map(([, value]: [string, unknown]) => value);
}
