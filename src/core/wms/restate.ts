import { BALANCE_MAX, least } from "../balances.ts";
import type { CommandHeader } from "../command.ts";
import type { Unfinished } from "../decision.ts";
import type { Draft, EntryHeader, OpenEntry } from "../draft.ts";
import { entryOf } from "../entry.ts";
import { goOnAfterExpiries, hasMoreOverdue, isClaimed, makeRoom } from "../expiry.ts";
import type { Instant } from "../instant.ts";
import { ownUnallocatable, type StockRow, type Uuid } from "../stock.ts";
import type { WmsDialect } from "./dialect.ts";
import type { WmsRow } from "./row.ts";
import { displace } from "./displace.ts";
import { overlapOf, shownOf } from "./shown.ts";

/** A row of the warehouse system before and after something was told. */
export interface Restated {
  readonly before: WmsRow;
  readonly after: WmsRow;
}

/**
 * Writes into the books what the warehouse system now shows: it is stated, not added up, so that the same word twice
 * changes nothing. Overdue holds are taken back first, so that they raise no shortfall.
 *
 * @param command that told it
 * @param header of the entry; it is written only where a balance changes
 */
export function restate(
  draft: Draft,
  rows: readonly Restated[],
  dialect: WmsDialect,
  command: CommandHeader,
  header: EntryHeader,
): Unfinished | OpenEntry | null {
  for (const { after } of rows) {
    const unfinished = clear(draft, draft.stock(after.stockId), after, dialect);
    if (unfinished !== undefined) return unfinished;
  }
  let entry: OpenEntry | null = null;
  for (const { before, after } of rows) {
    const { onHand, wmsUnallocatable } = changeOf(draft.stock(after.stockId), after, dialect);
    if (onHand !== 0n || wmsUnallocatable !== 0n) {
      entry ??= draft.open(header);
      draft.move(entry, after.stockId, { onHand, wmsUnallocatable });
    }
    draft.putWmsRow({ ...after, drift: driftAfter(before, after, onHand) });
  }
  displace(
    draft,
    command,
    rows.map(({ after }) => after.stockId),
  );
  return entry;
}

/** What a location's first walk brings explains itself: drift is counted from there. */
function driftAfter(before: WmsRow, after: WmsRow, onHand: bigint): bigint {
  const { sight, next } = after;
  if (before.sight !== null || (sight ?? next)?.isFirst !== true) return after.drift + onHand;
  if (before.next === null) return 0n;
  return sight === null
    ? after.drift
    : after.drift + onHand - sight.orderable - sight.unallocatable;
}

/** The head of an entry that a warehouse system's word leads to. */
export function wmsEntry(
  command: CommandHeader,
  kind: "wms_page" | "wms_event" | "wms_order",
  occurredAt: Instant,
  more: { reservationId?: Uuid; reason?: string; reference?: string },
): EntryHeader {
  return entryOf(command, kind, occurredAt, more);
}

function clear(
  draft: Draft,
  row: StockRow,
  after: WmsRow,
  dialect: WmsDialect,
): Unfinished | undefined {
  const { onHand, wmsUnallocatable } = changeOf(row, after, dialect);
  const falls = wmsUnallocatable - onHand;
  if (falls <= 0n) return undefined;
  makeRoom(draft, row.id, falls);
  const isShort = isClaimed(draft.stock(row.id), falls);
  return isShort && hasMoreOverdue(draft, [row]) ? goOnAfterExpiries(draft, [row]) : undefined;
}

function changeOf(
  { balances }: StockRow,
  after: WmsRow,
  dialect: WmsDialect,
): { onHand: bigint; wmsUnallocatable: bigint } {
  const { orderable, unallocatable } = shownOf(after, dialect);
  // No more is counted once than our conditions count.
  const overlap = overlapOf(after, least(unallocatable, ownUnallocatable(balances)));
  return {
    // A figure beyond what a bucket holds is a slip of theirs: less is counted, and nothing stands still for it.
    onHand: least(orderable + unallocatable, BALANCE_MAX) - balances.onHand,
    wmsUnallocatable: unallocatable - overlap - balances.wmsUnallocatable,
  };
}
