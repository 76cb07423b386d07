import { guard, type Mutant } from "./mutant.ts";

const SHIP = "core/commands/transfer/ship.ts";
const RECEIVE = "core/commands/transfer/receive.ts";
const PICK = "core/transfer/pick.ts";
const PLACES = "core/transfer/places.ts";
const PARCELS = "core/transfer/parcels.ts";
const RECORD = "core/commands/count/record.ts";
const CLOSE = "core/commands/count/close.ts";
const OPEN = "core/commands/count/open.ts";

const moved = (name: string, file: string, find: string, replace: string): Mutant =>
  guard(`transfer: ${name}`, file, find, replace, "core/transfers");

const counted = (name: string, file: string, find: string, replace: string): Mutant =>
  guard(`count: ${name}`, file, find, replace, "core/counts");

/** Guards of what moves between locations, and of what is corrected by a count. */
export const TRANSFER_MUTANTS: readonly Mutant[] = [
  moved("what is promised is shipped", PICK, "freeUnits(row) - this", "row.balances.onHand - this"),
  moved(
    "what is owed to others is shipped",
    PICK,
    "return this.#isNamedBarred(line) ? units : least(units, this.#unowed(line));",
    "return units;",
  ),
  moved(
    "two lines take the same units",
    PICK,
    "this.#taken.set(row.id, this.#takenFrom(row) + quantity);",
    "",
  ),
  moved(
    "the lot that expires last goes first",
    PICK,
    ".toSorted(byFirstExpiry)",
    ".toSorted((a, b) => byFirstExpiry(b, a))",
  ),
  moved(
    "overdue holds keep units from it",
    SHIP,
    "makeRoom(draft, stockId, units);",
    "void [stockId, units];",
  ),
  moved(
    "a batch that takes back too few overdue holds says no",
    SHIP,
    "if (hasMoreOverdue(draft, rows)) return goOnAfterExpiries(draft, rows);",
    "",
  ),
  moved(
    "more is shipped than was planned",
    SHIP,
    "wanted === 0n || wanted > open",
    "wanted === 0n",
  ),
  moved("a transfer that has ended is shipped", SHIP, "if (transfer.end !== null)", "if (false)"),
  moved(
    "a warehouse system's stock is shipped",
    PLACES,
    "managedByWms(from, hint) ?? managedByWms(to, hint)",
    "managedByWms(to, hint)",
  ),
  moved(
    "what is damaged is for sale",
    PARCELS,
    "if (step.damaged > 0n) delta.damaged = step.damaged;",
    "",
  ),
  moved("more arrives than was on its way", RECEIVE, "if (told > onTheWay)", "if (false)"),
  moved(
    "fates of several lots are guessed",
    RECEIVE,
    "if (fate === undefined) return whichLot(open, said, field);",
    "if (fate === undefined) return undefined;",
  ),
  moved(
    "the rest of a final receipt stays on its way",
    RECEIVE,
    "if (lost > 0n) steps.add(parcel, { lost });",
    "",
  ),
  guard(
    "transfer: its parcels are not written",
    "store/lane/write/transfers.ts",
    "change(client, UPDATE_PARCELS, tenantId, CHANGED_PARCEL, oldParcels),",
    "Promise.resolve(),",
    "server/transfers",
  ),
  guard(
    "transfer: buyers are not told when it is expected",
    "store/lane/read/transfers.ts",
    'and f.expected_at > ${fromMs("$3")}',
    'and f.expected_at < ${fromMs("$3")}',
    "server/transfers",
  ),
  counted(
    "a sale between look and close is counted twice",
    CLOSE,
    "const wanted = onHand + variance;",
    "const wanted = line.counted ?? 0n;",
  ),
  counted(
    "on hand falls below nothing",
    CLOSE,
    "wanted < 0n ? 0n : wanted > BALANCE_MAX",
    "wanted > BALANCE_MAX",
  ),
  counted(
    "another shelf replaces the first",
    RECORD,
    "isMore && line.counted !== null",
    "false && line.counted !== null",
  ),
  counted(
    "another shelf is compared with later books",
    RECORD,
    "isAdded ? (line.onHand ?? 0n) : stock",
    "stock",
  ),
  counted("two counts correct one difference", OPEN, "if (other !== undefined) continue;", ""),
  counted(
    "two counts record one place",
    RECORD,
    "if (other !== undefined) return countedElsewhere(place, other, field);",
    "",
  ),
  counted(
    "nobody has to approve",
    CLOSE,
    "!isBegun && !command.isApproved && needsApproval(count)",
    "false",
  ),
  counted(
    "approval looks at what is missing alone",
    CLOSE,
    "totals.surplus + totals.missing >",
    "totals.missing >",
  ),
  counted("overdue holds make a shortfall of it", CLOSE, "makeRoom(draft, row.id, falls);", ""),
  counted(
    "a long count ends with its first part",
    CLOSE,
    "lines.length >= count.totals.uncorrected",
    "true",
  ),
  guard(
    "count: what is still to be recorded waits behind corrections",
    "store/lane/read/countLines.ts",
    "order by counted is not null, line",
    "order by line",
    "server/counts",
    "thousands",
  ),
  guard(
    "count: an open count tells what the books say",
    "server/convert/count.ts",
    'state !== "open" && variance !== null',
    "variance !== null",
    "server/counts",
  ),
];
