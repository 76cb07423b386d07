import { randomUUID } from "node:crypto";

import { ask } from "./load/ask.ts";
import { HOT, STORE } from "./load/choices.ts";
import type { Shop } from "./load/shops.ts";
import type { Asked } from "./load/told.ts";
import type { KillableServer } from "./killableServer.ts";
import type { Scene } from "./scene.ts";

/**
 * Waits until a server that lived through the loss of its database books again, in every shop and in the catalog.
 *
 * @returns how long it took, in ms; undefined when it or PostgreSQL was killed meanwhile
 */
export async function untilItBooks(
  scene: Scene,
  server: KillableServer,
  shops: readonly Shop[],
): Promise<number | undefined> {
  const startedAt = performance.now();
  const { pid } = server;
  const postgresPid = scene.postgres.pid;
  const lives = (): boolean => server.pid === pid && scene.postgres.pid === postgresPid;
  const booked = (shop: Shop, asked: Asked): Promise<unknown> =>
    ask(shop, asked, { client: () => server.client(shop.tenant.adminKey), goesOn: lives });
  await Promise.all(
    shops.flatMap((shop) => [
      booked(shop, {
        requestId: randomUUID(),
        method: "receive",
        location: STORE,
        lines: [{ sku: HOT, units: 1 }],
      }),
      booked(shop, { requestId: randomUUID(), method: "createItem", sku: `NEW-${randomUUID()}` }),
    ]),
  );
  return lives() ? performance.now() - startedAt : undefined;
}
