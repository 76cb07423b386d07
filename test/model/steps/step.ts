/*
 * What happens in a story, as data: it is made from a seed alone, kept in a file when it fails, and played again.
 * Steps name each other by number, so that one can be left out without changing what the others mean.
 */

/** A line of an order. Every line of an order is of another SKU. */
export interface Line {
  readonly sku: string;
  readonly quantity: number;
  readonly location?: string;
  readonly lot?: string;
}

/** Some units of a line of a reservation; 0: all of them. */
export interface Selection {
  readonly line: number;
  readonly quantity: number;
}

export interface ReceiptLine {
  readonly sku: string;
  readonly quantity: number;
  readonly lot?: string;
  /** Says another expiry than the lot has. */
  readonly isWrong?: true;
}

export interface AdjustLine {
  readonly sku: string;
  readonly lot?: string;
  readonly delta: number;
  readonly expected?: number;
}

/** How many there are of something, all of them. */
export interface SetLine {
  readonly sku: string;
  readonly lot?: string;
  readonly quantity: number;
  readonly expected?: number;
}

interface OrderStep {
  readonly lines: readonly Line[];
  readonly partial?: true;
  /** Number of the step that made the reservation to give up. */
  readonly replaces?: number;
}

/** Names a reservation by the number of the step that made it, or the last granted one before that. */
interface OnReservation {
  readonly of: number;
}

type Asked =
  | ({ readonly kind: "reserve"; readonly ttlMs: number | null } & OrderStep)
  | ({ readonly kind: "sell" } & OrderStep)
  | ({
      readonly kind: "commit";
      readonly lines?: readonly Selection[];
      readonly keep?: true;
      readonly reacquire?: true;
    } & OnReservation)
  | ({
      readonly kind: "release";
      readonly lines?: readonly Selection[];
      readonly commits?: true;
    } & OnReservation)
  | ({ readonly kind: "extend"; readonly ttlMs: number } & OnReservation)
  | ({ readonly kind: "fulfil"; readonly lines?: readonly Selection[] } & OnReservation)
  | {
      readonly kind: "receive";
      readonly location: string;
      readonly lines: readonly ReceiptLine[];
    }
  | { readonly kind: "adjust"; readonly location: string; readonly lines: readonly AdjustLine[] }
  | { readonly kind: "set_stock"; readonly location: string; readonly lines: readonly SetLine[] }
  | { readonly kind: "recall_lot" | "lift_recall"; readonly sku: string; readonly lot: string };

interface Numbered {
  readonly n: number;
  /** How long after the round began. Left out: at once. */
  readonly afterMs?: number;
}

interface ByCaller extends Numbered {
  readonly caller: number;
  /** The caller hangs up after so long, then asks again with patience. */
  readonly impatientMs?: number;
}

/** A command, under a request id of its own or under that of another step. */
export type CommandStep = ByCaller &
  Asked & {
    /** Only rehearsed. */
    readonly dry?: true;
    readonly requestOf?: number;
  };

/** The very same request as that of another step, once more. */
export interface RepeatStep extends ByCaller {
  readonly kind: "repeat";
  readonly of: number;
}

/** A question: about one reservation, or how much there is of everything. */
export type QuestionStep = ByCaller &
  ({ readonly kind: "look"; readonly of: number } | { readonly kind: "ask" });

export type CallStep = CommandStep | RepeatStep | QuestionStep;

export type ServerNumber = 0 | 1;

/** Something that goes wrong, or that an operator does past the service. */
export type TroubleStep = Numbered &
  (
    | {
        /** The operator writes an item's stock rows, all or those at a location, and holds them for a while. */
        readonly kind: "touchStock";
        readonly sku: string;
        readonly location?: string;
        readonly holdMs: number;
      }
    | { readonly kind: "touchReservation"; readonly of: number; readonly holdMs: number }
    /** The clock of the books jumps. Until the machine's has caught up, time stands still. */
    | { readonly kind: "stepClock"; readonly byMs: number }
    /** The connection between a server and PostgreSQL is cut at the next COMMIT. */
    | { readonly kind: "cut"; readonly point: "before" | "behind" | "after" }
    /** A server is killed, or asked to stop, and started again. */
    | {
        readonly kind: "restartServer";
        readonly server: ServerNumber;
        readonly signal: "SIGKILL" | "SIGTERM";
        /** Whether it takes back overdue holds from then on. */
        readonly sweeps: boolean;
      }
    | { readonly kind: "freezeServer"; readonly server: ServerNumber; readonly forMs: number }
    | { readonly kind: "crashDatabase" }
    /** Nothing happens for a while. */
    | { readonly kind: "wait"; readonly forMs: number }
  );

export type Step = CallStep | TroubleStep;

/** Steps that meet: all of them begin at once, and the next round begins when all are over. */
export type Round = readonly Step[];

export function isCall(step: Step): step is CallStep {
  return "caller" in step;
}
