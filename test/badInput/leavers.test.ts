import { once } from "node:events";
import { connect as connectHttp2, constants } from "node:http2";
import { connect } from "node:net";

import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";

import { until } from "../support/until.ts";
import { openTarget, type Target } from "./target.ts";

let target: Target;

beforeAll(async () => {
  target = await openTarget();
});

// Among other things: no call is left open, and none failed through our fault.
afterEach(() => target.expectUnharmed());

afterAll(() => target?.close());

const LIST = "/holdfast.inventory.v1.CatalogService/ListItems";

function head(): Record<string, string> {
  return {
    ":method": "POST",
    ":path": LIST,
    "content-type": "application/grpc",
    te: "trailers",
    authorization: `Bearer ${target.key}`,
  };
}

test.each(["gRPC", "HTTP"])(
  "a call whose caller's machine went away is not waited for at the %s door",
  async (door) => {
    const { hostname, port } = new URL(door === "gRPC" ? target.grpcUrl : target.httpUrl);
    const socket = connect(Number(port), hostname);
    const session = connectHttp2(`http://${hostname}`, { createConnection: () => socket });
    session.on("error", () => undefined);
    const call = session.request(head());
    call.on("error", () => undefined);
    call.write(Buffer.alloc(3));
    await until(() => socket.bytesRead > 0);

    // Its end, and no goodbye.
    socket.end();

    await once(socket, "close");
    expect(session.destroyed).toBe(true);
  },
);

test.each(["gRPC", "HTTP"])(
  "a caller who breaks off in the middle of his answer at the %s door is no fault of ours",
  async (door) => {
    const url = door === "gRPC" ? target.grpcUrl : target.httpUrl;
    // The headers come through, but nothing of what follows them.
    const session = connectHttp2(url, { settings: { initialWindowSize: 0 } });
    session.on("error", () => undefined);
    const call = session.request(head());
    call.on("error", () => undefined);
    call.end(Buffer.alloc(5));
    const [headers] = (await once(call, "response")) as [Record<string, string>];

    call.close(constants.NGHTTP2_PROTOCOL_ERROR);
    await until(() => call.destroyed);
    session.close();

    expect(headers[":status"]).toBe(200);
  },
);
