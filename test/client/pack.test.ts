import { expect, test } from "@jest/globals";
import { openDoors } from "../server/doubles.ts";
import { callFromPackedClient } from "./packedClient.ts";

test("the client that npm packs works from plain JavaScript in an empty folder", async () => {
  const { server, httpUrl, grpcUrl } = await openDoors();
  const target = { httpUrl, grpcUrl, apiKey: "admin-key", sku: "SOCK" };

  const said = await callFromPackedClient(target);
  await server.drain(1000);

  const told = { isSame: true, replays: [false, true], state: 1, reason: "FIELD_VIOLATION" };
  const fields = ["request_id", "lines"];
  expect(said.calls).toEqual([
    { protocol: "connect", ...told, fields },
    { protocol: "grpc-web", ...told, fields },
    { protocol: "grpc", ...told, fields },
  ]);
}, 120_000);
