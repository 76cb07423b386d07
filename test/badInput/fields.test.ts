import { inspect } from "node:util";

import {
  type DescField,
  type DescMessage,
  type DescMethodUnary,
  ScalarType,
} from "@bufbuild/protobuf";
import {
  CatalogService,
  ExchangeService,
  InventoryService,
  StockService,
  WmsService,
} from "@holdfast/client";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { openShop, type Shop } from "../support/shop.ts";
import { type Door, grpcDoor, httpDoor } from "./doors.ts";
import { edgesOf, hasRowsOfItsOwn, listLimits } from "./edges.ts";
import { type Journals, openJournals } from "./entries.ts";
import { REQUESTS } from "./requests.ts";

let shop: Shop;
let journals: Journals;
const doors = new Map<string, Door>();

beforeAll(async () => {
  shop = await openShop({ settings: { HOLDFAST_TTL_MAX: "366d" } });
  await shop.receive("SOCK", 100);
  journals = await openJournals(shop.url);
  doors.set("gRPC", grpcDoor(shop.client));
  doors.set("HTTP", httpDoor(`http://127.0.0.1:${shop.app.httpPort}`, shop.tenant.adminKey));
});

afterAll(async () => {
  await journals?.close();
  await shop?.close();
});

const METHODS = [
  InventoryService,
  StockService,
  CatalogService,
  ExchangeService,
  WmsService,
].flatMap(({ methods }) => methods as DescMethodUnary[]);

/** A field of a request, however deep: `lines[0].sku`. */
interface Place {
  readonly path: string;
  readonly field: DescField;
  /** The keys that lead there. */
  readonly keys: readonly (string | number)[];
}

/** What the service sets in a resource is no input, and google.protobuf's own fields have no rules of ours. */
const NOT_ASKED = new Set(["create_time", "archive_time", "seconds", "nanos"]);

function placesIn(message: DescMessage, path = "", keys: Place["keys"] = []): Place[] {
  return message.fields
    .filter(({ name }) => !NOT_ASKED.has(name))
    .flatMap((field) => {
      const isList = field.fieldKind === "list";
      const here = { path: path + field.name, field, keys: [...keys, field.localName] };
      const isOpen = isList && hasRowsOfItsOwn(field);
      const inner =
        (isList || field.fieldKind === "message") && !isOpen ? field.message : undefined;
      if (inner === undefined || inner.typeName.startsWith("google.")) return [here];
      const step = isList ? [...here.keys, 0] : here.keys;
      return [here, ...placesIn(inner, `${here.path}${isList ? "[0]" : ""}.`, step)];
    });
}

/** A good request of a method, but for one field. */
function requestWith(method: DescMethodUnary, keys: Place["keys"], value: unknown): object {
  const request = REQUESTS[method.name]?.();
  if (request === undefined) throw new Error(`${method.name} has no good request in requests.ts`);
  const spoilt = structuredClone(request);
  let at = spoilt as Record<string | number, unknown>;
  for (const key of keys.slice(0, -1)) at = at[key] as typeof at;
  const last = keys.at(-1) ?? "";
  Object.assign(spoilt, SUITED[`${method.name} ${keys.join(".")}`]?.(value));
  at[last] = value;
  const other = OTHERS[last];
  if (other !== undefined && at[other] === value) at[other] = value === 1 ? 2 : 1;
  return spoilt;
}

/** What goes with a value of a field, and with no other. */
const SUITED: Readonly<Record<string, (value: unknown) => object>> = {
  "GetStockAsOf location": (location) => ({ keys: location === "" ? [{ sku: "SOCK" }] : [] }),
  "OpenCount scope": (scope) => ({ skus: scope === 2 ? ["SOCK"] : [] }),
  "OpenCount notCountedDays": () => ({ scope: 3, skus: [] }),
};

/** Fields that must differ from one another, whatever else is spoilt. */
const OTHERS: Readonly<Record<string | number, string>> = { from: "to", to: "from" };

