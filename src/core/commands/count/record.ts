import type { Books } from "../../books.ts";
import { bundleHasNoStock } from "../../bundle/ownStock.ts";
import type { CountedLine, RecordCount } from "../../count/command.ts";
import {
  type Count,
  COUNT_LINES_MAX,
  countClosed,
  countedElsewhere,
  type CountLine,
  countNotFound,
  withLine,
} from "../../count/count.ts";
import { CountedStock } from "../../count/countedStock.ts";
import { type Decision, rejected } from "../../decision.ts";
import { Draft, type OpenEntry } from "../../draft.ts";
import { entryOf } from "../../entry.ts";
import {
  fieldViolation,
  itemNotFound,
  lotNotFound,
  reject,
  type Rejection,
} from "../../rejection.ts";
import { lotRequired } from "../receive.ts";
import { newLine } from "./open.ts";

/**
 * Writes down what was counted, beside what the books have on hand at that very moment: the difference of the two is what
 * the count found, whatever moves before it is closed. A line that is recorded again is replaced, or added to.
 */
export function decideRecordCount(books: Books, command: RecordCount): Decision {
  const draft = new Draft(books);
  const count = draft.counts.count(command.countId);
  if (count === undefined) return rejected(countNotFound(command.countId));
  if (count.state !== "open" && count.state !== "awaiting_approval")
    return rejected(countClosed(count));
  const entry = draft.open(entryOf(command, "record_count", draft.now, {}));
  const stock = new CountedStock(draft, count.locationId);
  let { totals } = count;
  for (const [index, said] of command.lines.entries()) {
    const field = `lines[${index}]`;
    const before = lineFor(draft, { ...count, totals }, said, field);
    if ("reason" in before) return rejected(before);
    if (entry.records.some(({ line }) => line === before.number)) {
      return rejected(fieldViolation(field, `${field}: ${said.sku} is named twice; sum it up`));
    }
    const isKnown = before.number <= totals.lines;
    const after = recordLine(draft, stock, entry, before, said.quantity, command.isMore);
    totals = withLine(totals, isKnown ? before : null, after);
  }
  draft.counts.put({ ...count, state: "open", totals });
  return draft.accept({ countId: count.id });
}

/** Records a number for a line. @param isMore on top of what was recorded before */
export function recordLine(
  draft: Draft,
  stock: CountedStock,
  entry: OpenEntry,
  line: CountLine,
  quantity: bigint,
  isMore: boolean,
): CountLine {
  // What the first look was compared with stays: whatever has moved since is in neither number.
  const isAdded = isMore && line.counted !== null && line.onHand !== null;
  const counted = isAdded ? (line.counted ?? 0n) + quantity : quantity;
  const onHand = isAdded ? (line.onHand ?? 0n) : stock.onHand(line);
  const after = { ...line, counted, onHand, recordedAt: draft.now };
  draft.counts.putLine(after);
  entry.records.push({ countId: line.countId, line: line.number, counted, onHand });
  return after;
}

/** The line of what was counted, or a new one for what nobody expected there. */
function lineFor(
  draft: Draft,
  count: Count,
  said: CountedLine,
  field: string,
): CountLine | Rejection {
  const item = draft.books.item(said.sku);
  if (item === undefined) return itemNotFound(said.sku, `${field}.sku`);
  const bundle = bundleHasNoStock(item, `${field}.sku`, "count");
  if (bundle !== undefined) return bundle;
  const lot = said.lot === null ? null : draft.lot(item.id, said.lot);
  if (lot === undefined) return lotNotFound(said.sku, said.lot ?? "", `${field}.lot`);
  if (lot === null && item.lotTracked) return lotRequired(said.sku, field);
  const place = { itemId: item.id, sku: item.sku, lotId: lot?.id ?? null, lot: said.lot };
  const known = draft.counts.line(count.id, place);
  if (known !== undefined) return known;
  const other = draft.counts.otherOf(count.id, count.locationId, place);
  if (other !== undefined) return countedElsewhere(place, other, field);
  if (count.totals.lines < COUNT_LINES_MAX) return newLine(count.id, count.totals.lines + 1, place);
  const message = `${field}: the count has ${COUNT_LINES_MAX} lines already; open another one for the rest`;
  return { ...reject("INVALID_MOVEMENT", message, { limit: String(COUNT_LINES_MAX) }), field };
}
