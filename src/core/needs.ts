import { ORDER_COMPONENTS_MAX } from "./bundle/bundle.ts";
import type { LineRequest } from "./command.ts";
import type { Draft } from "./draft.ts";
import type { Instant } from "./instant.ts";
import { goodUntil, type Need } from "./place.ts";
import {
  fieldViolation,
  itemNotFound,
  locationNotFound,
  lotNotFound,
  reject,
  type Rejection,
} from "./rejection.ts";
import type { Item, Location } from "./stock.ts";

/** What the lines of an order need, or the first thing they name that does not exist or takes no promises. */
export function needsOf(
  draft: Draft,
  lines: readonly LineRequest[],
  holdEndsAt: Instant | null,
): Need[] | Rejection {
  const needs: Need[] = [];
  for (const [index, line] of lines.entries()) {
    const need = needOf(draft, line, index, holdEndsAt);
    if ("reason" in need) return need;
    needs.push(need);
  }
  return refuseMany(needs) ?? needs;
}

function refuseMany(needs: readonly Need[]): Rejection | undefined {
  let components = 0;
  for (const need of needs) components += need.components.length;
  if (components <= ORDER_COMPONENTS_MAX) return undefined;
  const message = `lines: its bundles have ${components} components in all, more than ${ORDER_COMPONENTS_MAX}; send several orders`;
  return fieldViolation("lines", message);
}

function needOf(
  draft: Draft,
  line: LineRequest,
  index: number,
  holdEndsAt: Instant | null,
): Need | Rejection {
  const item = openItem(draft, line.sku, `lines[${index}].sku`);
  if ("reason" in item) return item;
  const location =
    line.location === null ? null : openLocation(draft, line.location, `lines[${index}].location`);
  if (location !== null && "reason" in location) return location;
  if (line.lot !== null && draft.lot(item.id, line.lot) === undefined) {
    return lotNotFound(line.sku, line.lot, `lines[${index}].lot`);
  }
  return {
    line: index + 1,
    item,
    quantity: line.quantity,
    ...madeOf(draft, item),
    location,
    lot: line.lot,
    goodUntil: goodUntil(draft.now, holdEndsAt, line.minShelfLifeMs),
  };
}

/** What a bundle is made of now. */
function madeOf(draft: Draft, item: Item): Pick<Need, "components" | "isClosed"> {
  return item.isBundle ? draft.books.bundle(item.id) : NO_BUNDLE;
}

const NO_BUNDLE = { components: [], isClosed: false };

/** The item, unless it is unknown or archived. */
export function openItem(draft: Draft, sku: string, field: string): Item | Rejection {
  const item = draft.books.item(sku);
  if (item === undefined) return itemNotFound(sku, field);
  if (!item.archived) return item;
  const message = `${field}: the item "${sku}" is archived and takes no new stock or promises`;
  return { ...reject("ITEM_ARCHIVED", message, { sku, field }), field };
}

/** The location, unless it is unknown or archived. */
export function openLocation(draft: Draft, code: string, field: string): Location | Rejection {
  const location = draft.books.location(code);
  if (location === undefined) return locationNotFound(code, field);
  if (!location.archived) return location;
  const message = `${field}: the location "${code}" is archived and takes no new stock or promises`;
  return { ...reject("LOCATION_ARCHIVED", message, { location: code, field }), field };
}
