import type { MessageShape } from "@bufbuild/protobuf";
import type { ReserveResponseSchema } from "@holdfast/client";

import type { Arena } from "./arena.ts";
import { askedBy, requestIdsOf } from "./asked.ts";
import type { Input } from "./input.ts";
import { judge, responseOf, type Verdict } from "./judge.ts";

/** Ends of an input after which it may have been carried out, or may be yet. */
const UNSURE = new Set(["cut off", "no answer", "DEADLINE_EXCEEDED", "unreadable"]);

/** What came of inputs that were sent together. */
export interface Settled {
  readonly verdicts: readonly Verdict[];
  /** What is wrong with the server or its books afterwards; nobody has said yet which input did it. */
  readonly faults: readonly string[];
}

/** Names of requests that were carried out in an arena, or may have been. */
const accepted = new WeakMap<Arena, Set<string>>();

/** Sends inputs, so many at a time, and then looks at the server and at the books. */
export async function settle(
  arena: Arena,
  inputs: readonly Input[],
  inFlight = 64,
): Promise<Settled> {
  const known = accepted.get(arena) ?? new Set();
  accepted.set(arena, known);
  const verdicts = await sendAll(arena, inputs, inFlight);
  const told: string[] = [];
  for (const [at, input] of inputs.entries()) {
    const verdict = verdicts[at];
    if (verdict === undefined) continue;
    const isDone = takeNote(arena, input, verdict);
    if (!isDone && !isUnsure(input, verdict)) continue;
    for (const id of requestIdsOf(input)) {
      known.add(id);
      if (isDone) told.push(id);
    }
  }
  const faults = await arena.faults();
  if (arena.isAlive()) {
    faults.push(...(await arena.audit.look(known)));
    const missing = await arena.audit.missing(told);
    faults.push(...missing.map((id) => `"${id}" was answered OK and is not in the journal`));
  }
  return { verdicts, faults };
}

async function sendAll(
  arena: Arena,
  inputs: readonly Input[],
  inFlight: number,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const all = [...inputs.entries()];
  // Nonsense is often answered by silence: it is sent first, and not waited for at the end.
  const order = [...all.filter(isTalk), ...all.filter((each) => !isTalk(each))];
  const sendOn = async (): Promise<void> => {
    for (let next = order.shift(); next !== undefined && arena.isAlive(); next = order.shift()) {
      const [at, input] = next;
      verdicts[at] = judge(input, await arena.sender.send(input, arena.meanings));
    }
  };
  await Promise.all(Array.from({ length: inFlight }, sendOn));
  return verdicts;
}

function isTalk([, { sent }]: [number, Input]): boolean {
  return sent.form === "talk";
}

/** @returns true when the input's request has to be in the journal now */
function takeNote(arena: Arena, { sent }: Input, { told }: Verdict): boolean {
  if (sent.form === "talk" || told?.code !== "OK" || told.response === undefined) return false;
  const asked = askedBy(sent);
  if (asked?.isMeant !== true || mayWriteNothing(asked.method)) return false;
  if (asked.method.name === "Reserve" || asked.method.name === "Sell") {
    const response = responseOf(asked.method, told.response);
    const { reservation } = response as MessageShape<typeof ReserveResponseSchema>;
    if (reservation !== undefined) arena.remember(reservation.id);
  }
  return true;
}

function isUnsure({ sent }: Input, { end }: Verdict): boolean {
  if (sent.form === "talk" || UNSURE.has(end)) return true;
  const asked = askedBy(sent);
  return asked !== undefined && mayWriteNothing(asked.method);
}

/** A bulk write whose rows are all wrong, or are there already, is answered OK and leaves no entry. */
function mayWriteNothing({ name }: { readonly name: string }): boolean {
  return name.startsWith("BulkUpsert");
}
