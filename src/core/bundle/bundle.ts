import { compareText, type Uuid } from "../stock.ts";

/** Parts of one bundle, each item once: a screen of them, and what one update writes stays small. */
export const PARTS_MAX = 50;

/** Units of one part in a bundle. */
export const PART_QUANTITY_MAX = 10_000n;

/** So deep may bundles lie in each other: a set of sets of sets. Whoever reads parts reads so many levels. */
export const LEVELS_MAX = 3;

/** Components of one bundle, all bundles within it taken apart: so many stock rows are claimed with one line. */
export const COMPONENTS_MAX = 200;

/** Units of one component in a bundle, over all its parts: what is asked of a line then stays countable. */
export const COMPONENT_QUANTITY_MAX = 1_000_000n;

/** Bundles that contain one item whose own parts change: all of them are checked under the tenant's turn. */
export const CONTAINERS_MAX = 1_000;

/** Components of all lines of one order: nobody holds a head longer than 250 ms. */
export const ORDER_COMPONENTS_MAX = 1_000;

/** An item that one bundle takes from stock, and how much of it. */
export interface Component {
  readonly itemId: Uuid;
  readonly sku: string;
  readonly perBundle: bigint;
}

/** A bundle with every bundle within it taken apart. */
export interface Bundle {
  readonly itemId: Uuid;
  /** By SKU; none of them is a bundle. */
  readonly components: readonly Component[];
  /** It, or a bundle within it, is archived: there is nothing of it to promise. */
  readonly isClosed: boolean;
  /** How many bundles lie in each other, itself included: 1 where no part is a bundle. */
  readonly levels: number;
}

/** An item as others are made of it. */
export interface PartItem {
  readonly id: Uuid;
  readonly sku: string;
  readonly archived: boolean;
}

/** A bundle, and one of the items that it is made of. */
export interface Part {
  readonly bundle: PartItem;
  readonly item: PartItem;
  readonly quantity: bigint;
}

/** Of what each bundle is made, as far as somebody has to know. They contain no circle. */
export class Parts {
  readonly #byBundle: ReadonlyMap<Uuid, readonly Part[]>;
  /** A bundle that lies in many others is taken apart once. */
  readonly #apart = new Map<Uuid, Bundle>();

  constructor(parts: readonly Part[]) {
    this.#byBundle = Map.groupBy(parts, ({ bundle }) => bundle.id);
  }

  /** Every bundle that is known, taken apart. */
  get bundles(): Bundle[] {
    return Array.from(this.#byBundle.keys(), (itemId) => this.takeApart(itemId));
  }

  /** Takes a bundle apart, and every bundle within it. */
  takeApart(itemId: Uuid): Bundle {
    const known = this.#apart.get(itemId);
    if (known !== undefined) return known;
    const bundle = this.#takeApart(itemId);
    this.#apart.set(itemId, bundle);
    return bundle;
  }

  #takeApart(itemId: Uuid): Bundle {
    const units = new Map<Uuid, Component>();
    const add = ({ sku, ...component }: Component): void => {
      const perBundle = (units.get(component.itemId)?.perBundle ?? 0n) + component.perBundle;
      units.set(component.itemId, { sku, ...component, perBundle });
    };
    let [isClosed, levels] = [false, 0];
    for (const { bundle, item, quantity } of this.#byBundle.get(itemId) ?? []) {
      const within = this.#byBundle.has(item.id) ? this.takeApart(item.id) : undefined;
      isClosed ||= bundle.archived || within?.isClosed === true;
      levels = Math.max(levels, 1 + (within?.levels ?? 0));
      if (within === undefined) add({ itemId: item.id, sku: item.sku, perBundle: quantity });
      for (const component of within?.components ?? [])
        add({ ...component, perBundle: component.perBundle * quantity });
    }
    const components = [...units.values()].toSorted((a, b) => compareText(a.sku, b.sku));
    return { itemId, components, isClosed, levels };
  }
}
