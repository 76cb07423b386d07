import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect as connectHttp2 } from "node:http2";
import { get } from "node:https";
import path from "node:path";

import { Client, credentials } from "@grpc/grpc-js";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { say } from "../support/wire.ts";
import { holdfast } from "../support/cli.ts";
import { createTestDatabase, type TestDatabase } from "../support/postgres.ts";
import { type ServerProcess, startServerProcess } from "../support/serverProcess.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/temporaryFolder.ts";
import { testUnless } from "../support/testUnless.ts";
import { missing } from "./job.ts";

const unless = missing("openssl", "version");

let folder: TemporaryFolder;
let database: TestDatabase;
let server: ServerProcess;
let certificate: Buffer;

beforeAll(async () => {
  if (unless !== undefined) return;
  folder = await temporaryFolder();
  database = await createTestDatabase();
  const [key, cert] = ["tls.key", "tls.crt"].map((name) => path.join(folder.path, name));
  const subject = [
    "-subj",
    "/CN=localhost",
    "-addext",
    "subjectAltName=DNS:localhost,IP:127.0.0.1",
  ];
  const kind = [
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-days",
    "2",
  ];
  const files = ["-keyout", String(key), "-out", String(cert)];
  execFileSync("openssl", ["req", "-x509", ...kind, ...subject, ...files], { stdio: "ignore" });
  certificate = readFileSync(String(cert));
  server = await startServerProcess(database.url, {
    HOLDFAST_TLS_KEY: String(key),
    HOLDFAST_TLS_CERT: String(cert),
    // With TLS a door may be open to others.
    HOLDFAST_GRPC_HOST: "0.0.0.0",
    HOLDFAST_HTTP_HOST: "0.0.0.0",
  });
});

afterAll(async () => {
  await server?.end();
  await database?.drop();
  await folder?.remove();
});

const CALL = "/holdfast.inventory.v1.InventoryService/GetAvailability";

testUnless(unless, "the gRPC door speaks TLS with the certificate that it was given", async () => {
  const client = new Client(`localhost:${server.grpcPort}`, credentials.createSsl(certificate));
  const bytes = (it: Buffer): Buffer => it;

  const code = await new Promise((resolve) => {
    client.makeUnaryRequest(CALL, bytes, bytes, Buffer.alloc(0), (error) => resolve(error?.code));
  });
  client.close();

  // It was heard, and asked for a key.
  expect(code).toBe(16);
});

testUnless(unless, "the HTTP door speaks TLS, over HTTP/1.1 and HTTP/2", async () => {
  const url = `https://localhost:${server.httpPort}`;

  const status = await new Promise((resolve, reject) => {
    get(`${url}/readyz`, { ca: certificate }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).on("error", reject);
  });
  const session = connectHttp2(url, { ca: certificate });
  const head = await new Promise<Record<string, unknown>>((resolve, reject) => {
    const stream = session.request({ ":path": "/readyz" }).resume();
    stream.on("response", resolve).on("error", reject);
  });
  const protocol = session.alpnProtocol;
  session.destroy();

  expect([status, head[":status"], protocol]).toEqual([200, 200, "h2"]);
});

testUnless(unless, "whoever speaks plaintext there hears nothing, and nothing breaks", async () => {
  for (const port of [server.grpcPort, server.httpPort]) {
    for (const words of [
      "GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n",
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ]) {
      expect((await say(`http://127.0.0.1:${port}`, words)).text).not.toMatch(
        /HTTP\/1.1 200|ready/,
      );
    }
  }
  expect(server.child.exitCode).toBeNull();
  expect(server.stderr()).toBe("");
});

testUnless(unless, "holdfast ready asks over TLS", async () => {
  const files = ["KEY", "CRT"].map((end) => path.join(folder.path, `tls.${end.toLowerCase()}`));
  const settings = {
    HOLDFAST_HTTP_PORT: String(server.httpPort),
    HOLDFAST_TLS_KEY: String(files[0]),
    HOLDFAST_TLS_CERT: String(files[1]),
  };

  expect(await holdfast(["ready"], settings)).toEqual({ code: 0, stdout: "ready\n", stderr: "" });
});

test.each(["start", "serve"])("%s refuses plaintext where others could listen", async (command) => {
  const settings = { HOLDFAST_GRPC_HOST: "0.0.0.0", DATABASE_URL: "postgresql://127.0.0.1:1/none" };
  const { code, stdout, stderr } = await holdfast([command], settings);

  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(
    /^holdfast: HOLDFAST_GRPC_HOST is "0.0.0.0", where others could read[^\n]+HOLDFAST_INSECURE=1[^\n]+\n$/,
  );
});

test("behind a proxy, plaintext may be allowed", async () => {
  const own = await createTestDatabase();
  const open = { HOLDFAST_GRPC_HOST: "0.0.0.0", HOLDFAST_HTTP_HOST: "0.0.0.0" };

  const plain = await startServerProcess(own.url, { ...open, HOLDFAST_INSECURE: "1" });
  const heard = await say(
    `http://127.0.0.1:${plain.httpPort}`,
    "GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
  );
  const code = await plain.end();
  await own.drop();

  expect(heard.text).toMatch(/^HTTP\/1.1 200 /);
  expect(code).toBe(0);
});
