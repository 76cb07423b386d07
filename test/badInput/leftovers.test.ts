import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";

import { openTarget, type Target } from "./target.ts";

const PATH = "/holdfast.inventory.v1.InventoryService/GetAvailability";
const MEGABYTE = 2 ** 20;

let target: Target;
let agent: Agent;
beforeAll(async () => {
  target = await openTarget();
  // One connection, so that each request comes right behind the one before it.
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
});
afterEach(() => target.expectUnharmed());
afterAll(async () => {
  agent.destroy();
  await target?.close();
});

interface Answered {
  readonly status: number;
  readonly text: string;
}

async function ask(type: string, body: Buffer | string, key = target.key): Promise<Answered> {
  const headers = { "content-type": type, authorization: `Bearer ${key}` };
  const asked = request(target.httpUrl, { agent, method: "POST", path: PATH, headers });
  asked.end(body);
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  const text = (await answer.toArray()).join("");
  return { status: answer.statusCode ?? 0, text };
}

function askAgain(): Promise<Answered> {
  return ask("application/json", `{"keys":[{"sku":"SOCK"}]}`);
}

/** A gRPC-Web message of so many bytes. */
function webFrame(bytes: number): Buffer {
  const frame = Buffer.alloc(5 + bytes);
  frame.writeUInt32BE(bytes, 1);
  return frame;
}

const TOO_MUCH = 4 * MEGABYTE + 1;

test.each([
  ["a gRPC-Web message", "application/grpc-web", webFrame(TOO_MUCH)],
  ["a document", "application/json", Buffer.alloc(TOO_MUCH, " ")],
  ["a message", "application/proto", Buffer.alloc(TOO_MUCH)],
  ["something that is no call", "text/plain", Buffer.alloc(TOO_MUCH)],
])("behind %s that is too large, the next request is answered", async (_, type, body) => {
  // Whether the connection is used again is for the client to say: once in a few times it is.
  for (let time = 0; time < 5; time += 1) {
    expect((await ask(type, body)).text).not.toContain("onHand");

    const next = await askAgain();

    expect(next.status).toBe(200);
    expect(next.text).toContain(`"onHand":"10"`);
  }
});

test("behind a stranger's large request, the next one is answered", async () => {
  const refused = await ask("application/json", Buffer.alloc(3 * MEGABYTE, " "), "hf_nobody");
  expect(refused.text).toContain("KEY_INVALID");

  expect((await askAgain()).status).toBe(200);
});

test("a body that never ends is cut off", async () => {
  const headers = { "content-type": "application/proto", authorization: `Bearer ${target.key}` };
  const asked = request(target.httpUrl, { method: "POST", path: PATH, headers });
  asked.on("error", () => undefined);
  asked.on("response", (answer: IncomingMessage) => answer.resume());
  let sent = 0;
  while (!asked.closed && sent < 200) {
    asked.write(Buffer.alloc(MEGABYTE));
    sent += 1;
    await sleep(5);
  }
  expect(asked.closed).toBe(true);
});
