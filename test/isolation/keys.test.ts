import { randomUUID } from "node:crypto";

import type { DescMethodUnary } from "@bufbuild/protobuf";
import {
  CatalogService,
  ExchangeService,
  InventoryService,
  StockService,
  WmsService,
} from "@holdfast/client";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { createAdministration } from "../../src/access/administration.ts";
import { createOrm } from "../../src/store/orm.ts";
import { callOf, createStockClient, failureOf, type StockClient } from "../support/stockClient.ts";
import { openTwoTenants, type TwoTenants } from "./twoTenants.ts";

let house: TwoTenants;
let both: string;

beforeAll(async () => {
  house = await openTwoTenants();
  const orm = await createOrm(house.shop.url, 1);
  const key = { name: "3PL", role: "admin", tenants: ["acme", "brio"] } as const;
  both = (await createAdministration(orm).createKey({ ...key, tenants: [...key.tenants] })).key;
  await orm.close(true);
});

afterAll(() => house?.close());

const METHODS = [
  InventoryService,
  StockService,
  CatalogService,
  ExchangeService,
  WmsService,
].flatMap(({ methods }) => methods as readonly DescMethodUnary[]);

/** Calls an RPC with an empty request at one of the doors, and tells the reason why it was refused. */
const DOORS = {
  gRPC: async (method: DescMethodUnary, key: string, tenant?: string) => {
    const { app } = house.shop;
    const client = createStockClient(`127.0.0.1:${app.grpcPort}`, key, tenant);
    const call = callOf(client, method);
    const { code, reason } = await failureOf(call({})).finally(() => client.close());
    return `${code} ${reason}`;
  },
  HTTP: async ({ parent, name }: DescMethodUnary, key: string, tenant?: string) => {
    const url = `http://127.0.0.1:${house.shop.app.httpPort}/${parent.typeName}/${name}`;
    const named = tenant === undefined ? {} : { "holdfast-tenant": tenant };
    const headers = {
      "content-type": "application/json",
      authorization: `Bearer ${key}`,
      ...named,
    };
    const answer = await fetch(url, { method: "POST", headers, body: "{}" });
    const { code, details } = (await answer.json()) as Told;
    return `${code.toUpperCase()} ${details[0]?.debug.reason}`;
  },
} as const;

interface Told {
  readonly code: string;
  readonly details: readonly { readonly debug: { readonly reason: string } }[];
}

describe.each(["gRPC", "HTTP"] as const)("at the %s door", (door) => {
  const call = DOORS[door];

  test.each(METHODS)("$name for another tenant than the key's is forbidden", async (method) => {
    const { acme } = house;

    // A tenant that is not there is refused like one that is: nobody learns who else lives here.
    for (const tenant of ["brio", "nobody", "ACME", house.brio.tenant.id]) {
      const end = await call(method, acme.tenant.adminKey, tenant);
      expect({ tenant, end }).toEqual({ tenant, end: "PERMISSION_DENIED TENANT_FORBIDDEN" });
    }
  });

  test.each(METHODS)("$name with a key over two tenants has to name one", async (method) => {
    expect(await call(method, both)).toBe("INVALID_ARGUMENT TENANT_REQUIRED");
    expect(await call(method, both, "nobody")).toBe("PERMISSION_DENIED TENANT_FORBIDDEN");
  });
});

test("a key over two tenants sees and changes the one that it names", async () => {
  const { shop, acme, brio } = house;
  const clientFor = (tenant: string): StockClient =>
    createStockClient(`127.0.0.1:${shop.app.grpcPort}`, both, tenant);
  const [asAcme, asBrio] = [clientFor("acme"), clientFor("brio")];
  await Promise.all([acme.receive("CAP", 5), brio.receive("CAP", 7)]);

  const lines = [{ sku: "CAP", quantity: 2n }];
  await asAcme.inventory.sell({ requestId: randomUUID(), lines });
  const { availability } = await asBrio.inventory.getAvailability({ keys: [{ sku: "CAP" }] });

  expect(availability[0]?.onHand).toBe(7n);
  expect(await acme.availability("CAP")).toMatchObject({ onHand: 3n });
  expect(await brio.availability("CAP")).toMatchObject({ onHand: 7n });
  for (const client of [asAcme, asBrio]) client.close();
});
