import type { App } from "../app.ts";
import type { Config } from "../config.ts";
import { SHOWPIECE } from "../demo/tenant.ts";
import { address, localHost } from "./doors.ts";

const SERVICE = "holdfast.inventory.v1.InventoryService";

/** Prints commands to paste: they work as they stand, in another terminal, in this folder. */
export function welcome(config: Config, app: App, needsKey: boolean): void {
  const secure = config.tls !== undefined;
  const scheme = secure ? "https" : "http";
  const grpc = `${scheme}://${address(localHost(config.grpcHost), app.grpcPort)}/${SERVICE}`;
  const http = `${scheme}://${address(localHost(config.httpHost), app.httpPort)}/${SERVICE}`;
  const key = needsKey ? " -H 'Authorization: Bearer YOUR_KEY'" : "";
  const buf = `npx buf curl --protocol grpc ${secure ? "--insecure" : "--http2-prior-knowledge"}`;
  const curl = `curl -s${secure ? "k" : ""} -H 'Content-Type: application/json'`;
  const lines = [
    "",
    "Hold a pair of socks for an order (gRPC):",
    `  ${buf}${key} -d '${reserveJson()}' ${grpc}/Reserve`,
    "Ask how many are left (JSON):",
    `  ${curl}${key} -d '${availabilityJson()}' ${http}/GetAvailability`,
    needsKey
      ? "Every call needs a key: npm run -s holdfast -- keys create --name me --tenant demo"
      : "Callers on this machine need no key until the first one is made.",
    "Stop with Ctrl-C. The data stays.",
  ];
  console.log(lines.join("\n"));
}

function reserveJson(): string {
  const lines = [{ sku: SHOWPIECE.sku, quantity: 1 }];
  return JSON.stringify({ request_id: "try-1", order_ref: "A-1", lines });
}

function availabilityJson(): string {
  return JSON.stringify({ keys: [{ sku: SHOWPIECE.sku, location: SHOWPIECE.location }] });
}
