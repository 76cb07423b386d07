import { randomUUID } from "node:crypto";

import { createStockClient } from "../../test/support/stockClient.ts";
import { type Caller, CONNECTIONS } from "./lean.ts";
import { LOCATION, type LoadOrder, skuOf } from "./order.ts";

/** gRPC's code for what its client cannot explain. */
const UNKNOWN = 2;

/** Makes calls as a caller's own code does: grpc-js and the generated messages. Knows Reserve of the first SKU only. */
export function createGrpcJsCaller(order: LoadOrder): Caller {
  const clients = Array.from({ length: CONNECTIONS }, (_, index) =>
    createStockClient(
      `127.0.0.1:${order.ports[index % order.ports.length]}`,
      order.keys[index % order.keys.length],
    ),
  );
  const lines = [{ sku: skuOf(0), quantity: 1n, location: LOCATION }];
  return {
    callOnce: (caller, ended) => {
      const reply = clients[caller % clients.length]?.inventory.reserve({
        requestId: randomUUID(),
        lines,
      });
      Promise.resolve(reply).then(
        () => ended(0),
        () => ended(UNKNOWN),
      );
    },
    close: () => {
      for (const client of clients) client.close();
    },
  };
}
