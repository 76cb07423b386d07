import { beforeAll, describe, expect, test } from "@jest/globals";
import { InventoryService } from "@holdfast/client";

import { afterwards } from "../support/afterwards.ts";
import { untilDepth } from "../support/metrics.ts";
import { holdHeads, openOperator, untilBlocked } from "../support/operator.ts";
import { openShop } from "../support/shop.ts";
import { createTestTenant } from "../support/tenants.ts";
import { useShop } from "../support/useShop.ts";
import { type Door, DOORS, visitTo } from "./doors.ts";
import { saidBy, type Told } from "./told.ts";
import { WALK } from "./walk.ts";

const { method: stock } = InventoryService;
const shop = useShop();

describe("every door tells the same", () => {
  const walks = new Map<string, Told[]>();

  beforeAll(async () => {
    for (const [name, open] of Object.entries(DOORS)) {
      const code = name.toLowerCase().replaceAll(" ", "-");
      const { adminKey } = await createTestTenant(shop.url, code);
      const door = open(visitTo(shop, adminKey));
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

test("a stranger and a weak key are refused alike at every door", async () => {
  const lines = [{ sku: "SHOE", quantity: 1n }];
  const request = { requestId: "weak", lines, noExpiry: true };

  const strangers = await atEveryDoor("hf_nobody", request);
  const weak = await atEveryDoor(shop.tenant.serviceKey, request);

  for (const told of strangers) expect(told).toEqual(strangers[0]);
  for (const told of weak) expect(told).toEqual(weak[0]);
  expect(strangers[0]?.code).toBe("UNAUTHENTICATED");
  expect([strangers, weak].map(([told]) => saidBy(told))).toEqual(["KEY_INVALID", "ROLE_MISSING"]);
});

test("a full shop says at every door when to come back", async () => {
  const full = await openShop({ settings: { HOLDFAST_LANE_QUEUE_MAX: "1" } });
  afterwards(() => full.close());
  await full.receive("SHOE", 9);
  const operator = await openOperator(full.url);
  afterwards(() => operator.leave());
  const letGo = await holdHeads(full.url);
  const running = full.reserve("SHOE", 1);
  await untilBlocked(operator);
  const waiting = full.reserve("SHOE", 1);
  await untilDepth(full.app.httpPort, 1);

  const request = { requestId: "one more", lines: [{ sku: "SHOE", quantity: 1n }] };
  const told = await atEveryDoor(full.tenant.serviceKey, request, full);
  await letGo();

  expect(saidBy(told[0])).toBe("OVERLOADED");
  expect(told[0]).toMatchObject({ code: "RESOURCE_EXHAUSTED" });
  expect(told[0]?.details).toHaveProperty("RetryInfo.retryDelay");
  for (const one of told) expect(one).toEqual(told[0]);
  await Promise.all([running, waiting]);
});

function atEveryDoor(key: string, request: object, where = shop): Promise<Told[]> {
  return Promise.all(
    Object.values(DOORS).map(async (open) => {
      const door = open(visitTo(where, key));
      const told = await door.call(stock.reserve, request);
      door.close();
      return told;
    }),
  );
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

/** The id of an answer's reservation, transfer or count, or its page token. */
function named({ answer }: Told): string {
  const { reservation, transfer, count, nextPageToken } = answer as {
    reservation?: { id: string };
    transfer?: { id: string };
    count?: { id: string };
    nextPageToken?: string;
  };
  return (reservation ?? transfer ?? count)?.id ?? nextPageToken ?? "";
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** Moments of these years; those that the walk names are far off. */
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
