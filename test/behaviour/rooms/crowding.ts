import { expect, test } from "@jest/globals";

import type { Reservation } from "@holdfast/client";
import { afterwards } from "../../support/afterwards.ts";
import { holdHeads } from "../../support/operator.ts";
import { CallFailed } from "../../support/stockClient.ts";
import type { OpenShop } from "../behaviourOf.ts";
import { named, refusal } from "../calls.ts";

/** What a caller is told when too many wait already. */
export function crowding(open: OpenShop): void {
  test("a full queue refuses at once and says when to come back, and nothing is lost", async () => {
    const shop = await open({ HOLDFAST_LANE_QUEUE_MAX: "1" });
    afterwards(() => shop.close());
    const sock = named("SOCK");
    await shop.receive(sock, 9);
    const letGo = await holdHeads(shop.url);
    const callers = Array.from({ length: 6 }, () => shop.reserve(sock, 1).catch(failed));

    const answeredWhileStuck = await Promise.race(callers);
    await letGo();
    const answers = await Promise.all(callers);

    expect(answeredWhileStuck).toBeInstanceOf(CallFailed);
    const refused = answers.filter((answer) => answer instanceof CallFailed);
    for (const one of refused) {
      expect(refusal(one)).toEqual(["RESOURCE_EXHAUSTED", "OVERLOADED"]);
      expect(one.retryAfterMs).toBeGreaterThan(0);
    }
    const held = BigInt(answers.length - refused.length);
    expect(await shop.availability(sock)).toMatchObject({ held });
    expect(await shop.differences()).toEqual([]);
  });
}

function failed(error: unknown): CallFailed | Reservation {
  if (error instanceof CallFailed) return error;
  throw error;
}
