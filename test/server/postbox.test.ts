import { connect } from "node:net";

import { afterEach, expect, test } from "@jest/globals";

import { DatabaseUnavailable } from "../../src/store/errors.ts";
import type { Deliveries, DeliveryOutcome } from "../../src/wms/inbox/deliveries.ts";
import { until } from "../support/until.ts";
import { request, say } from "../support/wire.ts";
import { type Doors, openDoors } from "./doubles.ts";

let doors: Doors | undefined;

afterEach(() => doors?.server.drain(0));

/** Remembers what it was given. */
class Basket implements Deliveries {
  readonly taken: { account: string; header: string; body: string }[] = [];
  taking: () => Promise<DeliveryOutcome> = async () => ({ what: "stored" });

  async take(...[account, { header, body }]: Parameters<Deliveries["take"]>) {
    this.taken.push({ account, header, body: Buffer.from(body).toString() });
    return await this.taking();
  }
}

async function open(deliveries = new Basket()) {
  doors = await openDoors({ deliveries });
  return { ...doors, deliveries, url: `${doors.httpUrl}/wms/acme-eu/events` };
}

const HEADERS = { "x-wms-signature": "t=1,v1=ab" };

test("a delivery needs no key, is taken as it came, and is acknowledged once it is stored", async () => {
  const { url, deliveries, lines } = await open();
  const { promise, resolve } = Promise.withResolvers<DeliveryOutcome>();
  deliveries.taking = () => promise;

  const answer = fetch(url, { method: "POST", body: `{ "a":  1 }`, headers: HEADERS });
  await until(() => deliveries.taken.length === 1);
  expect(lines).toEqual([]);
  resolve({ what: "stored" });

  expect((await answer).status).toBe(202);
  expect(deliveries.taken).toEqual([
    { account: "acme-eu", header: "t=1,v1=ab", body: `{ "a":  1 }` },
  ]);
  expect(lines).toEqual([
    { door: "http", method: "wms/acme-eu/events", code: "OK", ms: expect.any(Number) },
  ]);
});

test("over HTTP/2 it is taken like over HTTP/1.1", async () => {
  const { deliveries, httpUrl } = await open();
  const head = { ":method": "POST", ":path": "/wms/acme-eu/events", ...HEADERS };

  expect((await request(httpUrl, head, [Buffer.from("{}")])).status).toBe(202);
  const large = Array.from({ length: 40 }, () => Buffer.alloc(65_536, "x"));
  expect((await request(httpUrl, head, large)).status).toBe(413);

  expect(deliveries.taken).toEqual([{ account: "acme-eu", header: "t=1,v1=ab", body: "{}" }]);
});

test("while the database is away nothing is taken, and the sender told to come again", async () => {
  const { url, deliveries, lines } = await open();
  deliveries.taking = () => Promise.reject(new DatabaseUnavailable(new Error("ECONNREFUSED")));

  const away = await fetch(url, { method: "POST", body: `{ "secret": 1 }`, headers: HEADERS });

  expect(away.status).toBe(503);
  expect(away.headers.get("retry-after")).toBe("1");
  expect(lines).toMatchObject([{ code: "UNAVAILABLE", reason: "DATABASE_UNAVAILABLE" }]);
  expect(JSON.stringify(lines)).not.toMatch(/secret|v1=/);
});

test("a fault of ours is told without a word about it", async () => {
  const { url, deliveries, lines } = await open();
  deliveries.taking = () => Promise.reject(new Error("the variable WMS_X is not set"));

  const answer = await fetch(url, { method: "POST", body: "{}", headers: HEADERS });

  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain("WMS_X");
  expect(lines).toMatchObject([{ code: "INTERNAL", error: { message: /WMS_X/ } }]);
});

test("what is no POST is told what is", async () => {
  const { url, deliveries } = await open();

  const answer = await fetch(url);

  expect(answer.status).toBe(405);
  expect(answer.headers.get("allow")).toBe("POST");
  expect(deliveries.taken).toEqual([]);
});

test.each(["/wms/acme", "/wms//events", "/wms/a/b/events", "/wms/acme/events/1", "/wms"])(
  "%s is no postbox",
  async (path) => {
    const { httpUrl, deliveries } = await open();

    const answer = await fetch(`${httpUrl}${path}`, { method: "POST", body: "{}" });

    expect(answer.status).toBe(404);
    expect(deliveries.taken).toEqual([]);
  },
);

test("the name of an account may be spelt as addresses are, and no longer than any is", async () => {
  const { httpUrl, deliveries } = await open();
  const post = (name: string) => fetch(`${httpUrl}/wms/${name}/events`, { method: "POST" });

  expect((await post("acme%20eu")).status).toBe(202);
  expect((await post("x".repeat(301))).status).toBe(404);

  expect(deliveries.taken.map(({ account }) => account)).toEqual(["acme eu"]);
});

test.each([1_048_577, 40_000_000])(
  "a body of %d bytes is refused unread, and the next request on its connection answered",
  async (bytes) => {
    const { url, httpUrl, deliveries } = await open();
    const head = `POST ${new URL(url).pathname} HTTP/1.1\r\nhost: x\r\ncontent-length: ${bytes}\r\n\r\n`;
    const next = "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

    const short = await say(httpUrl, `${head}${"x".repeat(Math.min(bytes, 2_000_000))}${next}`);

    expect(short.text).toMatch(/^HTTP\/1\.1 413 /);
    expect(short.text.includes(`"message":"alive"`)).toBe(bytes < 2_000_000);
    expect(deliveries.taken).toEqual([]);
  },
);

test("a body that says nothing of its length is refused as soon as it is too long", async () => {
  const { httpUrl, deliveries } = await open();
  const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
  const head = "POST /wms/acme/events HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n";

  const { text } = await say(httpUrl, head + chunk.repeat(17), { patienceMs: 2_000 });

  expect(text).toMatch(/^HTTP\/1\.1 413 /);
  expect(deliveries.taken).toEqual([]);
});

test("more than 32 at once are turned away, until some are done", async () => {
  const { url, deliveries, httpUrl } = await open();
  const { promise, resolve } = Promise.withResolvers<DeliveryOutcome>();
  deliveries.taking = () => promise;
  const post = () => fetch(url, { method: "POST", body: "{}", headers: HEADERS });

  const first = Array.from({ length: 32 }, post);
  await until(() => deliveries.taken.length === 32);
  const last = await post();
  resolve({ what: "stored" });

  expect(last.status).toBe(503);
  expect(last.headers.get("retry-after")).toBe("1");
  for (const answer of await Promise.all(first)) expect(answer.status).toBe(202);
  expect((await post()).status).toBe(202);
  expect((await fetch(`${httpUrl}/healthz`)).status).toBe(200);
});

test("who leaves in the middle of a body takes nobody's place", async () => {
  const { httpUrl, deliveries, lines } = await open();
  const { hostname, port } = new URL(httpUrl);
  const head = "POST /wms/acme/events HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nabc";
  for (let knocks = 0; knocks < 40; knocks += 1) {
    const socket = connect(Number(port), hostname, () => socket.write(head));
    await until(() => socket.bytesWritten > 0);
    socket.destroy();
  }

  await until(() => lines.length === 40);
  const answer = await fetch(`${httpUrl}/wms/acme/events`, { method: "POST", body: "{}" });

  expect(answer.status).toBe(202);
  expect(deliveries.taken).toHaveLength(1);
});
