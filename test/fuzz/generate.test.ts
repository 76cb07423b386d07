import { readdirSync } from "node:fs";

import { equals, fromBinary, fromJsonString } from "@bufbuild/protobuf";
import { expect, test } from "@jest/globals";

import { temporaryFolder } from "../support/temporaryFolder.ts";
import { FUZZED, inputAt } from "./generate.ts";
import { keep, load } from "./inputFile.ts";
import { borderRequest } from "./message/border.ts";
import { toJsonText, toWire } from "./message/encode.ts";
import { legalRequest } from "./message/legal.ts";
import { objections } from "./message/rules.ts";
import type { Occasion } from "./message/values.ts";
import { createRandom } from "./random.ts";
import { shrunk } from "./shrink.ts";
import { meant, reservationSlot } from "./world.ts";

const SOURCE = { seed: 5, day: "2026-11-20" };
const methods = FUZZED.map((method) => [method.name, method] as const);

function occasionOf(method: string, seed: number): Occasion {
  const random = createRandom(`${method} ${seed}`);
  const ids = { requestId: "r-1", usedRequestId: "r-0" };
  return { random, method, ...ids, daySeconds: 1_795_132_800n };
}

test("an input is the same whenever it is made, and unlike all others", () => {
  const [once, again] = [0, 1].map(() =>
    Array.from({ length: 300 }, (_, at) => inputAt(SOURCE, at)),
  );

  expect(again).toEqual(once);
  expect(new Set(once?.map((input) => JSON.stringify(input.sent))).size).toBeGreaterThan(250);
  expect(inputAt({ ...SOURCE, seed: 6 }, 0)).not.toEqual(once?.[0]);
});

test.each(methods)("%s says the same in binary and in either spelling of JSON", (name, method) => {
  for (let seed = 0; seed < 40; seed++) {
    const node = legalRequest(method, occasionOf(name, seed));

    const binary = fromBinary(method.input, toWire(node));
    for (const naming of ["json", "proto"] as const) {
      const json = fromJsonString(method.input, toJsonText(node, naming));
      expect(equals(method.input, json, binary)).toBe(true);
    }
  }
});

test.each(methods)("%s at a limit is legal, and beyond it names the field", (name, method) => {
  for (let seed = 0; seed < 40; seed++) {
    const { node, expected } = borderRequest(method, occasionOf(name, seed));
    if (expected.is === "anything") throw new Error("a border expects something");

    const named = objections(node).includes(expected.field);

    expect({ seed, ...expected, named }).toMatchObject({ named: expected.is === "refused" });
  }
});

test("an input that was kept is the input that was found", async () => {
  const folder = await temporaryFolder();
  try {
    for (let at = 0; at < 60; at++) {
      const file = `${folder.path}/${at}.json`;
      const input = inputAt(SOURCE, at);
      keep(file, { complaint: "it bites", from: "seed 5", input });
      expect(load(file)).toEqual({ complaint: "it bites", from: "seed 5", input });
    }
    expect(readdirSync(folder.path)).toHaveLength(60);
  } finally {
    await folder.remove();
  }
});

test("an input is made as small as does the same harm", async () => {
  const bytes = Buffer.from(`${"x".repeat(500)}bite${"y".repeat(500)}`);
  const sent = { form: "talk", door: "grpc", bytes, requestIds: [] } as const;
  const input = { ...inputAt(SOURCE, 0), sent };

  const least = await shrunk(input, async ({ sent: it }) => {
    return it.form === "talk" && it.bytes.includes("bite");
  });

  expect(least.sent).toMatchObject({ bytes: Buffer.from("bite") });
});

test("a stand-in means the reservation of its slot, unless it was changed", () => {
  const id = "0198c2f1-7c3e-7a5b-8d2f-3a5b7c9d1e2f";
  const meanings = { adminKey: "", serviceKey: "", reservations: ["", id] };
  const spoilt = reservationSlot(1).replace(/..$/, "\u00ff1");

  expect(meant(Buffer.from(`<${reservationSlot(1)}>`), meanings).toString()).toBe(`<${id}>`);
  expect(meant(Buffer.from(spoilt, "latin1"), meanings)).toEqual(Buffer.from(spoilt, "latin1"));
});
