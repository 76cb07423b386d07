import type { App } from "../app.ts";
import type { Config } from "../config.ts";
import { SHOWPIECE } from "../demo/tenant.ts";
import { address, localHost } from "./doors.ts";

/** Prints commands to paste: they work as they stand, in another terminal, in this folder. */
export function welcome(config: Config, app: App): void {
  const key = config.open ? undefined : "YOUR_KEY";
  const reserve = JSON.stringify({
    request_id: "try-1",
    order_ref: "A-1",
    lines: [{ sku: SHOWPIECE.sku, quantity: 1 }],
  });
  const ask = JSON.stringify({ keys: [{ sku: SHOWPIECE.sku, location: SHOWPIECE.location }] });
  const scheme = config.tls === undefined ? "http" : "https";
  const grpc = `${scheme}://${address(localHost(config.grpcHost), app.grpcPort)}`;
  const http = `${scheme}://${address(localHost(config.httpHost), app.httpPort)}`;
  const service = "holdfast.inventory.v1.InventoryService";
  const header = key === undefined ? "" : ` -H 'Authorization: Bearer ${key}'`;
  const bufHeader =
    header + (config.tls === undefined ? " --http2-prior-knowledge" : " --insecure");
  const insecure = config.tls === undefined ? "" : " --insecure";
  console.log(
    [
      "",
      "Hold a pair of socks for an order (gRPC):",
      `  npx buf curl --protocol grpc${bufHeader} -d '${reserve}' ${grpc}/${service}/Reserve`,
      "Ask how many are left (JSON):",
      `  curl -s${insecure}${header} -H 'Content-Type: application/json' -d '${ask}' ${http}/${service}/GetAvailability`,
      ...(key === undefined
        ? [
            "No key is needed on this machine until the first one is made: npm run holdfast -- keys create --help",
          ]
        : ["Make a key: npm run -s holdfast -- keys create --name me --tenant demo"]),
      "Stop with Ctrl-C. The data stays.",
    ].join("\n"),
  );
}
