import { expect, test } from "@jest/globals";

import { verifySignature } from "../../../src/wms/inbox/signature.ts";
import { startSimulator } from "../../../src/wmsSim/simulator.ts";
import { afterwards } from "../../support/afterwards.ts";
import { until } from "../../support/until.ts";
import { answer, startOtherSide } from "../support/otherSide.ts";

test("what the simulator tells by webhook is signed as agreed", async () => {
  const receiver = await startOtherSide(answer(200, {}));
  const simulator = await startSimulator({ webhook: { url: receiver.url, secret: "whsec-1" } });
  afterwards(() => simulator.stop());
  const cell = { warehouse: "W1", owner: "ACME", sku: "Käse", lot: null };
  simulator.world.happen("receipt", cell, 3);
  await until(() => receiver.seen.length > 0);

  const [delivery] = receiver.seen;
  const header = String(delivery?.headers["x-wms-signature"]);
  const body = Buffer.from(delivery?.body ?? "");
  expect(verifySignature({ header, body }, "whsec-1", Date.now())).toBe("good");
  expect(verifySignature({ header, body }, "whsec-2", Date.now())).toBe("wrong");
  expect(body.toString()).toContain('"sku":"Käse"');
});
