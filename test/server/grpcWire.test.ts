import { gzipSync } from "node:zlib";
import { fromBinary } from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import { Client, credentials } from "@grpc/grpc-js";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ErrorInfoSchema, StatusSchema } from "@holdfast/client";
import { type Doors, openDoors } from "./doubles.ts";
import { frame, type Heard, postHttp2 } from "./rawHttp.ts";

const RESERVE = "/holdfast.inventory.v1.InventoryService/Reserve";

let doors: Doors;

beforeAll(async () => {
  doors = await openDoors();
});

afterAll(async () => {
  await doors.server.drain(1000);
});

const INVALID_UTF8 = frame(Buffer.from([0x0a, 3, 0x61, 0xff, 0x62]));
const BOMB = frame(gzipSync(Buffer.alloc(200 * 1024 * 1024)), true);
const EMPTY_LINES = frame(Buffer.alloc(4_000_000, Buffer.from([0x1a, 0])));

test.each<[string, Buffer, Record<string, string>, number, string]>([
  ["a string that is not UTF-8", INVALID_UTF8, {}, 3, "FIELD_VIOLATION"],
  ["bytes that are no message", frame(Buffer.from([255, 255])), {}, 3, "FIELD_VIOLATION"],
  ["no message at all", Buffer.alloc(0), {}, 3, "FIELD_VIOLATION"],
  [
    "two messages",
    Buffer.concat([frame(Buffer.alloc(0)), frame(Buffer.alloc(0))]),
    {},
    3,
    "FIELD_VIOLATION",
  ],
  ["a broken frame", Buffer.from([0, 0, 0, 0, 9, 1]), {}, 3, "FIELD_VIOLATION"],
  [
    "broken gzip",
    frame(Buffer.from("zip"), true),
    { "grpc-encoding": "gzip" },
    3,
    "FIELD_VIOLATION",
  ],
  ["a gzip bomb", BOMB, { "grpc-encoding": "gzip" }, 8, "REQUEST_TOO_LARGE"],
  ["two million empty lines", EMPTY_LINES, {}, 8, "REQUEST_TOO_LARGE"],
  ["a malformed authority", frame(Buffer.alloc(0)), { ":authority": "[" }, 3, "FIELD_VIOLATION"],
])("%s gets an answer with a reason", async (_what, body, headers, code, reason) => {
  const authorization = "Bearer admin-key";

  const heard = await postHttp2(doors.server.grpcPort, RESERVE, body, {
    authorization,
    ...headers,
  });

  expect([Number(heard.headers["grpc-status"]), reasonIn(heard)]).toEqual([code, reason]);
});

test("an unknown method is told as such", async () => {
  const heard = await postHttp2(doors.server.grpcPort, "/a.B/C", frame(Buffer.alloc(0)));

  expect([Number(heard.headers["grpc-status"]), reasonIn(heard)]).toEqual([12, "METHOD_NOT_FOUND"]);
});

test("health checks answer for the server and for each service, and follow setServing", async () => {
  const check = async (service: string): Promise<number> => {
    const name = Buffer.from(service);
    const message = Buffer.concat([Buffer.from([0x0a, name.length]), name]);
    const path = "/grpc.health.v1.Health/Check";
    const heard = await postHttp2(doors.server.grpcPort, path, frame(message));
    return heard.body.at(-1) ?? 0;
  };
  const [serving, notServing] = [1, 2];

  expect(await check("")).toBe(serving);
  expect(await check("holdfast.inventory.v1.InventoryService")).toBe(serving);
  doors.server.setServing(false);
  expect(await check("")).toBe(notServing);
  doors.server.setServing(true);
  expect(await check("holdfast.inventory.v1.CatalogService")).toBe(serving);
});

test.each(["v1", "v1alpha"])(
  "reflection %s tells the schema, imports included",
  async (version) => {
    const client = new Client(`127.0.0.1:${doors.server.grpcPort}`, credentials.createInsecure());
    const same = (bytes: Buffer): Buffer => bytes;
    const path = `/grpc.reflection.${version}.ServerReflection/ServerReflectionInfo`;
    const ask = async (field: number, text: string): Promise<string> => {
      const stream = client.makeBidiStreamRequest(path, same, same);
      const answered = new Promise<Buffer>((resolve) => stream.once("data", resolve));
      stream.write(
        Buffer.concat([Buffer.from([(field << 3) | 2, text.length]), Buffer.from(text)]),
      );
      stream.end();
      return (await answered).toString("latin1");
    };

    expect(await ask(7, "*")).toContain("holdfast.inventory.v1.InventoryService");
    expect(await ask(4, "holdfast.inventory.v1.ReserveRequest")).toContain(
      "google/protobuf/duration",
    );
    expect(await ask(3, "buf/validate/validate.proto")).toContain("FieldRules");
    client.close();
  },
);

function reasonIn({ headers }: Heard): string | undefined {
  const packed = headers["grpc-status-details-bin"];
  const { details } = fromBinary(StatusSchema, Buffer.from(String(packed), "base64"));
  const [info] = details.flatMap((detail) => anyUnpack(detail, ErrorInfoSchema) ?? []);
  return info?.reason;
}
