/** What rows may tell of. */
export const ROW_KINDS = ["items", "locations", "stock", "movements"] as const;
export type RowKind = (typeof ROW_KINDS)[number];

/** How rows are written. */
export const ROW_FORMATS = ["csv", "jsonl"] as const;
export type RowFormat = (typeof ROW_FORMATS)[number];

/** What a cell may hold. */
export type CellType =
  /** Text without control characters; a name has no space at either end. */
  | { readonly is: "text" | "name" | "printable"; readonly max: number }
  /** A whole number, as `bigint`. */
  | { readonly is: "count"; readonly min: bigint; readonly max: bigint }
  | { readonly is: "flag" }
  | { readonly is: "choice"; readonly of: readonly string[] }
  | { readonly is: "instant" }
  | { readonly is: "amount" }
  | { readonly is: "currency" }
  | { readonly is: "attributes" };

/** One column of a kind of rows. */
export interface Column {
  readonly name: string;
  readonly type: CellType;
  /** Without a value the row is wrong. */
  readonly required?: true;
  /** Only an export has it; an import reads past it. */
  readonly told?: true;
  readonly says: string;
}

/** The largest number of units: that of a bucket. */
const UNITS_MAX = 1_000_000_000_000n;
const NAME: CellType = { is: "name", max: 100 };
const NUMBER: CellType = { is: "text", max: 100 };

const optional = (name: string, type: CellType, says: string): Column => ({ name, type, says });
const needed = (name: string, type: CellType, says: string): Column => ({
  ...optional(name, type, says),
  required: true,
});
const exported = (name: string, type: CellType, says: string): Column => ({
  ...optional(name, type, says),
  told: true,
});

const units = (min: bigint, max = UNITS_MAX): CellType => ({ is: "count", min, max });

const LOT = [
  optional("expire_time", { is: "instant" }, "from when the lot may no longer be sold"),
  optional("supplier", NUMBER, "who delivered the lot"),
  optional("unit_cost", { is: "amount" }, "what one unit of the lot cost"),
  optional("currency", { is: "currency" }, "of the unit cost"),
];

const ITEMS = [
  needed("sku", NAME, "names the item for ever"),
  optional("name", { is: "text", max: 200 }, "for people"),
  optional("seller", { is: "text", max: 100 }, "who sells it"),
  optional("product_type", { is: "text", max: 100 }, "what sort of thing it is, in your own words"),
  optional("price", { is: "amount" }, "what one unit sells for; with its currency"),
  optional("currency", { is: "currency" }, "of the price"),
  optional("unit", { is: "text", max: 20 }, "what one unit is called; a new item's is `piece`"),
  optional("display_scale", units(0n, 9n), "how many decimal digits to show"),
  optional("lot_tracked", { is: "flag" }, "every receipt of it names a lot"),
  optional("attributes", { is: "attributes" }, "whatever else is to be known"),
];

const LOCATIONS = [
  needed("code", NAME, "names the location for ever"),
  optional("name", { is: "text", max: 200 }, "for people"),
  optional(
    "kind",
    { is: "choice", of: ["warehouse", "store", "hub"] },
    "a new one is a warehouse unless it says otherwise",
  ),
  optional(
    "fulfilment",
    { is: "choice", of: ["immediate", "deferred"] },
    "when sold units leave; a new one's is `immediate`",
  ),
  optional("sourcing_priority", units(0n, 1_000_000n), "lower serves first"),
  optional("safety_stock", units(0n), "units of every item that new promises leave"),
  optional(
    "time_zone",
    { is: "printable", max: 64 },
    "its dates are read in it; a new one's is `UTC`",
  ),
  optional(
    "wms_buffer_percent",
    units(0n, 10_000n),
    "what is kept back per hour of age of what a warehouse system said",
  ),
];

const STOCK = [
  needed("sku", NUMBER, "the item"),
  needed("location", NUMBER, "code of the location"),
  optional("lot", NUMBER, "number of the lot; a new one is made"),
  needed("on_hand", units(0n), "all that is there"),
  ...LOT,
];

const MOVEMENTS = [
  needed("movement_id", { is: "printable", max: 128 }, "names the movement for ever"),
  needed(
    "kind",
    { is: "printable", max: 40 },
    "`receive`: units arrived. Every other word: what is on hand changed by so many",
  ),
  needed("sku", NUMBER, "the item"),
  needed("location", NUMBER, "code of the location"),
  optional("lot", NUMBER, "number of the lot; a receipt makes a new one"),
  needed("quantity", units(-UNITS_MAX), "by how many on hand changed: below 0 they left"),
  optional(
    "occurred_time",
    { is: "instant" },
    "when it happened, at most 366 days ago; empty: now",
  ),
  optional("reference", { is: "text", max: 200 }, "what to find it by"),
  optional("reason", { is: "text", max: 500 }, "why; empty: the kind"),
  ...LOT,
  exported("seq", units(0n), "number of the journal's entry"),
  exported("record_time", { is: "instant" }, "when the books learned of it"),
];

/** By kind: its columns, in the order in which an export writes them. */
export const COLUMNS: Readonly<Record<RowKind, readonly Column[]>> = {
  items: ITEMS,
  locations: LOCATIONS,
  stock: STOCK,
  movements: MOVEMENTS,
};

/** What a cell of a column may hold, in words. */
export function describeCell({ type, required, told }: Column): string {
  const held = describeType(type);
  if (told === true) return `${held}; exported only`;
  return required === true ? `${held}; required` : held;
}

function describeType(type: CellType): string {
  switch (type.is) {
    case "name":
      return `1 to ${type.max} characters, no space at either end`;
    case "text":
      return `at most ${type.max} characters`;
    case "printable":
      return `at most ${type.max} printable ASCII characters`;
    case "count":
      return `a whole number from ${grouped(type.min)} to ${grouped(type.max)}`;
    case "flag":
      return "`true` or `false`";
    case "choice":
      return type.of.map((word) => `\`${word}\``).join(" or ");
    case "instant":
      return "a moment such as `2026-03-29T12:00:00Z`";
    case "amount":
      return "a decimal number such as `12.50`";
    case "currency":
      return "three capital letters such as `EUR`";
    case "attributes":
      return 'a JSON object of texts such as `{"colour":"red"}`, at most 50';
    default:
      throw new Error(`no such cell: ${String(type satisfies never)}`);
  }
}

function grouped(whole: bigint): string {
  return whole.toLocaleString("en-US");
}
