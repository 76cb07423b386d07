import { expect, test } from "@jest/globals";
import { Client } from "pg";

import { failureOf } from "../../support/stockClient.ts";
import type { Shop } from "../../support/shop.ts";
import { named, refusal, stateOf } from "../calls.ts";
import type { OpenShop } from "../behaviourOf.ts";

/** What a caller is told when too many wait already. */
export function crowding(open: OpenShop): void {
  test("a full queue refuses at once, says when to come back, and keeps its word", async () => {
    const shop = await open({ HOLDFAST_LANE_QUEUE_MAX: "1" });
    const sock = named("SOCK");
    await shop.receive(sock, 9);
    const letGo = await holdTheHead(shop);
    const callers = Array.from({ length: 8 }, () => shop.reserve(sock, 1).catch(failed));

    const refused = await failureOf(Promise.race(callers.map((call) => call.then(onlyRefusals))));
    await letGo();

    expect(refusal(refused)).toEqual(["RESOURCE_EXHAUSTED", "OVERLOADED"]);
    expect(refused.retryAfterMs).toBeGreaterThan(0);
    const answers = await Promise.all(callers);
    const held = answers.filter((answer) => "state" in answer && stateOf(answer) === "HELD");
    expect(await shop.availability(sock)).toMatchObject({ held: BigInt(held.length) });
    await shop.close();
  });
}
