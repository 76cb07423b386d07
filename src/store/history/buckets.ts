import type { Balances } from "../../core/balances.ts";
import { BUCKET_COLUMNS } from "../entities/stock.ts";

/** The columns of a set of balances, such as `on_hand_after`. */
export type BucketsRow<S extends string> = Readonly<
  Record<`${(typeof BUCKET_COLUMNS)[number]}${S}`, bigint>
>;

/** Every bucket's column by a rule, separated by commas. */
export function everyBucket(column: (bucket: string) => string): string {
  return BUCKET_COLUMNS.map(column).join(", ");
}

/** Reads balances, or a change of them, from columns that end alike. */
export function bucketsOf<S extends string>(row: BucketsRow<S>, suffix: S): Balances {
  const of = (bucket: (typeof BUCKET_COLUMNS)[number]): bigint => row[`${bucket}${suffix}`];
  return {
    onHand: of("on_hand"),
    damaged: of("damaged"),
    quarantined: of("quarantined"),
    withheld: of("withheld"),
    wmsUnallocatable: of("wms_unallocatable"),
    held: of("held"),
    committed: of("committed"),
    inTransit: of("in_transit"),
  };
}
