import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

import { fromBinary } from "@bufbuild/protobuf";
import { afterEach, expect, test } from "@jest/globals";
import { ReserveResponseSchema } from "@holdfast/client";

import { type Channel, openChannel } from "../../bench/load/grpc/channel.ts";
import { FRAME, frame } from "../../bench/load/grpc/frames.ts";
import { headOf, lineField, requestIdField, reservationIdOf } from "../../bench/load/messages.ts";
import { afterwards } from "../support/afterwards.ts";
import { openShop, type Shop } from "../support/shop.ts";

const OK = 0;
const NOT_FOUND = 5;
const FAILED_PRECONDITION = 9;
const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

let channel: Channel | undefined;

afterEach(() => channel?.close());

test("the load generator tells a sale from a refusal", async () => {
  const shop = await openOwnShop();
  await shop.receive("SOCK", 1);

  const granted = await reserve("SOCK", shop.tenant.adminKey);
  const short = await reserve("SOCK", shop.tenant.adminKey);
  const unknown = await reserve("GLOVE", shop.tenant.adminKey);
  const stranger = await reserve("SOCK", "holdfast_nobody");

  const statuses = [granted, short, unknown, stranger].map(({ status }) => status);
  expect(statuses).toEqual([OK, FAILED_PRECONDITION, NOT_FOUND, UNAUTHENTICATED]);
  const { reservation } = fromBinary(ReserveResponseSchema, granted.message);
  expect(reservation?.id).toMatch(/^[0-9a-f-]{36}$/);
  expect(reservationIdOf(granted.message).toString()).toBe(reservation?.id);
});

test("a hundred callers with keys of their own share a connection and are told apart", async () => {
  const shop = await openOwnShop();
  await shop.receive("SOCK", 2);
  const first = await reserve("SOCK", shop.tenant.adminKey);

  const strangers = await Promise.all(
    Array.from({ length: 100 }, (_, index) => reserve("SOCK", `holdfast_nobody_${index}`)),
  );
  const last = await reserve("SOCK", shop.tenant.serviceKey);

  expect(new Set(strangers.map(({ status }) => status))).toEqual(new Set([UNAUTHENTICATED]));
  expect([first.status, last.status]).toEqual([OK, OK]);
});

test("callers whom one connection cannot carry at once wait, and all are served", async () => {
  const shop = await openOwnShop({ HOLDFAST_STREAMS_MAX: "50" });
  await shop.receive("SOCK", 2_000);

  const answers = await Promise.all(
    Array.from({ length: 2_000 }, () => reserve("SOCK", shop.tenant.adminKey)),
  );

  expect(answers.filter(({ status }) => status === OK)).toHaveLength(2_000);
  expect(await shop.availability("SOCK")).toMatchObject({ held: 2_000n, available: 0n });
});

test("a server that asks its callers to come back on a new connection loses nobody", async () => {
  const shop = await openOwnShop({ HOLDFAST_CONNECTION_AGE_MAX: "1s" });
  await shop.receive("SOCK", 1_000_000);
  const until = Date.now() + 2_500;
  let [served, lost] = [0, 0];

  const callers = Array.from({ length: 8 }, async () => {
    while (Date.now() < until) {
      const { status } = await reserve("SOCK", shop.tenant.adminKey);
      if (status === OK) served += 1;
      else lost += 1;
    }
  });
  await Promise.all(callers);

  expect(lost).toBe(0);
  expect(await shop.availability("SOCK")).toMatchObject({ held: BigInt(served) });
});

test("a call that a broken connection took with it counts as failed", async () => {
  channel = openChannel(await listen(createServer((socket) => socket.destroy())));

  const { status } = await reserve("SOCK", "nobody");

  expect(status).toBe(UNAVAILABLE);
});

test("a call that a server turned away at the door, unseen, is made again", async () => {
  const shop = await openOwnShop();
  await shop.receive("SOCK", 1);
  const door = createServer((socket: Socket) => {
    if (++came === 1) socket.once("data", () => socket.write(Buffer.concat([SETTINGS, GOODBYE])));
    else socket.pipe(connect(shop.app.grpcPort, "127.0.0.1")).pipe(socket);
  });
  let came = 0;
  channel = openChannel(await listen(door));

  const { status } = await reserve("SOCK", shop.tenant.adminKey);

  expect({ status, came }).toEqual({ status: OK, came: 2 });
});

/** No settings; and a GOAWAY that says: none of your calls was looked at. */
const SETTINGS = frame(FRAME.SETTINGS, 0, 0);
const GOODBYE = frame(FRAME.GOAWAY, 0, 0, Buffer.alloc(8));

async function listen(door: Server): Promise<number> {
  afterwards(async () => void door.close());
  await once(door.listen(0, "127.0.0.1"), "listening");
  return (door.address() as AddressInfo).port;
}

async function openOwnShop(settings: Record<string, string> = {}): Promise<Shop> {
  const shop = await openShop({ settings });
  afterwards(() => shop.close());
  channel = openChannel(shop.app.grpcPort);
  return shop;
}

function reserve(sku: string, key: string): Promise<{ status: number; message: Buffer }> {
  const message = [requestIdField(), lineField(sku)];
  return new Promise((resolve) =>
    channel?.call(headOf("reserve", key), message, (status, answer) =>
      resolve({ status, message: Buffer.from(answer) }),
    ),
  );
}
