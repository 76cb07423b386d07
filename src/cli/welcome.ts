import type { App } from "../app.ts";
import type { Config } from "../config.ts";
import { OUTSIDE, OUTSIDE_SHOWPIECE } from "../demo/outside.ts";
import { SHOWPIECE } from "../demo/tenant.ts";
import { DEMO_KEY } from "../wmsSim/key.ts";
import type { Simulator } from "../wmsSim/simulator.ts";
import { address, localHost } from "./doors.ts";

const SERVICE = "holdfast.inventory.v1.InventoryService";

/** What the demo greets with. */
export interface Greeting {
  readonly config: Config;
  readonly app: App;
  readonly needsKey: boolean;
  /** Undefined: nobody keeps it in step, so nothing is said of it. */
  readonly warehouse: Simulator | undefined;
}

/** Prints commands to paste: they work as they stand, in another terminal, in this folder. */
export function welcome(greeting: Greeting): void {
  const { needsKey, warehouse } = greeting;
  const { reserve, availability } = commandsOf(greeting);
  const lines = [
    "",
    "Hold a pair of socks for an order (gRPC):",
    reserve("try-1", "A-1", { sku: SHOWPIECE.sku, quantity: 1 }),
    "Ask how many are left (JSON):",
    availability(SHOWPIECE.sku, SHOWPIECE.location),
    ...(warehouse === undefined ? [] : outsideLines(greeting, warehouse)),
    needsKey
      ? "Every call needs a key: npm run -s holdfast -- keys create --name me --tenant demo"
      : "Callers on this machine need no key until the first one is made.",
    "Stop with Ctrl-C. The data stays.",
  ];
  console.log(lines.join("\n"));
}

function outsideLines(greeting: Greeting, { url, key, world }: Simulator): string[] {
  const { reserve, availability } = commandsOf(greeting);
  const { sku } = OUTSIDE_SHOWPIECE;
  const line = { sku, quantity: 2, location: OUTSIDE.code };
  const everyS = world.options.runEveryMs / 1_000;
  const shown = key === DEMO_KEY ? key : "YOUR_WMS_DEMO_KEY";
  return [
    `Hold two mugs in ${OUTSIDE.code}, where a simulated warehouse system counts (${url}, a run every ${everyS} s):`,
    reserve("try-2", "A-2", line),
    "Ask what is there, and see what that system says:",
    availability(sku, OUTSIDE.code),
    `  curl -s -H 'Authorization: Bearer ${shown}' ${url}/sim/status`,
  ];
}

interface Line {
  readonly sku: string;
  readonly quantity: number;
  readonly location?: string;
}

/** Commands for this server, as they are pasted. */
function commandsOf({ config, app, needsKey }: Greeting) {
  const secure = config.tls !== undefined;
  const scheme = secure ? "https" : "http";
  const grpc = `${scheme}://${address(localHost(config.grpcHost), app.grpcPort)}/${SERVICE}`;
  const http = `${scheme}://${address(localHost(config.httpHost), app.httpPort)}/${SERVICE}`;
  const key = needsKey ? " -H 'Authorization: Bearer YOUR_KEY'" : "";
  const buf = `npx buf curl --protocol grpc ${secure ? "--insecure" : "--http2-prior-knowledge"}`;
  const curl = `curl -s${secure ? "k" : ""} -H 'Content-Type: application/json'`;
  return {
    reserve: (request_id: string, order_ref: string, line: Line): string => {
      const request = JSON.stringify({ request_id, order_ref, lines: [line] });
      return `  ${buf}${key} -d '${request}' ${grpc}/Reserve`;
    },
    availability: (sku: string, location: string): string => {
      const request = JSON.stringify({ keys: [{ sku, location }] });
      return `  ${curl}${key} -d '${request}' ${http}/GetAvailability`;
    },
  };
}
