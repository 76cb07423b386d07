import { afterEach, expect, test } from "@jest/globals";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";

import { holdfast } from "../support/cli.ts";

const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

test.each(["start", "serve"])("%s on a port in use names it and the setting", async (command) => {
  const port = await listen(() => undefined);
  const { code, stdout, stderr } = await holdfast([command], {
    HOLDFAST_GRPC_PORT: "0",
    HOLDFAST_HTTP_PORT: String(port),
    DATABASE_URL: "postgresql://127.0.0.1:1/none",
  });

  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toBe(
    `holdfast: port ${port} on 127.0.0.1 is in use: stop what listens there, or set HOLDFAST_HTTP_PORT to ` +
      `another one, such as HOLDFAST_HTTP_PORT=${port + 1}\n`,
  );
});

test("the demo names the port that its warehouse system cannot have", async () => {
  const port = String(await listen(() => undefined));
  const start = (settings: Record<string, string>) =>
    holdfast(["start"], {
      HOLDFAST_GRPC_PORT: "0",
      HOLDFAST_HTTP_PORT: "0",
      DATABASE_URL: "postgresql://127.0.0.1:1/none",
      ...settings,
    });

  const inUse = await start({ HOLDFAST_WMS_SIM_PORT: port });
  const twice = await start({ HOLDFAST_GRPC_PORT: "18090", HOLDFAST_WMS_SIM_PORT: "18090" });
  const without = await start({ HOLDFAST_WMS_SIM_PORT: port, HOLDFAST_WMS: "0" });

  expect(inUse.stderr).toMatch(/ is in use: .* HOLDFAST_WMS_SIM_PORT=\d+\n$/);
  expect(twice.stderr).toMatch(/^holdfast: HOLDFAST_WMS_SIM_PORT is 18090, and so is the port of/);
  expect(without.stderr).toContain("cannot be reached");
});

test("an address that this machine does not have is told", async () => {
  const { code, stderr } = await holdfast(["serve"], {
    HOLDFAST_GRPC_HOST: "192.0.2.1",
    HOLDFAST_INSECURE: "1",
    DATABASE_URL: "postgresql://127.0.0.1:1/none",
  });

  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^holdfast: this machine cannot listen on 192.0.2.1 \(EADDRNOTAVAIL\): [^\n]+\n$/,
  );
});

test("TLS files that are missing or no TLS files are told", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "holdfast-tls-"));
  const file = path.join(folder, "tls.pem");
  writeFileSync(file, "hello");
  const given = { DATABASE_URL: "postgresql://127.0.0.1:1/none", HOLDFAST_TLS_KEY: file };

  const missing = await holdfast(["serve"], { ...given, HOLDFAST_TLS_CERT: `${file}.none` });
  const wrong = await holdfast(["serve"], { ...given, HOLDFAST_TLS_CERT: file });
  rmSync(folder, { recursive: true });

  expect(missing.stderr).toMatch(
    /^holdfast: [^\n]+ cannot be read \(ENOENT\): set HOLDFAST_TLS_CERT [^\n]+\n$/,
  );
  expect(wrong.stderr).toMatch(/^holdfast: [^\n]+ do not make TLS [^\n]+\n$/);
  expect([missing.code, wrong.code]).toEqual([1, 1]);
});

test("ready says yes when the server does", async () => {
  const port = await listen((_request, response) => response.end("ok"));

  const answer = await holdfast(["ready"], { HOLDFAST_HTTP_PORT: String(port) });

  expect(answer).toEqual({ code: 0, stdout: "ready\n", stderr: "" });
});

test("ready says no, and why, when the server is there but not ready", async () => {
  const port = await listen((_request, response) => {
    response.statusCode = 503;
    response.end("the database does not answer\n");
  });

  const answer = await holdfast(["ready"], { HOLDFAST_HTTP_PORT: String(port) });

  expect(answer).toEqual({
    code: 1,
    stdout: "",
    stderr: "holdfast: not ready: the database does not answer\n",
  });
});

test("ready says no soon when nothing is there or nothing answers", async () => {
  const port = await listen(() => undefined);
  const startedAt = performance.now();

  const silent = await holdfast(["ready"], { HOLDFAST_HTTP_PORT: String(port) });
  const absent = await holdfast(["ready"], { HOLDFAST_HTTP_PORT: "1" });

  expect([silent.code, absent.code]).toEqual([1, 1]);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});

async function listen(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
