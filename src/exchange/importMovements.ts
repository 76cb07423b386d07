import type { Adjust, Receive } from "../core/command.ts";
import type { Answer } from "../store/answer.ts";
import { CommandRejected } from "../store/errors.ts";
import { newId } from "../store/newId.ts";
import { fieldOf, type Imported, type Importing, together, wordsOf } from "./importing.ts";
import { lotOf } from "./importStock.ts";
import type { Row, RowProblem } from "./rows.ts";

/** Movements under way at once: a share of what a lane lets wait, so that others find room. */
const WINDOW = 250;

const RECEIVE = "receive";

/** What became of one row: an answer, or why it was refused. */
type Outcome = { readonly answer: Answer } | { readonly problem: RowProblem };

/**
 * Books movements, each under its own name: one that was booked before, by whatever file, is not booked again. They are
 * booked in the order of their lines.
 */
export async function importMovements(
  rows: readonly Row[],
  importing: Importing,
): Promise<Imported> {
  const parts: Imported[] = [];
  for (let at = 0; at < rows.length; at += WINDOW) {
    parts.push(await importWindow(rows.slice(at, at + WINDOW), importing));
  }
  return together(parts);
}

async function importWindow(rows: readonly Row[], importing: Importing): Promise<Imported> {
  const first = await bookAll(rows, (row) => commandOf(row, importing, false), importing);
  const again = rows.filter((_, index) => "problem" in (first[index] ?? {}));
  // What another system has found in a lot that is new here makes it; what was taken from that then comes right.
  const second = await bookAll(again, (row) => commandOf(row, importing, true), importing);
  const outcomes = [...first.filter((outcome) => "answer" in outcome), ...second];
  let [created, repeated] = [0, 0];
  const problems: RowProblem[] = [];
  for (const outcome of outcomes) {
    if ("problem" in outcome) problems.push(outcome.problem);
    else if (outcome.answer.replayed) repeated += 1;
    else created += 1;
  }
  return { created, updated: 0, unchanged: 0, repeated, problems };
}

/** Sends them in their order; the lane keeps it. */
async function bookAll(
  rows: readonly Row[],
  makeCommand: (row: Row) => Adjust | Receive | RowProblem,
  importing: Importing,
): Promise<readonly Outcome[]> {
  const settled = await Promise.allSettled(
    rows.map((row) => bookOne(row, makeCommand(row), importing)),
  );
  return settled.map((end) => {
    if (end.status === "fulfilled") return end.value;
    throw end.reason;
  });
}

async function bookOne(
  row: Row,
  command: Adjust | Receive | RowProblem,
  importing: Importing,
): Promise<Outcome> {
  if ("message" in command) return { problem: command };
  try {
    return { answer: await importing.submit(command) };
  } catch (error) {
    if (!(error instanceof CommandRejected)) throw error;
    const { rejection } = error;
    return { problem: row.problem(rejection.reason, columnOf(rejection), wordsOf(rejection)) };
  }
}

function columnOf(rejection: CommandRejected["rejection"]): string {
  if (rejection.reason === "LOT_REQUIRED" || rejection.reason === "LOT_MISMATCH") return "lot";
  const field = fieldOf(rejection);
  if (rejection.reason === "INVALID_MOVEMENT" && field === "") return "quantity";
  if (field === "request_id") return "movement_id";
  return field === "quantity_delta" ? "quantity" : field;
}

function commandOf(
  row: Row,
  importing: Importing,
  mayMakeLot: boolean,
): Adjust | Receive | RowProblem {
  const quantity = row.count("quantity") ?? 0n;
  const isReceipt = row.text("kind") === RECEIVE;
  if (quantity === 0n || (isReceipt && quantity < 0n)) {
    const message = isReceipt
      ? "what was received is above 0; write the units that arrived"
      : "a movement of 0 moves nothing; leave the row out";
    return row.problem("FIELD_VIOLATION", "quantity", message);
  }
  const makesLot = mayMakeLot && quantity > 0n && row.text("lot") !== null;
  return isReceipt || makesLot ? receipt(row, importing) : adjustment(row, importing);
}

function receipt(row: Row, importing: Importing): Receive {
  const [sku, quantity] = [row.text("sku") ?? "", row.count("quantity") ?? 0n];
  const lines = [{ sku, quantity, lot: lotOf(row), stockId: newId() }];
  return { kind: "receive", ...common(row, importing), lines };
}

function adjustment(row: Row, importing: Importing): Adjust {
  const line = { sku: row.text("sku") ?? "", lot: row.text("lot"), expectedQuantity: null };
  const quantityDelta = row.count("quantity") ?? 0n;
  return {
    kind: "adjust",
    ...common(row, importing),
    lines: [{ ...line, quantityDelta, stockId: newId() }],
    reason: row.text("reason") ?? row.text("kind") ?? "",
    reasonCode: null,
  };
}

function common(row: Row, importing: Importing): Omit<Receive, "kind" | "lines"> {
  return {
    ...importing.header(row.text("movement_id") ?? "", row.said),
    location: row.text("location") ?? "",
    reference: row.text("reference") ?? "",
    occurredAt: row.instant("occurred_time"),
  };
}
