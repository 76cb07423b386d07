import { expect, test } from "@jest/globals";

import { useShop } from "../support/useShop.ts";
import { callFromPackedClient } from "./packedClient.ts";

const shop = useShop();

test("the client that npm packs reserves from plain JavaScript in an empty folder, on the machine's own Node", async () => {
  await shop.receive("SOCK", 10);
  const { grpcPort, httpPort } = shop.app;
  const target = {
    httpUrl: `http://127.0.0.1:${httpPort}`,
    grpcUrl: `http://127.0.0.1:${grpcPort}`,
    apiKey: shop.tenant.serviceKey,
    sku: "SOCK",
  };

  const said = await callFromPackedClient(target);

  const told = { isSame: true, replays: [false, true], state: 1, reason: "FIELD_VIOLATION" };
  const fields = ["request_id", "lines"];
  expect(said.calls).toEqual([
    { protocol: "connect", ...told, fields },
    { protocol: "grpc-web", ...told, fields },
    { protocol: "grpc", ...told, fields },
  ]);
  expect(await shop.availability("SOCK")).toMatchObject({ onHand: 10n, held: 3n });
}, 120_000);
