/** The buckets of a stock row, in the order of their columns. Each is a count of base units, never below 0. */
export const BUCKETS = [
  "onHand",
  "damaged",
  "quarantined",
  "withheld",
  "wmsUnallocatable",
  "held",
  "committed",
  "inTransit",
] as const;

export type Bucket = (typeof BUCKETS)[number];

/** What a stock row holds, per bucket. */
export type Balances = Readonly<Record<Bucket, bigint>>;

/** What changes: a signed number of units per bucket; a bucket left out does not change. */
export type Delta = Readonly<Partial<Record<Bucket, bigint>>>;

/** A bucket may not hold more: far below 2^63, so that sums over every row of a tenant cannot overflow. */
export const BALANCE_MAX = 1_000_000_000_000_000n;

export const NOTHING: Balances = {
  onHand: 0n,
  damaged: 0n,
  quarantined: 0n,
  withheld: 0n,
  wmsUnallocatable: 0n,
  held: 0n,
  committed: 0n,
  inTransit: 0n,
};

/** The balances after a change. Does not judge them. */
export function plus(balances: Balances, delta: Delta): Balances {
  return {
    onHand: add(balances.onHand, delta.onHand),
    damaged: add(balances.damaged, delta.damaged),
    quarantined: add(balances.quarantined, delta.quarantined),
    withheld: add(balances.withheld, delta.withheld),
    wmsUnallocatable: add(balances.wmsUnallocatable, delta.wmsUnallocatable),
    held: add(balances.held, delta.held),
    committed: add(balances.committed, delta.committed),
    inTransit: add(balances.inTransit, delta.inTransit),
  };
}

/** Most buckets do not change, and every sum of bigints is a new object. */
function add(units: bigint, change: bigint | undefined): bigint {
  return change === undefined ? units : units + change;
}

/** On hand but not for sale: ours and the warehouse system's. */
export function unallocatable(balances: Balances): bigint {
  return balances.damaged + balances.quarantined + balances.withheld + balances.wmsUnallocatable;
}

/** Everything that lays claim to what is on hand, overdue holds included. */
export function claims(balances: Balances): bigint {
  return unallocatable(balances) + balances.held + balances.committed;
}

/** What is claimed beyond what is on hand, overdue holds included: the figure the stock row keeps. */
export function shortfall(balances: Balances): bigint {
  return atLeastZero(claims(balances) - balances.onHand);
}

export function atLeastZero(quantity: bigint): bigint {
  return quantity > 0n ? quantity : 0n;
}

export function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** The largest of some quantities; 0 when there are none. */
export function greatest(quantities: Iterable<bigint>): bigint {
  let most = 0n;
  for (const quantity of quantities) if (quantity > most) most = quantity;
  return most;
}
