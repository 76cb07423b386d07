import { expect, test } from "@jest/globals";
import { newId } from "../../src/store/newId.ts";

test("ids are UUIDs of version 7 that carry the time they were made", () => {
  const before = Date.now();

  const id = newId();

  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const madeAt = Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);
  expect(madeAt).toBeGreaterThanOrEqual(before);
});

test("ids made later sort later, and no two are equal, however fast they are made", () => {
  const ids = Array.from({ length: 50_000 }, newId);

  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(ids);
});
