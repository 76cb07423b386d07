import { reject, type Rejection } from "../rejection.ts";
import type { Uuid } from "../stock.ts";
import {
  COMPONENT_QUANTITY_MAX,
  COMPONENTS_MAX,
  CONTAINERS_MAX,
  LEVELS_MAX,
  type Part,
  type PartItem,
  Parts,
} from "./bundle.ts";

/** An item whose parts are to be set, and what decides whether they may be. */
export interface Assembly {
  readonly item: PartItem & { readonly lotTracked: boolean };
  /** Some stock row is of the item, whether it has units or not. */
  readonly hasStock: boolean;
  readonly parts: readonly Part[];
  /** Bundles that contain the item, directly or within others, as far as they were read. */
  readonly containers: readonly PartItem[];
  /** Of what the containers, the parts and all that is within them are made; not the item's own parts. */
  readonly others: readonly Part[];
}

/** Why an item may not be made of these parts: undefined, it may. Whatever contains it must stay within bounds too. */
export function refuseParts(assembly: Assembly): Rejection | undefined {
  const { item, parts, containers, others } = assembly;
  const refusal = parts.length === 0 ? undefined : refuseBundle(assembly);
  if (refusal !== undefined) return refusal;
  if (containers.length > CONTAINERS_MAX) {
    const message = `sku: more than ${CONTAINERS_MAX} bundles contain "${item.sku}"; make them of another item`;
    return invalidParts(message, item.sku, "sku");
  }
  const all = new Parts([...parts, ...others]);
  for (const bundle of [item, ...containers]) {
    const wrong = refuseSize(all, bundle, item);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** What no bundle may be, whatever contains it. */
function refuseBundle({ item, hasStock, parts, containers }: Assembly): Rejection | undefined {
  const inside = new Set<Uuid>([item.id, ...containers.map(({ id }) => id)]);
  const circular = parts.findIndex((part) => inside.has(part.item.id));
  if (circular !== -1) {
    const { sku } = parts[circular]?.item ?? item;
    const whole = sku === item.sku ? "is the item itself" : `"${sku}" contains "${item.sku}"`;
    const field = `parts[${circular}].sku`;
    return invalidParts(`${field}: ${whole}; nothing contains itself`, item.sku, field);
  }
  if (item.lotTracked) {
    const message = `sku: "${item.sku}" is lot-tracked, and a bundle has no lots; make another item the bundle`;
    return invalidParts(message, item.sku, "sku");
  }
  if (!hasStock) return undefined;
  const message = `sku: "${item.sku}" has or had stock of its own, and a bundle has none; make another item the bundle`;
  return invalidParts(message, item.sku, "sku");
}

function refuseSize(all: Parts, bundle: PartItem, item: PartItem): Rejection | undefined {
  const whole = bundle.id === item.id ? "parts: it" : `parts: "${bundle.sku}", which contains it,`;
  const refuse = (what: string): Rejection => invalidParts(`${whole} ${what}`, item.sku, "parts");
  const { components, levels } = all.takeApart(bundle.id);
  if (levels > LEVELS_MAX) {
    return refuse(`would have more than ${LEVELS_MAX} bundles in each other; take parts of parts`);
  }
  if (components.length > COMPONENTS_MAX) {
    return refuse(`would have more than ${COMPONENTS_MAX} components; leave some out`);
  }
  const many = components.find(({ perBundle }) => perBundle > COMPONENT_QUANTITY_MAX);
  if (many === undefined) return undefined;
  return refuse(
    `would need more than ${COMPONENT_QUANTITY_MAX} of "${many.sku}"; lower quantities`,
  );
}

function invalidParts(message: string, sku: string, field: string): Rejection {
  return { ...reject("INVALID_PARTS", message, { sku, field }), field };
}
