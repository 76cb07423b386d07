import { readStandings } from "../store/catalog/keys.ts";
import type { KeyPair, Validity } from "./resources.ts";
import type { Room } from "./room.ts";

/** Longer, or with such a character in it, no name is anybody's; and the database would not take some of them. */
const NAME_LENGTH_MAX = 200;

/** What is wrong with a name, by its standing: `-` nobody's, `a` archived, `o` open. */
const OF_ITEM: Readonly<Record<string, Validity>> = { "-": "itemUnknown", a: "itemArchived" };
const OF_LOCATION: Readonly<Record<string, Validity>> = {
  "-": "locationUnknown",
  a: "locationArchived",
};

/** Tells of each pair whether both names are there, and open. */
export async function validateKeys(
  { readPool, tenantId }: Room,
  pairs: readonly KeyPair[],
): Promise<Validity[]> {
  const skus = new Names();
  const codes = new Names();
  const places = pairs.map(({ sku, location }) => [
    skus.place(sku),
    location === "" ? -1 : codes.place(location),
  ]);
  const { items, locations } = await readStandings(readPool, tenantId, skus.all, codes.all);
  return places.map(([item = 0, location = 0]): Validity => {
    const itemProblem = OF_ITEM[items[item] ?? "-"];
    if (itemProblem !== undefined || location === -1) return itemProblem ?? "active";
    return OF_LOCATION[locations[location] ?? "-"] ?? "active";
  });
}

/** Names, each once, in the order in which they first came. */
class Names {
  readonly all: string[] = [];
  readonly #places = new Map<string, number>();

  /** Where a name stands in the list. */
  place(name: string): number {
    let place = this.#places.get(name);
    if (place === undefined) {
      place = this.all.length;
      this.#places.set(name, place);
      this.all.push(couldBe(name) ? name : "");
    }
    return place;
  }
}

function couldBe(name: string): boolean {
  return name.length <= NAME_LENGTH_MAX && !name.includes("\0") && name.isWellFormed();
}