/** So many lines that differ from one another where they have to. */
function manyItems(method: DescMethodUnary, { keys }: Place, count: number): (object | string)[] {
  const request = REQUESTS[method.name]?.() as Record<string, object[]>;
  const [first = {}] = request[keys[0] ?? ""] ?? [];
  if (typeof first === "string") return Array.from({ length: count }, (_, i) => `SKU-${i}`);
  if (typeof first !== "object") return Array.from<object>({ length: count }).fill(first);
  const numbered = "line" in first ? (i: number) => ({ line: i + 1, sku: "" }) : () => ({});
  const isSingle =
    "quantityDelta" in first ||
    keys[0] === "parts" ||
    method.name === "SetSafetyStock" ||
    method.name === "SetStock";
  return Array.from({ length: count }, (_, i) => ({
    ...first,
    ...numbered(i),
    ...(isSingle ? { sku: `SKU-${i}` } : {}),
  }));
}

describe.each(METHODS)("$name", (method) => {
  const places = placesIn(method.input);

  test("is taken when nothing is wrong with the fields", async () => {
    for (const [door, send] of doors) {
      const { code } = await send(method, REQUESTS[method.name]?.() ?? {});
      expect({ door, code }).toEqual({ door, code: expect.stringMatching(/^(OK|NOT_FOUND)$/) });
    }
  });

  const fields = places.filter(({ field }) => edgesOf(field) !== undefined);
  if (fields.length > 0) {
    test.each(fields)("takes $path within its limits and refuses it beyond", async (place) => {
      const { within, beyond } = edgesOf(place.field) ?? { within: [], beyond: [] };
      expect(beyond.length).toBeGreaterThan(0);

      for (const value of within) await expectTaken(method, place, value);
      const entries = await journals.entries();
      for (const value of beyond) await expectRefused(method, place, value);
      expect(await journals.entries()).toBe(entries);
    });
  }

  const lists = places.filter(({ field }) => listLimits(field) !== undefined);
  if (lists.length > 0) {
    test.each(lists)("takes as many $path as the contract allows and no more", async (place) => {
      const { min, max } = listLimits(place.field) ?? { min: 0, max: 0 };

      await expectTaken(method, place, manyItems(method, place, max));
      const entries = await journals.entries();
      await expectRefused(method, place, manyItems(method, place, max + 1));
      if (min > 0) await expectRefused(method, place, []);
      expect(await journals.entries()).toBe(entries);
    });
  }

  test("has a limit on every text, number and list", () => {
    for (const { path, field } of places) {
      const isLimited = edgesOf(field) !== undefined || listLimits(field) !== undefined;
      const needsNone = field.fieldKind === "message" || field.scalar === ScalarType.BOOL;
      expect({ path, isLimited: isLimited || needsNone }).toEqual({ path, isLimited: true });
    }
  });
});

async function expectTaken(method: DescMethodUnary, place: Place, value: unknown): Promise<void> {
  for (const [door, send] of doors) {
    const told = await send(method, requestWith(method, place.keys, value));
    // A page token is opaque: one that keeps the limits and was not made by the list is refused as such.
    const isNoToken =
      place.field.name === "page_token" && told.message.includes("not made by this");
    const isTaken = isNoToken || !/FIELD_VIOLATION|INTERNAL/.test(told.reason);
    expect({ door, value: shown(value), isTaken, told }).toMatchObject({ isTaken: true });
  }
}

async function expectRefused(method: DescMethodUnary, place: Place, value: unknown): Promise<void> {
  for (const [door, send] of doors) {
    const told = await send(method, requestWith(method, place.keys, value));
    expect({ door, value: shown(value), told: { ...told } }).toMatchObject({
      told: { code: "INVALID_ARGUMENT", reason: "FIELD_VIOLATION" },
    });
    expect(told.fields).toContain(place.path);
    // Which field, and what would do.
    expect(told.message).toMatch(/^[a-z_.[\]\d]+: must /);
  }
}

function shown(value: unknown): string {
  return inspect(value, { maxStringLength: 40, maxArrayLength: 1 });
}
