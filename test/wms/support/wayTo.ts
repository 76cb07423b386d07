import type { ServerResponse } from "node:http";

import { answer, type Seen, startOtherSide } from "./otherSide.ts";

/** A way to a warehouse that does as it is told with some requests, and passes on the others. */
export interface CrookedWay {
  /** Makes the way. @returns where it begins */
  readonly to: (url: string) => Promise<string>;
  /** What is answered to a request instead of passing it on; undefined: pass it on. */
  refuse: (seen: Seen) => { readonly status: number; readonly body: unknown } | undefined;
}

/** Lasts until the test is over. */
export function crookedWay(): CrookedWay {
  const way: CrookedWay = {
    to: async (url) => {
      const side = await startOtherSide(async (response, seen) => {
        const refusal = way.refuse(seen);
        if (refusal === undefined) await passOn(url, seen, response);
        else answer(refusal.status, refusal.body)(response, seen);
      });
      return side.url;
    },
    refuse: () => undefined,
  };
  return way;
}

async function passOn(url: string, seen: Seen, response: ServerResponse): Promise<void> {
  const { method, path, body, headers } = seen;
  const kept = ["authorization", "content-type", "idempotency-key"].flatMap((name) => {
    const value = headers[name];
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  const told = await fetch(`${url}${path}`, {
    method,
    headers: Object.fromEntries(kept),
    ...(method === "POST" && { body }),
  });
  response.writeHead(told.status, { "content-type": "application/json" });
  response.end(await told.text());
}
