import { createHmac } from "node:crypto";
import { expect, test } from "@jest/globals";

import { verifySignature } from "../../../src/wms/inbox/signature.ts";

const SECRET = "whsec-1";
const NOW = 1_900_000_000_500;
const SECONDS = 1_900_000_000;
const BODY = Buffer.from('{"events":[{"sku":"Käse"}]}');

/** The hex HMAC-SHA256 of what is signed. */
function sign(seconds: number | string, body: Uint8Array = BODY, secret = SECRET): string {
  return createHmac("sha256", secret).update(`${seconds}.`).update(body).digest("hex");
}

const GOOD = `t=${SECONDS},v1=${sign(SECONDS)}`;

function verdict(header: string, { body = BODY, secret = SECRET, now = NOW } = {}) {
  return verifySignature({ header, body }, secret, now);
}

test("what was signed with the secret just now is good", () => {
  expect(verdict(GOOD)).toBe("good");
  expect(verdict(` t=${SECONDS} , v1=${sign(SECONDS).toUpperCase()} `)).toBe("good");
  expect(verdict(`v1=${sign(SECONDS)},t=${SECONDS}`)).toBe("good");
});

test("what is known from elsewhere is good", () => {
  // echo -n '1700000000.{}' | openssl dgst -sha256 -hmac key
  const v1 = "9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae";
  const known = { body: Buffer.from("{}"), secret: "key", now: 1_700_000_000_000 };
  expect(verdict(`t=1700000000,v1=${v1}`, known)).toBe("good");
});

test("one byte more, less or other makes it wrong", () => {
  for (let index = 0; index < BODY.length; index++) {
    const body = Buffer.from(BODY);
    body[index] = (body[index] ?? 0) ^ 1;
    expect(verdict(GOOD, { body })).toBe("wrong");
  }
  expect(verdict(GOOD, { body: BODY.subarray(1) })).toBe("wrong");
  expect(verdict(GOOD, { body: Buffer.concat([BODY, Buffer.from(" ")]) })).toBe("wrong");
  expect(verdict(GOOD, { body: Buffer.alloc(0) })).toBe("wrong");
});

test("every bit of the signature counts", () => {
  const right = sign(SECONDS);
  for (let index = 0; index < right.length; index++) {
    const digit = (Number.parseInt(right[index] ?? "", 16) ^ 1).toString(16);
    const wrong = right.slice(0, index) + digit + right.slice(index + 1);
    expect(verdict(`t=${SECONDS},v1=${wrong}`)).toBe("wrong");
  }
});

test("another secret, or another moment than was signed, is wrong", () => {
  expect(verdict(GOOD, { secret: "whsec-2" })).toBe("wrong");
  expect(verdict(`t=${SECONDS + 1},v1=${sign(SECONDS)}`)).toBe("wrong");
  expect(verdict(`t=0${SECONDS},v1=${sign(SECONDS)}`)).toBe("wrong");
});

test.each([
  [-300_000, "good"],
  [-300_001, "stale"],
  [0, "good"],
  [300_000, "good"],
  [300_001, "stale"],
])("seen %i ms after it was signed it is %s", (laterMs, expected) => {
  expect(verdict(GOOD, { now: SECONDS * 1000 + laterMs })).toBe(expected);
});

test("while secrets are changed, one right signature of several is enough", () => {
  const other = sign(SECONDS, BODY, "whsec-2");
  expect(verdict(`t=${SECONDS},v1=${other},v1=${sign(SECONDS)}`)).toBe("good");
  expect(verdict(`t=${SECONDS},v1=${sign(SECONDS)},v1=${other}`)).toBe("good");
  expect(verdict(`t=${SECONDS},v1=${other},v1=${other}`)).toBe("wrong");
});

test.each([
  ["nothing", ""],
  ["a word", "nonsense"],
  ["no signature", `t=${SECONDS}`],
  ["no moment", `v1=${sign(SECONDS)}`],
  ["an empty moment", `t=,v1=${sign("")}`],
  ["a moment before 1970", `t=-1,v1=${sign("-1")}`],
  ["a moment in other digits", `t=1e9,v1=${sign("1e9")}`],
  ["two moments", `t=${SECONDS},t=${SECONDS},v1=${sign(SECONDS)}`],
  ["an empty signature", `t=${SECONDS},v1=`],
  ["half a byte too little", `t=${SECONDS},v1=${sign(SECONDS).slice(1)}`],
  ["a byte too much", `t=${SECONDS},v1=${sign(SECONDS)}00`],
  ["another kind of signature", `t=${SECONDS},v0=${sign(SECONDS)}`],
  ["what is not hexadecimal", `t=${SECONDS},v1=${"z".repeat(64)}`],
  ["more than anybody sends", GOOD + ",v1=".repeat(300)],
])("a header with %s says nothing", (_, header) => {
  expect(verdict(header)).toBe("malformed");
});

test("nobody may sign with nothing", () => {
  const header = `t=${SECONDS},v1=${sign(SECONDS, BODY, "")}`;
  expect(() => verdict(header, { secret: "" })).toThrow(TypeError);
});
