import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "@jest/globals";

import { Gate } from "../../src/store/reads/gate.ts";

/** A gate before a clerk who is asked several questions at once and answers when told to. */
function deskWithClerk() {
  const asked: (readonly string[])[] = [];
  const waiting: (() => void)[] = [];
  const gate = new Gate<string, string>(async (questions) => {
    asked.push(questions);
    const turn = asked.length;
    await new Promise<void>((answer) => waiting.push(answer));
    return questions.map((question) => `${question}, on turn ${turn}`);
  });
  return { gate, asked, answer: () => waiting.shift()?.() };
}

test("questions of one moment are answered together, each with its own answer", async () => {
  const { gate, asked, answer } = deskWithClerk();

  const answers = Promise.all(["socks?", "shoes?", "socks?"].map((one) => gate.ask(one)));
  while (asked.length < 1) await nextTurn();
  answer();

  expect(await answers).toEqual(["socks?, on turn 1", "shoes?, on turn 1", "socks?, on turn 1"]);
  expect(asked).toHaveLength(1);
});

test("a question never joins one that was sent before: it sees what was answered until then", async () => {
  const { gate, asked, answer } = deskWithClerk();
  const early = gate.ask("socks?");
  while (asked.length < 1) await nextTurn();

  const late = gate.ask("socks?");
  answer();
  while (asked.length < 2) await nextTurn();
  answer();

  expect(await early).toBe("socks?, on turn 1");
  expect(await late).toBe("socks?, on turn 2");
});

test("a question that cannot be answered fails alone with those of its moment", async () => {
  let isBroken = true;
  const gate = new Gate<string, string>(async (questions) => {
    if (isBroken) throw new Error("the database does not answer");
    return questions;
  });

  const refused = await Promise.allSettled([gate.ask("socks?"), gate.ask("shoes?")]);
  isBroken = false;

  expect(refused.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await gate.ask("socks?")).toBe("socks?");
});
