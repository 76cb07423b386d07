import type { ShopBooks } from "./verifyBooks.ts";
import type { BundleBooks } from "./verifyBundles.ts";
import { allocation, type Corruption, NOBODY, reservation, stock } from "./verifyMeddling.ts";

/** Something that goes wrong with bundles. */
function bundled(
  what: string,
  breaks: Corruption["breaks"],
  sql: (bundles: BundleBooks, books: ShopBooks) => string | readonly string[],
): Corruption {
  return {
    what,
    breaks,
    bundles: true,
    sql: (books) => {
      if (books.bundles === undefined) throw new Error(`${what}: there is no bundle`);
      return sql(books.bundles, books);
    },
  };
}

/** Changes what one component of the line is said to be. */
const component = (of: string, at: number, key: string, value: string): string =>
  reservation(of, `lines = jsonb_set(lines, '{0,components,${at},${key}}', '"${value}"')`);

/** What may go wrong with bundles. */
export const OF_BUNDLES: readonly Corruption[] = [
  bundled(
    "a bundle of which one component is sold and the other still held",
    [
      "bundle_is_whole",
      "held_equals_allocations",
      "units_are_conserved",
      "reservation_equals_allocations",
      "reservation_equals_postings",
    ],
    ({ reservation: of }) => allocation(of, "held = held - 2, fulfilled = fulfilled + 2"),
  ),
  bundled(
    "a bundle of which half is given back",
    [
      "bundle_is_whole",
      "units_are_conserved",
      "reservation_equals_allocations",
      "reservation_equals_postings",
    ],
    ({ reservation: of }) => allocation(of, "fulfilled = fulfilled - 1, released = released + 1"),
  ),
  bundled(
    "a bundle of which a component lies at another location",
    [
      "bundle_is_whole",
      "held_equals_allocations",
      "units_are_conserved",
      "reservation_equals_postings",
    ],
    ({ reservation: of }, { stock: { depot } }) => allocation(of, `stock_id = '${depot}'`),
  ),
  bundled(
    "a component that was granted for fewer bundles than the line",
    ["bundle_is_whole", "line_is_served"],
    ({ reservation: of }) => [component(of, 1, "units", "2"), unitsOf(of, 2, 2)],
  ),
  bundled(
    "a component of which the line says another number per bundle",
    ["allocation_suits_its_line", "line_is_served"],
    ({ reservation: of }) => component(of, 0, "units", "1"),
  ),
  bundled(
    "a component of which the line does not say how many",
    ["allocation_suits_its_line", "line_is_well_formed"],
    ({ reservation: of }) => component(of, 0, "units", "some"),
  ),
  bundled(
    "a component that is another item than the line says",
    ["allocation_suits_its_line"],
    ({ reservation: of }) => component(of, 0, "item", NOBODY),
  ),
  bundled(
    "a bundle with stock of its own",
    ["bundle_has_no_stock", "stock_equals_postings"],
    ({ item: { set } }, { tenant, location }) =>
      `insert into stock (tenant_id, id, item_id, location_id)
        values ('${tenant}', gen_random_uuid(), '${set}', '${location.depot}')`,
  ),
  bundled(
    "stock that was booked on a bundle",
    ["bundle_has_no_stock", "allocation_suits_its_line", "lot_is_of_its_item"],
    ({ item: { crate } }, { stock: { milk } }) => stock(milk, `item_id = '${crate}'`),
  ),
  bundled(
    "a bundle without parts",
    ["bundle_has_parts"],
    ({ item: { crate } }) => `update item_part set quantity = 0 where item_id = '${crate}'`,
  ),
  bundled(
    "parts of an item that is no bundle",
    ["bundle_has_parts"],
    ({ item: { crate } }) => `update item set is_bundle = false where id = '${crate}'`,
  ),
  bundled(
    "two bundles that contain each other",
    ["bundles_end"],
    ({ item: { set, crate } }, { tenant }) =>
      `insert into item_part values ('${tenant}', '${set}', '${crate}', 3, 1)`,
  ),
];

/** Changes how many units of a component one bundle takes, as its allocation says. */
function unitsOf(of: string, number: number, units: number): string {
  return `update allocation set per_bundle = ${units} where reservation_id = '${of}' and number = ${number}`;
}
