import { expect, test } from "@jest/globals";

import { Recent } from "../../src/access/recent.ts";

test("an answer is known until it is too old", () => {
  const recent = new Recent<string>(10, 100);
  recent.set("a", "first", 0);
  expect(recent.get("a", 99)).toBe("first");
  expect(recent.get("a", 100)).toBeUndefined();
  expect(recent.has("a")).toBe(true);
});

test("what is in use outlives any number of answers that are asked for once, and no more are kept than allowed", () => {
  const recent = new Recent<number>(10, 100);
  recent.set("used", 1, 0);
  const names = Array.from({ length: 1_000 }, (_, number) => `once ${number}`);
  for (const name of names) {
    recent.set(name, 0, 0);
    expect(recent.get("used", 0)).toBe(1);
  }
  const kept = names.filter((name) => recent.has(name));
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.length).toBeLessThanOrEqual(9);
});

test("the newest answer to a question counts, and what is deleted is gone wherever it was", () => {
  const recent = new Recent<number>(4, 100);
  recent.set("a", 1, 0);
  recent.set("b", 1, 0);
  recent.set("a", 2, 50);
  expect(recent.get("a", 120)).toBe(2);
  recent.delete("a");
  recent.delete("b");
  expect([recent.has("a"), recent.has("b")]).toEqual([false, false]);
});
