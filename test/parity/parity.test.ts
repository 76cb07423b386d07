import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { InventoryService } from "@holdfast/client";

import { createTestTenant } from "../support/tenants.ts";
import { useShop } from "../support/useShop.ts";
import { type Door, DOORS, post, type Visit } from "./doors.ts";
import type { Told } from "./told.ts";
import { WALK } from "./walk.ts";

const { method: stock } = InventoryService;
const shop = useShop();

describe("every door tells the same", () => {
  const walks = new Map<string, Told[]>();

  beforeAll(async () => {
    for (const [name, open] of Object.entries(DOORS)) {
      const { adminKey } = await createTestTenant(
        shop.url,
        name.toLowerCase().replaceAll(" ", "-"),
      );
      const door = open(visit(adminKey));
      walks.set(name, await walk(door));
      door.close();
    }
  });

  test.each(WALK.map((step, at) => [step.name, step.says, at] as const))(
    "when asked to %s: %s",
    (_, says, at) => {
      const told = [...walks].map(([door, all]) => ({ door, told: all[at] }));
      const [first] = told;

      expect(saidBy(first?.told)).toBe(says);
      for (const other of told) expect(other).toEqual({ door: other.door, told: first?.told });
    },
  );
});

describe("a request that is repeated at another door", () => {
  test.each(Object.keys(DOORS))(
    "is the same request: first at %s, then everywhere",
    async (first) => {
      await shop.receive("SHOE", 1);
      const requestId = randomUUID();
      const lines = [{ sku: "SHOE", quantity: 1n, location: "", minRemainingShelfLife: undefined }];
      const request = { requestId, orderRef: "Ä✓", lines, ttl: { seconds: 60n, nanos: 5e8 } };
      const ask = async (name: string) => {
        const door = DOORS[name]?.(visit(shop.tenant.adminKey));
        const told = await door?.call(stock.reserve, request);
        door?.close();
        return told;
      };

      const original = await ask(first);
      const repeats = await Promise.all(Object.keys(DOORS).map(ask));

      expect(original).toMatchObject({ code: "OK", isReplay: false });
      for (const repeat of repeats) expect(repeat).toEqual({ ...original, isReplay: true });
    },
  );

  test("is the same when JSON spells it differently", async () => {
    const requestId = randomUUID();
    const me = visit(shop.tenant.adminKey);
    const spellings = [
      { requestId, lines: [{ sku: "SHOE", quantity: "1" }], ttl: "60s" },
      { ttl: "60.000s", lines: [{ quantity: 1, sku: "SHOE" }], request_id: requestId },
      { requestId, orderRef: "", lines: [{ sku: "SHOE", quantity: 1, lot: "" }], ttl: "60s" },
    ];
    await shop.receive("SHOE", 1);

    const replayed: (string | null)[] = [];
    for (const spelling of spellings) {
      const response = await post(me, stock.reserve, JSON.stringify(spelling));
      expect(response.status).toBe(200);
      replayed.push(response.headers.get("holdfast-replay"));
    }

    expect(replayed).toEqual([null, "true", "true"]);
  });
});

describe("a caller with the wrong key", () => {
  test.each(Object.keys(DOORS))("is told so at %s", async (name) => {
    const strangers = { nobody: "hf_nobody", service: shop.tenant.serviceKey };
    const told: Record<string, Told | undefined> = {};
    for (const [who, key] of Object.entries(strangers)) {
      const door = DOORS[name]?.(visit(key));
      const request = { requestId: "x", lines: [{ sku: "SHOE", quantity: 1n }], noExpiry: true };
      told[who] = await door?.call(stock.reserve, request);
      door?.close();
    }

    expect([told["nobody"]?.code, saidBy(told["nobody"])]).toEqual([
      "UNAUTHENTICATED",
      "KEY_INVALID",
    ]);
    expect(told["service"]).toMatchObject({
      code: "PERMISSION_DENIED",
      details: { ErrorInfo: { reason: "ROLE_MISSING", metadata: { required: "admin" } } },
    });
  });
});

test.each([
  [400, "a field breaks a rule", stock.reserve, { requestId: "h1" }],
  [400, "there is too little", stock.reserve, { requestId: "h2", lines: [line("SHOE", 9e6)] }],
  [404, "there is no such thing", stock.getReservation, { reservationId: randomUUID() }],
  [
    409,
    "a count is stale",
    stock.adjust,
    {
      requestId: "h3",
      location: "MAIN",
      reason: "x",
      lines: [{ sku: "SHOE", quantityDelta: 1, expectedQuantity: 0 }],
    },
  ],
  [400, "a field is unknown", stock.reserve, { requestId: "h4", quantity: 1 }],
])("plain HTTP answers %p when %s", async (status, _, method, request) => {
  await shop.receive("SHOE", 1);

  const response = await post(visit(shop.tenant.adminKey), method, JSON.stringify(request));

  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toMatch(/^application\/json/);
});

test("plain HTTP answers 401 without a key, 403 with a weak one, 404 where no method is", async () => {
  const noExpiry = JSON.stringify({ requestId: "h5", lines: [line("SHOE", 1)], noExpiry: true });

  const answers = [
    await post(visit("hf_nobody"), stock.reserve, noExpiry),
    await post(visit(shop.tenant.serviceKey), stock.reserve, noExpiry),
    await fetch(`http://127.0.0.1:${shop.app.httpPort}/holdfast.inventory.v1.InventoryService/No`),
  ];

  expect(answers.map(({ status }) => status)).toEqual([401, 403, 404]);
});

function line(sku: string, quantity: number): object {
  return { sku, quantity };
}

function visit(key: string): Visit {
  const { grpcPort, httpPort } = shop.app;
  return { grpcPort, httpPort, key };
}

/** Takes the whole walk through one door, each in a tenant of its own, and forgets what differs by chance. */
async function walk(door: Door): Promise<Told[]> {
  const known: Record<string, string> = {};
  const ids = new Map<string, string>();
  const all: Told[] = [];
  for (const { method, request, as } of WALK) {
    const told = await door.call(method, request(known));
    if (as !== undefined) known[as] = named(told);
    all.push(withoutChance(told, ids));
  }
  return all;
}

/** The reservation's id or the page token of an answer. */
function named({ answer }: Told): string {
  const { reservation, nextPageToken } = answer as {
    reservation?: { id: string };
    nextPageToken?: string;
  };
  return reservation?.id ?? nextPageToken ?? "";
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** Moments of this decade; those that the walk names are far off. */
const MOMENT = /20[2-4]\d-\d\d-\d\dT[\d:.]+Z/g;

/** Numbers ids as they come, and leaves the moment of a call out. */
function withoutChance(told: Told, ids: Map<string, string>): Told {
  const text = JSON.stringify(told)
    .replaceAll(UUID, (id) => {
      if (!ids.has(id)) ids.set(id, `id ${ids.size + 1}`);
      return ids.get(id) ?? id;
    })
    .replaceAll(MOMENT, "a moment");
  return JSON.parse(text) as Told;
}

/** `OK`, `replay`, or the reason of a refusal. */
function saidBy(told: Told | undefined): string | undefined {
  if (told?.code === "OK") return told.isReplay ? "replay" : "OK";
  const { ErrorInfo } = (told?.details ?? {}) as { ErrorInfo?: { reason: string } };
  return ErrorInfo?.reason;
}
