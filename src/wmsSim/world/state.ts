import { Random } from "../random.ts";
import { Agenda } from "./agenda.ts";
import type { Cell, Movement } from "./cell.ts";
import { Cells } from "./cells.ts";
import type { Finding, Loss } from "./finding.ts";
import { Journal } from "./journal.ts";
import type { WorldOptions } from "./options.ts";
import type { Allocation } from "./order.ts";
import { Orders } from "./orders.ts";
import { Recorded } from "./recorded.ts";

/** What the figures on pages contain. */
export interface Marks {
  /** The last run that ended; `countFrom` before the first. */
  readonly run: number;
  /** The last event that is booked. */
  readonly posted: number;
}

/** An event that waits for a run to book it. */
export interface Unbooked {
  readonly cell: Cell;
  readonly movement: Movement;
  /** What is told in full by it. */
  readonly loss: Loss | null;
}

/** One run of the allocation job. */
export interface Run {
  readonly number: number;
  /** Events up to this one are booked by it. */
  readonly posted: number;
  /** Losses that its pages show for the first time. */
  readonly losses: readonly Loss[];
  readonly allocations: Allocation[];
}

/** Everything there is in a world. */
export interface WorldState {
  readonly options: WorldOptions;
  readonly random: Random;
  readonly agenda: Agenda;
  readonly cells: Cells;
  readonly orders: Orders;
  readonly journal: Journal;
  readonly marks: Recorded<Marks>;
  readonly losses: Loss[];
  now: number;
  /** Found out and not posted in full, because the books have too few units. In order. */
  owed: Finding[];
  unbooked: Unbooked[];
  /** Due to be shipped, but the shelf is empty. In order. */
  unshippable: Allocation[];
  /** Cancelled units that the next run makes orderable again. */
  returning: { readonly cell: Cell; readonly quantity: number }[];
  /** The run that has begun and not ended. */
  running: Run | null;
  runsBegun: number;
  /** A run was due while another one lasted. */
  isRunDue: boolean;
  walksBegun: number;
}

/** A world in which nothing has happened yet. */
export function createState(options: WorldOptions): WorldState {
  const { dialect, seed, startAt, countFrom = 0 } = options;
  return {
    options,
    random: new Random(seed),
    agenda: new Agenda(),
    cells: new Cells(options),
    orders: new Orders(),
    journal: new Journal(dialect.eventMark, seed, countFrom),
    marks: new Recorded(dialect.lagMs, startAt, { run: countFrom, posted: countFrom }),
    losses: [],
    now: startAt,
    owed: [],
    unbooked: [],
    unshippable: [],
    returning: [],
    running: null,
    runsBegun: countFrom,
    isRunDue: false,
    walksBegun: 0,
  };
}
