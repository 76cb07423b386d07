import { expect, test } from "@jest/globals";

import { prove } from "./proof.ts";
import { RIGHT } from "./rightStories.ts";
import { historyOf } from "./stories.ts";
import { WRONG } from "./wrongStories.ts";

test.each(Object.entries(WRONG))("a history in which %s is refused", (_, calls) => {
  const { objections, parts } = prove(historyOf(calls));

  expect(objections).not.toEqual([]);
  expect(parts.map(({ verdict }) => verdict.verdict)).not.toContain("undecided");
  // It is the last call that is wrong, and nothing else about the history.
  expect(prove(historyOf(calls.slice(0, -1))).objections).toEqual([]);
});

test.each(Object.entries(RIGHT))("a history of this is proven: %s", (_, calls) => {
  expect(prove(historyOf(calls)).objections).toEqual([]);
});
