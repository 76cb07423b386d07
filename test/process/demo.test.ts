import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { grpc } from "../support/frames.ts";
import { say } from "../support/wire.ts";
import { holdfast } from "../support/cli.ts";
import { createStockClient } from "../support/stockClient.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/temporaryFolder.ts";
import { testUnless } from "../support/testUnless.ts";
import { tally } from "../support/outcomes.ts";
import { type Job, missing, paste, startJob } from "./job.ts";
import { countBooked, type Outcome, startCrowd, until } from "./load.ts";

const CALLERS = 32;
const SKU = "CROWD";

let folder: TemporaryFolder;
let settings: Record<string, string>;
let job: Job;
/** How the calls of the first day ended. */
let firstDay: readonly Outcome[] = [];

beforeAll(async () => {
  folder = await temporaryFolder();
  settings = { HOLDFAST_DATA_DIR: folder.path };
  // As a person does it, who has npm; else the same without.
  const command = missing("npm")
    ? [process.execPath, "bin/holdfast.mjs", "start"]
    : ["npm", "start"];
  job = await startJob(command, settings);
}, 60_000);

afterAll(async () => {
  if (job?.child.exitCode === null) job.signal("SIGKILL");
  await folder?.remove();
});

/** The lines to paste that the demo printed. */
function printed(program: RegExp): string[] {
  return job
    .stdout()
    .split("\n")
    .filter((line) => program.test(line));
}

testUnless(missing("npm"), "the buf command that it prints holds a pair of socks", async () => {
  const [line = "", outside = ""] = printed(/^ {2}npx buf curl /);

  const { code, stdout, stderr } = paste(line);
  const atWarehouse = paste(outside);

  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(JSON.parse(stdout)).toMatchObject({
    reservation: { orderRef: "A-1", state: "STATE_HELD", lines: [{ sku: "SOCK-RED-42" }] },
  });
  expect(JSON.parse(atWarehouse.stdout)).toMatchObject({
    reservation: { state: "STATE_HELD", lines: [{ allocations: [{ location: "RTM-3" }] }] },
  });
});

testUnless(missing("curl"), "the curl command that it prints tells how many are left", async () => {
  const [line = "", outside = "", status = ""] = printed(/^ {2}curl /);

  const { code, stdout } = paste(line);
  const atWarehouse = paste(outside);

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    availability: [{ sku: "SOCK-RED-42", onHand: "120" }],
  });
  expect(JSON.parse(atWarehouse.stdout)).toMatchObject({
    availability: [{ location: "RTM-3", onHand: "24" }],
  });
  expect(JSON.parse(paste(status).stdout)).toMatchObject({ run: { everyMs: 15_000 } });
});

test("the open demo lets in nobody whom another site sends", async () => {
  const call = "/holdfast.inventory.v1.CatalogService/ListItems";
  const post = (lines: string): string =>
    `POST ${call} HTTP/1.1\r\n${lines}\r\nContent-Type: application/json\r\n` +
    "Content-Length: 2\r\nConnection: close\r\n\r\n{}";
  const [httpUrl, url] = [job.httpPort, job.grpcPort].map((port) => `http://127.0.0.1:${port}`);
  const rebound = {
    url: String(url),
    path: call,
    key: "",
    headers: { ":authority": "shop.example" },
  };

  const here = await say(String(httpUrl), post("Host: localhost\r\nOrigin: http://localhost:3000"));
  const host = await say(String(httpUrl), post("Host: shop.example"));
  const origin = await say(
    String(httpUrl),
    post("Host: localhost\r\nOrigin: https://shop.example"),
  );
  const grpcHost = await grpc(rebound, [Buffer.alloc(5)]);

  expect([here, host, origin].map(({ text }) => text.slice(9, 12))).toEqual(["200", "401", "401"]);
  expect(grpcHost).toMatchObject({ code: "UNAUTHENTICATED", reason: "KEY_INVALID" });
});

test("Ctrl-C in the middle of a crowd answers everybody and ends with 0", async () => {
  await stockUp();
  const crowd = startCrowd(job.grpcPort, CALLERS, SKU);
  await until(() => crowd.sold > 200);

  job.signal("SIGINT");
  firstDay = await crowd.over();

  expect(await job.ended).toBe(0);
  expectAllAnswered(firstDay);
  expect(job.stderr().replace(/^npm .*\n/gm, "")).toBe("");
});

test("it said once that it was ready, and once what to paste", async () => {
  expect(job.stdout().match(/Holdfast is ready/g)).toHaveLength(1);
  expect(printed(/^ {2}npx buf curl /)).toHaveLength(2);
  expect(printed(/^ {2}curl /)).toHaveLength(3);
});

test("the next start finds what was answered, and nothing that was refused", async () => {
  job = await startJob([process.execPath, "bin/holdfast.mjs", "start"], settings);

  await expectBooksToAgree(firstDay);
});

test("SIGTERM to the whole group in the middle of a crowd does the same", async () => {
  const crowd = startCrowd(job.grpcPort, CALLERS, SKU);
  await until(() => crowd.sold > 200);

  job.signal("SIGTERM");
  const outcomes = await crowd.over();

  expect(await job.ended).toBe(0);
  expectAllAnswered(outcomes);
  job = await startJob([process.execPath, "bin/holdfast.mjs", "start"], settings);
  await expectBooksToAgree(outcomes);
  job.signal("SIGTERM");
  expect(await job.ended).toBe(0);
});

test("in all this PostgreSQL never had to recover from a crash, and the books balance", async () => {
  const log = await readFile(path.join(folder.path, "postgres.log"), "utf8");
  const { code, stdout } = await holdfast(["verify"], settings);

  expect(log.match(/database system is shut down/g)?.length).toBeGreaterThanOrEqual(3);
  expect(log).not.toMatch(/interrupted|recovery|not properly shut down|terminated by signal|PANIC/);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("balance") });
});

async function stockUp(): Promise<void> {
  const client = createStockClient(`127.0.0.1:${job.grpcPort}`);
  await client.catalog.createItem({ requestId: randomUUID(), item: { sku: SKU } });
  const lines = [{ sku: SKU, quantity: 1_000_000n }];
  await client.inventory.receive({ requestId: randomUUID(), location: "BER-1", lines });
  client.close();
}

/** Each call was answered, or told plainly that nobody is there; each caller was turned away once, at the end. */
function expectAllAnswered(outcomes: readonly Outcome[]): void {
  const {
    OK = 0,
    SHUTTING_DOWN = 0,
    UNAVAILABLE = 0,
    ...others
  } = tally(outcomes.map(({ end }) => end));
  expect(others).toEqual({});
  expect(OK).toBeGreaterThan(200);
  expect(SHUTTING_DOWN + UNAVAILABLE).toBe(CALLERS);
}

async function expectBooksToAgree(outcomes: readonly Outcome[]): Promise<void> {
  const withEnd = (end: string): Outcome[] => outcomes.filter((outcome) => outcome.end === end);
  const answered = withEnd("OK");
  expect(answered.length).toBeGreaterThan(0);
  expect(await countBooked(job.grpcPort, SKU, answered)).toBe(answered.length);
  // Nothing was booked whose caller went without an answer.
  for (const end of ["SHUTTING_DOWN", "UNAVAILABLE"]) {
    expect(await countBooked(job.grpcPort, SKU, withEnd(end))).toBe(0);
  }
}
