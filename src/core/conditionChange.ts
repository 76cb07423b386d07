import { atLeastZero, least, plus, type Balances, type Bucket, type Delta } from "./balances.ts";
import type { ConditionLine } from "./command.ts";
import { reject, type Rejection } from "./rejection.ts";
import { ownUnallocatable, type StockRow } from "./stock.ts";
import { newWmsRow, type WmsHold, type WmsRow } from "./wms/row.ts";
import { overlapOf } from "./wms/shown.ts";

/** The conditions on one stock row may carry so many references of the warehouse system: they are read with the row. */
export const WMS_REFERENCES_MAX = 100;

/** More than any row can hold. */
const BEYOND = 10n ** 18n;

/** What the lines of one command do to one stock row, one after the other. */
export class ConditionChange {
  readonly #row: StockRow;
  readonly #before: WmsRow;
  #balances: Balances;
  #ours: readonly WmsHold[];
  /** By line: how much more is claimed after it than before the first one. */
  readonly #claimed = new Map<number, bigint>();

  /** @param wmsRow what the warehouse system has told of the row, if it has */
  constructor(row: StockRow, wmsRow: WmsRow | undefined) {
    this.#row = row;
    this.#before = wmsRow ?? newWmsRow(row.id);
    this.#balances = row.balances;
    this.#ours = this.#before.ours;
  }

  get stockId(): string {
    return this.#row.id;
  }

  /** Carries a line out. @returns why it cannot be */
  take(line: ConditionLine, index: number): Rejection | undefined {
    const { from, to, quantity } = line;
    const field = `lines[${index}]`;
    if (quantity > this.#unitsIn(from)) return this.#tooFew(line, field);
    const delta: Partial<Record<Bucket, bigint>> = {};
    if (from !== null) delta[from] = -quantity;
    if (to !== null) delta[to] = quantity;
    this.#balances = plus(this.#balances, delta);
    const ours = withReference(this.#ours, line);
    if (ours.length > WMS_REFERENCES_MAX) return this.#tooManyReferences(field);
    if (sumOf(ours) > ownUnallocatable(this.#balances)) return this.#whichReference(line, field);
    this.#ours = ours;
    this.#claimed.set(index, this.claimed);
    return undefined;
  }

  /** How much more is claimed when all lines are carried out: below 0, units are for sale again. */
  get claimed(): bigint {
    const ours = ownUnallocatable(this.#balances) - ownUnallocatable(this.#row.balances);
    return ours + this.#wmsDelta;
  }

  get delta(): Delta {
    const { damaged, quarantined, withheld } = this.#row.balances;
    return {
      damaged: this.#balances.damaged - damaged,
      quarantined: this.#balances.quarantined - quarantined,
      withheld: this.#balances.withheld - withheld,
      wmsUnallocatable: this.#wmsDelta,
    };
  }

  /** What is known of the warehouse system's word afterwards, where that is something else. */
  get wmsRow(): WmsRow | undefined {
    return this.#ours === this.#before.ours ? undefined : this.#after;
  }

  /** Refuses to take what others claim. @param free units that nobody claims; below 0 where the row is short */
  refuseClaimed(free: bigint): Rejection {
    const room = atLeastZero(free);
    const [index] = [...this.#claimed].find(([, units]) => units > room) ?? [0];
    const { item, location, balances } = this.#row;
    const field = `lines[${index}].quantity`;
    const isKept = balances.wmsUnallocatable > 0n;
    const whose = isKept ? "promised, nor kept back by the warehouse system" : "promised";
    const remedy = isKept ? "name its wms_reference, release" : "release";
    const message = `${field}: ${this.claimed} of ${item.sku} would be taken, ${room} are not ${whose}; ${remedy} reservations, or set physical_truth`;
    const facts = { sku: item.sku, location: location.code, free: String(room) };
    return { ...reject("INVALID_MOVEMENT", message, facts), field };
  }

  /**
   * What the warehouse system calls unallocatable under a reference that a condition of ours carries is not counted a second
   * time. Of what was left out before, no more is known than that it was no more than the references stand for.
   */
  get #wmsDelta(): bigint {
    const { wmsUnallocatable } = this.#row.balances;
    const whole = wmsUnallocatable + overlapOf(this.#before, BEYOND);
    return whole - overlapOf(this.#after, whole) - wmsUnallocatable;
  }

  get #after(): WmsRow {
    return { ...this.#before, ours: this.#ours };
  }

  /** Units in a condition; null: those that none of our conditions keeps from sale, promised ones included. */
  #unitsIn(condition: ConditionLine["from"]): bigint {
    if (condition !== null) return this.#balances[condition];
    return atLeastZero(this.#balances.onHand - ownUnallocatable(this.#balances));
  }

  #tooFew({ sku, from, quantity }: ConditionLine, field: string): Rejection {
    const what = from ?? "on hand and neither damaged, quarantined nor withheld";
    const units = this.#unitsIn(from);
    const message = `${field}.quantity: ${quantity} of ${sku} asked, ${units} are ${what}; correct it`;
    const facts = { sku, requested: String(quantity), there: String(units) };
    return { ...reject("INVALID_MOVEMENT", message, facts), field: `${field}.quantity` };
  }

  #tooManyReferences(field: string): Rejection {
    const { sku } = this.#row.item;
    const message = `${field}.wms_reference: conditions of ${sku} carry ${WMS_REFERENCES_MAX} already; leave it out, or end others first`;
    const facts = { sku, limit: String(WMS_REFERENCES_MAX) };
    return { ...reject("INVALID_MOVEMENT", message, facts), field: `${field}.wms_reference` };
  }

  #whichReference({ sku, wmsReference }: ConditionLine, field: string): Rejection {
    const known = this.#ours.filter(({ reference }) => reference !== wmsReference);
    const names = known.slice(0, 3).map(({ reference }) => `"${reference}"`);
    const more = known.length > 3 ? `, and ${known.length - 3} more` : "";
    const message = `${field}.wms_reference: too few of ${sku} stand under none; name the one these stand under: ${names.join(", ")}${more}`;
    return { ...reject("INVALID_MOVEMENT", message, { sku }), field: `${field}.wms_reference` };
  }
}

/** Units take their reference along when they cease to be for sale, and leave it when they are so again. */
function withReference(ours: readonly WmsHold[], line: ConditionLine): readonly WmsHold[] {
  const { wmsReference: reference, quantity, from, to } = line;
  if (reference === "" || (from === null) === (to === null)) return ours;
  const known = ours.find((hold) => hold.reference === reference)?.quantity ?? 0n;
  const units = from === null ? known + quantity : known - least(known, quantity);
  if (units === known) return ours;
  const others = ours.filter((hold) => hold.reference !== reference);
  return units > 0n ? [...others, { reference, quantity: units }] : others;
}

function sumOf(holds: readonly WmsHold[]): bigint {
  let sum = 0n;
  for (const { quantity } of holds) sum += quantity;
  return sum;
}
