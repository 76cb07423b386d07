import type { Balances, Delta } from "../../core/balances.ts";
import type { Explained } from "../../core/explanation.ts";
import type { Instant } from "../../core/instant.ts";
import type { MovementKind } from "../../core/movement.ts";
import type { Uuid } from "../../core/stock.ts";
import type { EntryStamp } from "../answer.ts";

/** A place in the journal: a posting, or where one would be. */
export interface Position {
  readonly seq: bigint;
  readonly stockId: Uuid;
}

/** Which movements to list. Null, or no kinds: any. */
export interface MovementQuery {
  readonly sku: string | null;
  /** Code of the location. */
  readonly location: string | null;
  /** Number of the item's lot. */
  readonly lot: string | null;
  readonly reservationId: Uuid | null;
  readonly orderRef: string | null;
  readonly kinds: readonly MovementKind[];
  readonly actor: string | null;
  readonly recordedFrom: Instant | null;
  /** Not this moment itself. */
  readonly recordedUntil: Instant | null;
  readonly occurredFrom: Instant | null;
  /** Not this moment itself. */
  readonly occurredUntil: Instant | null;
  readonly newestFirst: boolean;
  /** Where the page begins; null: where the journal does. */
  readonly start: Position | null;
  readonly pageSize: number;
}

/** What one entry did to one stock row. */
export interface Movement {
  readonly entry: EntryStamp;
  readonly kind: MovementKind;
  readonly stockId: Uuid;
  readonly sku: string;
  readonly location: string;
  readonly lot: string | null;
  readonly delta: Required<Delta>;
  readonly after: Balances;
  readonly reservationId: Uuid | null;
  readonly orderRef: string;
  readonly actor: string;
  readonly reason: string;
  readonly reference: string;
}

/** Some movements, and where the next page begins; null: there is none. */
export interface MovementPage {
  readonly movements: readonly Movement[];
  readonly next: Position | null;
}

/** Which stock to tell as it was. */
export interface AsOfQuery {
  /** By what was recorded by then, or by what had happened by then. The very instant counts. */
  readonly by: "recorded" | "occurred";
  readonly at: Instant;
  /** Items at a location, or at all of them (null). */
  readonly keys: readonly { readonly sku: string; readonly location: string | null }[];
  /** Code of the location whose whole stock is told; null where there are keys. */
  readonly location: string | null;
  /** The last row of the page before, or null. */
  readonly afterId: Uuid | null;
  readonly pageSize: number;
}

/** A stock row as it was. */
export interface PastStock {
  readonly sku: string;
  readonly location: string;
  readonly lot: string | null;
  readonly balances: Balances;
}

/** Some rows as they were. */
export interface PastStockPage {
  readonly stock: readonly PastStock[];
  /** The last row that was looked at, if there are more. */
  readonly nextAfterId: Uuid | null;
  /** The last entry that was recorded by then; 0: none. */
  readonly seq: bigint;
}

/** Which stock card to draw. */
export interface CardQuery {
  readonly sku: string;
  readonly location: string;
  /** Null: all lots together. */
  readonly lot: string | null;
  readonly recordedFrom: Instant | null;
  /** Not this moment itself. */
  readonly recordedUntil: Instant | null;
  /** Where the page begins, and with which entry the card ends; null: the first page. */
  readonly start: (Position & { readonly lastSeq: bigint }) | null;
  readonly pageSize: number;
}

/** One line of a stock card: a movement, and what there was after it over all its lots. */
export interface CardLine {
  readonly movement: Movement;
  readonly balances: Balances;
}

/** One page of a stock card. */
export interface StockCard {
  readonly opening: Balances;
  readonly lines: readonly CardLine[];
  readonly closing: Balances;
  readonly next: Position | null;
  /** The card ends with this entry, whatever is written after. */
  readonly lastSeq: bigint;
}

/** Why a reservation got the stock that it got. */
export interface ReservationExplained extends Explained {
  /** The entry that made it. */
  readonly entry: EntryStamp;
  /** How often the journal tells since that rules of the catalog have changed; counted up to `RULE_CHANGES_MAX`. */
  readonly ruleChanges: number;
}

/** More changes than this tell a reader nothing more. */
export const RULE_CHANGES_MAX = 1_000;

/** What the journal of one tenant tells of the past. Reads what replicas may have: it decides nothing. */
export interface TenantHistory {
  movements(query: MovementQuery): Promise<MovementPage>;
  /** @throws CommandRejected for a moment in the future */
  stockAsOf(query: AsOfQuery): Promise<PastStockPage>;
  /** @throws CommandRejected for an item, a location or a lot that is not there */
  card(query: CardQuery): Promise<StockCard>;
  /** Why a reservation got the stock that it got; undefined: there is none. */
  explain(reservationId: Uuid): Promise<ReservationExplained | undefined>;
}
