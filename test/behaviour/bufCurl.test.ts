import { execFile } from "node:child_process";
import path from "node:path";
import { credentials, makeGenericClientConstructor, status } from "@grpc/grpc-js";
import { service as healthService } from "grpc-health-check";
import { expect, test } from "@jest/globals";

import { METHODS } from "../../src/server/methods.ts";
import { useShop } from "../support/useShop.ts";

const buf = path.resolve(import.meta.dirname, "../../node_modules/.bin/buf");
const shop = useShop();

test.each(["grpc-v1", "grpc-v1alpha"])("a stranger to the schema is told it by %s", async (by) => {
  const services = await curl("--reflect-protocol", by, "--list-services", base());
  const methods = await curl("--reflect-protocol", by, "--list-methods", base());

  expect(services.stdout.trim().split("\n")).toEqual(
    expect.arrayContaining([
      "holdfast.inventory.v1.CatalogService",
      "holdfast.inventory.v1.InventoryService",
      "holdfast.inventory.v1.StockService",
      "holdfast.inventory.v1.WmsService",
    ]),
  );
  expect(methods.stdout).toContain("holdfast.inventory.v1.InventoryService/Reserve\n");
  expect(methods.stdout.match(/holdfast\.inventory\.v1\./g)).toHaveLength(METHODS.length);
});

test("buf curl holds stock without a schema, and is told of a replay in a header", async () => {
  await shop.receive("SOCK", 5);
  const request = { requestId: "curl-1", orderRef: "A-1", lines: [{ sku: "SOCK", quantity: 2 }] };
  const reserve = () => call("InventoryService/Reserve", request, "--verbose");

  const first = await reserve();
  const repeat = await reserve();

  const { reservation } = JSON.parse(first.stdout) as { reservation: { id: string } };
  expect(reservation).toMatchObject({ state: "STATE_HELD", lines: [{ quantity: "2" }] });
  expect(JSON.parse(repeat.stdout)).toEqual({ reservation });
  expect(first.stderr).not.toMatch(/holdfast-replay/i);
  expect(repeat.stderr).toMatch(/holdfast-replay: true/i);
});

test("buf curl reads the details of a refusal", async () => {
  await shop.receive("SHOE", 1);
  const request = { requestId: "curl-2", lines: [{ sku: "SHOE", quantity: 3 }] };

  const refused = await call("InventoryService/Reserve", request);

  const FAILED_PRECONDITION = 9;
  expect(refused.code).toBe(FAILED_PRECONDITION * 8);
  expect(refused.stderr).toContain("failed_precondition");
  const { details } = JSON.parse(refused.stderr) as { details: { type: string; value: string }[] };
  const [info, shortage] = details;
  expect([info?.type, shortage?.type]).toEqual([
    "google.rpc.ErrorInfo",
    "holdfast.inventory.v1.StockShortage",
  ]);
  expect(Buffer.from(info?.value ?? "", "base64").toString()).toContain("INSUFFICIENT_STOCK");
});

test("buf curl reads the catalog", async () => {
  await shop.item("HAT");

  const { stdout } = await call("CatalogService/GetItem", { sku: "HAT" });

  expect(JSON.parse(stdout)).toMatchObject({ item: { sku: "HAT", unit: "piece" } });
});

test.each(["", ...["Inventory", "Stock", "Catalog", "Wms"].map(serviceName)])(
  "the standard health check finds %p serving, without a key",
  async (service) => {
    expect(await checkHealth(service)).toBe("SERVING");
  },
);

test("the standard health check knows no other service", async () => {
  await expect(checkHealth("holdfast.Bakery")).rejects.toMatchObject({ code: status.NOT_FOUND });
});

test("the probes answer: alive, ready, and what is counted", async () => {
  await shop.availability("SOCK");

  const [healthz, readyz, metrics] = await Promise.all(["healthz", "readyz", "metrics"].map(probe));

  expect(healthz).toEqual({ status: 200, text: '{"message":"alive"}' });
  expect(readyz).toEqual({ status: 200, text: '{"message":"ready"}' });
  expect(metrics?.text).toMatch(
    /^holdfast_calls_total\{method="InventoryService\/GetAvailability",code="OK"\} [1-9]/m,
  );
  for (const name of ["holdfast_lane_depth", "holdfast_sweeper_lag_seconds"]) {
    expect(metrics?.text).toMatch(new RegExp(`^${name} \\d`, "m"));
  }
});

function serviceName(name: string): string {
  return `holdfast.inventory.v1.${name}Service`;
}

async function probe(name: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`http://127.0.0.1:${shop.app.httpPort}/${name}`);
  return { status: response.status, text: await response.text() };
}

/** Asks as an orchestrator would, with the stock definition of `grpc.health.v1`. */
function checkHealth(service: string): Promise<string> {
  const Health = makeGenericClientConstructor(healthService, "Health");
  const client = new Health(`127.0.0.1:${shop.app.grpcPort}`, credentials.createInsecure());
  const answer = new Promise<string>((resolve, reject) => {
    const told = (error: Error | null, health?: { status: string }): void =>
      error === null ? resolve(health?.status ?? "") : reject(error);
    (client as unknown as HealthClient).check({ service }, told);
  });
  return answer.finally(() => client.close());
}

interface HealthClient {
  check(
    request: { service: string },
    told: (error: Error | null, health?: { status: string }) => void,
  ): void;
}

function base(): string {
  return `http://127.0.0.1:${shop.app.grpcPort}`;
}

function call(method: string, request: object, ...flags: string[]): Promise<Said> {
  const key = `authorization: Bearer ${shop.tenant.adminKey}`;
  const data = JSON.stringify(request);
  const url = `${base()}/holdfast.inventory.v1.${method}`;
  return curl(...flags, "--header", key, "--reflect-header", key, "--data", data, url);
}

interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `buf curl` over gRPC, as the README tells people to. */
function curl(...args: string[]): Promise<Said> {
  const all = ["curl", "--protocol", "grpc", "--http2-prior-knowledge", ...args];
  return new Promise((resolve, reject) => {
    execFile(buf, all, { timeout: 20_000 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== "number") return reject(error);
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}
