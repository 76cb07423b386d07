import type { ClientBase } from "pg";

import type { Count, CountLine, CountRecord } from "../../../core/count/count.ts";
import { settled } from "../../sql/statement.ts";
import { type Column, instant, units } from "./columns.ts";
import type { Change, NumberedEntry, Page } from "./page.ts";
import { add, change, insertInto, updateOf } from "./rows.ts";

type CountChange = Change<Count>;

const KEY: readonly Column<CountChange>[] = [
  { name: "id", type: "uuid", of: ({ after }) => after.id },
];
const VERSION_BEFORE: Column<CountChange> = {
  name: "version_before",
  type: "bigint",
  of: ({ before }) => before?.version ?? 0,
};
const MADE: readonly Column<CountChange>[] = [
  { name: "location_id", type: "uuid", of: ({ after }) => after.locationId },
  { name: "scope", type: "text", of: ({ after }) => after.scope },
  { name: "approval_threshold", type: "bigint", of: ({ after }) => after.approvalThreshold },
  { name: "reference", type: "text", of: ({ after }) => after.reference, usual: "" },
  instant("created_at", ({ after }) => after.createdAt),
];
const CHANGED: readonly Column<CountChange>[] = [
  { name: "state", type: "text", of: ({ after }) => after.state },
  { name: "lines", type: "int", of: ({ after }) => after.totals.lines },
  { name: "recorded", type: "int", of: ({ after }) => after.totals.recorded },
  { name: "uncorrected", type: "int", of: ({ after }) => after.totals.uncorrected },
  units("surplus", ({ after }) => after.totals.surplus),
  units("missing", ({ after }) => after.totals.missing),
  { name: "version", type: "bigint", of: ({ after }) => after.version },
  instant("closed_at", ({ after }) => after.closedAt),
];

const LINE_KEY: readonly Column<CountLine>[] = [
  { name: "count_id", type: "uuid", of: ({ countId }) => countId },
  { name: "line", type: "int", of: ({ number }) => number },
];
const LINE_MADE: readonly Column<CountLine>[] = [
  { name: "item_id", type: "uuid", of: ({ itemId }) => itemId },
  { name: "lot_id", type: "uuid", of: ({ lotId }) => lotId },
];
const LINE_CHANGED: readonly Column<CountLine>[] = [
  { name: "counted", type: "bigint", of: ({ counted }) => counted },
  { name: "on_hand", type: "bigint", of: ({ onHand }) => onHand },
  { name: "corrected", type: "bigint", of: ({ corrected }) => corrected },
  instant("recorded_at", ({ recordedAt }) => recordedAt),
];

interface Recorded {
  readonly entry: NumberedEntry;
  readonly record: CountRecord;
}

const RECORDS: readonly Column<Recorded>[] = [
  { name: "seq", type: "bigint", of: ({ entry }) => entry.stamp.seq },
  { name: "count_id", type: "uuid", of: ({ record }) => record.countId },
  { name: "line", type: "int", of: ({ record }) => record.line },
  units("counted", ({ record }) => record.counted),
  units("on_hand", ({ record }) => record.onHand),
];

const NEW_COUNT = [...KEY, ...MADE, ...CHANGED];
const NEW_LINE = [...LINE_KEY, ...LINE_MADE, ...LINE_CHANGED];
const OLD_COUNT = [...KEY, VERSION_BEFORE, ...CHANGED];
const OLD_LINE = [...LINE_KEY, ...LINE_CHANGED];
const INSERT_COUNTS = insertInto("stock_count", NEW_COUNT);
const INSERT_LINES = insertInto("count_line", NEW_LINE);
const INSERT_RECORDS = insertInto("count_record", RECORDS);
const UPDATE_COUNTS = updateOf(
  "stock_count",
  CHANGED,
  OLD_COUNT,
  "r.id = given.id and r.version = given.version_before",
);
/** Guarded by the version of their count, which is written with them. */
const UPDATE_LINES = updateOf(
  "count_line",
  LINE_CHANGED,
  OLD_LINE,
  "r.count_id = given.count_id and r.line = given.line",
);

/** Writes counts, their lines, and what the entries wrote down for them. */
export async function writeCounts(client: ClientBase, tenantId: string, page: Page): Promise<void> {
  if (page.counts.size === 0) return;
  const counts = [...page.counts.values()];
  const lines = [...page.countLines.values()];
  const made = counts.filter(({ before }) => before === null);
  const old = counts.filter(({ before }) => before !== null);
  const newLines = lines.filter(({ before }) => before === null).map(({ after }) => after);
  const oldLines = lines.filter(({ before }) => before !== null).map(({ after }) => after);
  const records = page.entries.flatMap((entry) =>
    entry.records.map((record) => ({ entry, record })),
  );
  await settled([
    add(client, INSERT_COUNTS, tenantId, NEW_COUNT, made),
    change(client, UPDATE_COUNTS, tenantId, OLD_COUNT, old),
    add(client, INSERT_LINES, tenantId, NEW_LINE, newLines),
    change(client, UPDATE_LINES, tenantId, OLD_LINE, oldLines),
    add(client, INSERT_RECORDS, tenantId, RECORDS, records),
  ]);
}
