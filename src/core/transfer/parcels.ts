import { BALANCE_MAX, type Bucket, BUCKETS } from "../balances.ts";
import type { Draft, OpenEntry } from "../draft.ts";
import { reject, type Rejection } from "../rejection.ts";
import {
  byParcel,
  inTransitOf,
  NO_UNITS,
  type Parcel,
  type ParcelUnits,
  type Transfer,
} from "./transfer.ts";

/** What happens to parcels of a transfer in one entry: each of them takes one step, whatever it consists of. */
export class ParcelSteps {
  readonly #steps = new Map<Parcel, ParcelUnits>();

  /** What of a parcel would still be on its way. */
  openOf(parcel: Parcel): bigint {
    return inTransitOf(parcel) + inTransitOf(this.#stepOf(parcel));
  }

  add(parcel: Parcel, units: Partial<ParcelUnits>): void {
    const step = { ...this.#stepOf(parcel) };
    for (const [name, more] of Object.entries(units) as [keyof ParcelUnits, bigint][]) {
      step[name] += more;
    }
    this.#steps.set(parcel, step);
  }

  /** Moves the stock and tells it in the entry. @returns the parcels of the transfer afterwards */
  take(draft: Draft, entry: OpenEntry, transfer: Transfer): Parcel[] {
    const after = new Map(transfer.parcels.map((parcel) => [parcel, parcel]));
    for (const [parcel, step] of this.#steps) {
      move(draft, entry, parcel, step);
      const { line, number } = parcel;
      entry.steps.push({ transferId: transfer.id, line, number, ...step });
      after.set(parcel, { ...parcel, ...sum(parcel, step) });
    }
    return [...after.values()].toSorted(byParcel);
  }

  #stepOf(parcel: Parcel): ParcelUnits {
    return this.#steps.get(parcel) ?? NO_UNITS;
  }
}

/** Refuses an entry after which a stock row would count beyond the limit of a bucket. */
export function refuseBeyondLimit(draft: Draft, entry: OpenEntry): Rejection | undefined {
  for (const { stockId, after } of entry.postings.values()) {
    if (BUCKETS.every((bucket) => after[bucket] <= BALANCE_MAX)) continue;
    const { sku } = draft.stock(stockId).item;
    const message = `${sku} would count more than ${BALANCE_MAX}; move fewer units`;
    return reject("INVALID_MOVEMENT", message, { sku, limit: String(BALANCE_MAX) });
  }
  return undefined;
}

function move(draft: Draft, entry: OpenEntry, parcel: Parcel, step: ParcelUnits): void {
  const leaves = step.shipped - step.returned;
  if (leaves !== 0n) draft.move(entry, parcel.fromStockId, { onHand: -leaves });
  const delta: Partial<Record<Bucket, bigint>> = { inTransit: inTransitOf(step) };
  const arrives = step.received + step.damaged;
  if (arrives > 0n) delta.onHand = arrives;
  if (step.damaged > 0n) delta.damaged = step.damaged;
  draft.move(entry, parcel.toStockId, delta);
}

function sum(a: ParcelUnits, b: ParcelUnits): ParcelUnits {
  return {
    shipped: a.shipped + b.shipped,
    received: a.received + b.received,
    damaged: a.damaged + b.damaged,
    lost: a.lost + b.lost,
    returned: a.returned + b.returned,
  };
}
