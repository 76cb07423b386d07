import type { Stranger } from "../../core/decision.ts";
import type { Instant } from "../../core/instant.ts";
import type { Uuid } from "../../core/stock.ts";
import { newId } from "../../store/newId.ts";
import { markWalked, type WmsPlaceLink } from "../../store/wms/accounts.ts";
import { readWmsClock } from "../../store/wms/leases.ts";
import { type RowRange, unseenRows } from "../../store/wms/rows.ts";
import { keepStrangers } from "../../store/wms/strangers.ts";
import type { StockLine, StockPage } from "../port.ts";
import { deadline, pageCommand, type PageMarks, walkedCommand } from "./commands.ts";
import { type Places, readPlaces, type SyncContext } from "./context.ts";
import { Settler } from "./settle.ts";

/** Lines that share one command: some tens of milliseconds of a tenant's turn. */
const COMMAND_LINES_MAX = 250;

/** Commands of one page that are under way at once. */
const COMMANDS_AT_ONCE = 4;

/** What a walk came to. */
export interface Walked {
  readonly pages: number;
  readonly lines: number;
  /** The last run that a page showed. */
  readonly run: bigint | null;
}

/**
 * Walks all pages of an account and writes each into the books of its tenants as it comes. What a complete walk did not
 * list is not there; an incomplete one says nothing of it. Where pages are ordered each speaks for its own range.
 *
 * @param goOn asked before every page; false ends the walk, which then says nothing of what it did not list
 */
export async function walk(
  context: SyncContext,
  signal: AbortSignal,
  goOn: () => Promise<boolean>,
): Promise<Walked> {
  const places = await readPlaces(context);
  const walker = new Walker(context, places);
  let cursor: string | null = null;
  let walked: Walked = { pages: 0, lines: 0, run: null };
  while (await goOn()) {
    const askedAt: Instant = await readWmsClock(context.pool);
    const page: StockPage = await context.client.stockPage(cursor, signal);
    await walker.take(page, askedAt);
    const { pages, lines } = walked;
    walked = { pages: pages + 1, lines: lines + page.lines.length, run: page.run };
    if (page.next === null) {
      await walker.end();
      return walked;
    }
    cursor = page.next;
  }
  return walked;
}

class Walker {
  readonly #context: SyncContext;
  readonly #places: Places;
  readonly #settler: Settler;
  readonly #walk: Uuid = newId();
  #first: PageMarks | undefined;
  /** The last line that was seen, where pages are ordered. */
  #last: StockLine | null = null;

  constructor(context: SyncContext, places: Places) {
    this.#context = context;
    this.#places = places;
    this.#settler = new Settler(context);
  }

  async take(page: StockPage, askedAt: Instant): Promise<void> {
    const { run, posted, lines } = page;
    const marks = { run, posted, askedAt, walk: this.#walk };
    this.#first ??= marks;
    const byPlace = Map.groupBy(lines, (line) => this.#places.find(line));
    for (const [place, ofPlace] of byPlace) {
      if (place !== undefined) await this.#submit(place, marks, ofPlace, false);
    }
    if (this.#context.client.dialect.orderedPages) await this.#closeRange(page, marks);
    await this.#settler.settleNow(this.#places.all);
  }

  /** Every page is in: what none of them listed is not there. */
  async end(): Promise<void> {
    const first = this.#first;
    if (first === undefined) return;
    for (const place of this.#places.all) {
      await this.#missing(place, first, { after: null, upTo: null });
    }
    for (const place of this.#places.all) {
      const { account, booksOf } = this.#context;
      const command = walkedCommand(account, place, first.askedAt - account.dialect.lagMs);
      await booksOf(place.tenantId).submit(command, deadline());
    }
    const { pool, account } = this.#context;
    const unwalked = this.#places.all.filter(({ walkedAt }) => walkedAt === null);
    if (unwalked.length > 0) await markWalked(pool, account.id, unwalked);
    await this.#settler.settleNow(this.#places.all, true);
  }

  /** Rows between the last page's last line and this page's, which it did not list. */
  async #closeRange({ lines, next }: StockPage, marks: PageMarks): Promise<void> {
    const last = lines.at(-1) ?? null;
    if (next !== null && last === null) return;
    const upTo = next === null ? null : last;
    for (const place of this.#places.all) {
      const range = rangeOf(place, this.#last, upTo);
      if (range !== undefined) await this.#missing(place, marks, range);
    }
    this.#last = last ?? this.#last;
  }

  async #missing(place: WmsPlaceLink, marks: PageMarks, range: RowRange): Promise<void> {
    const { tenantId, locationId, warehouse, owner } = place;
    const nothing = { orderable: 0n, unallocatable: 0n, holds: [] };
    const { pool } = this.#context;
    for await (const rows of unseenRows(pool, tenantId, locationId, this.#walk, range)) {
      const lines = rows.map(({ sku, lot }) => ({ warehouse, owner, sku, lot, ...nothing }));
      await this.#submit(place, marks, lines, true);
    }
  }

  async #submit(
    place: WmsPlaceLink,
    marks: PageMarks,
    lines: readonly StockLine[],
    areMissing: boolean,
  ): Promise<void> {
    const { account, booksOf, pool } = this.#context;
    const books = booksOf(place.tenantId);
    const strangers: Stranger[] = [];
    const chunks = chunksOf(lines, COMMAND_LINES_MAX);
    for (const together of chunksOf(chunks, COMMANDS_AT_ONCE)) {
      const answers = await Promise.all(
        together.map((chunk) =>
          books.submit(pageCommand(account, place, marks, chunk, areMissing), deadline()),
        ),
      );
      for (const answer of answers) strangers.push(...answer.strangers);
    }
    if (!areMissing) await keepStrangers(pool, place.tenantId, place.location, strangers);
  }
}

/** The part of a place that lies after one line and up to another, in the order of places, SKUs and lots. */
function rangeOf(
  place: WmsPlaceLink,
  after: StockLine | null,
  upTo: StockLine | null,
): RowRange | undefined {
  const fromHere = after === null ? 1 : comparePlaces(place, after);
  const toHere = upTo === null ? -1 : comparePlaces(place, upTo);
  if (fromHere < 0 || toHere > 0) return undefined;
  return { after: fromHere === 0 ? after : null, upTo: toHere === 0 ? upTo : null };
}

type PlaceName = Pick<StockLine, "warehouse" | "owner">;

function comparePlaces(a: PlaceName, b: PlaceName): number {
  return compareBytes(a.warehouse, b.warehouse) || compareBytes(a.owner, b.owner);
}

/** The order of UTF-8 bytes, which is the order of code points. */
function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function chunksOf<T>(rows: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let from = 0; from < rows.length; from += size) chunks.push(rows.slice(from, from + size));
  return chunks;
}
