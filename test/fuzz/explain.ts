import { type Arena, openArena } from "./arena.ts";
import type { Input } from "./input.ts";
import { settle } from "./settle.ts";
import { shrunk } from "./shrink.ts";

/** An input that does harm. */
export interface Finding {
  readonly input: Input;
  readonly complaint: string;
  /** Does it do so alone, in a shop in which nothing else has happened? */
  readonly isAlone: boolean;
}

/** What is told of one batch; the rest is mostly the same once more. */
const FINDINGS_MAX = 5;

/** A server that dies is started anew for each try. */
const DEATHS_MAX = 10;

/** Finds the inputs of a batch that did harm, and the least of each that still does. */
export async function explain(
  suspects: readonly Input[],
  onTry: (sent: number, all: number) => void = () => undefined,
): Promise<Finding[]> {
  const court = await openCourt();
  const findings = new Map<string, Finding>();
  try {
    for (const [at, input] of suspects.entries()) {
      onTry(at, suspects.length);
      const complaint = await court.complaintOf(input);
      if (complaint === undefined || findings.has(kindOf(complaint))) continue;
      findings.set(kindOf(complaint), await court.leastOf(input, complaint));
      if (findings.size >= FINDINGS_MAX) break;
    }
  } finally {
    await court.close();
  }
  return [...findings.values()];
}

/** What is wrong with an input that is sent alone, or undefined. */
export async function complaintOf(arena: Arena, input: Input): Promise<string | undefined> {
  const { verdicts, faults } = await settle(arena, [input]);
  return verdicts[0]?.complaint ?? faults[0];
}

interface Court {
  complaintOf(input: Input): Promise<string | undefined>;
  leastOf(input: Input, complaint: string): Promise<Finding>;
  close(): Promise<void>;
}

/** A shop of its own, which is opened anew when an input has killed its server. */
async function openCourt(): Promise<Court> {
  let arena = await openArena();
  let deaths = 0;
  const ask = async (input: Input): Promise<string | undefined> => {
    if (!arena.isAlive()) {
      await arena.close();
      arena = await openArena();
      deaths += 1;
    }
    return await complaintOf(arena, input);
  };
  let tries = 0;
  return {
    complaintOf: ask,
    leastOf: async (input, complaint) => {
      const fails = async (candidate: Input): Promise<boolean> => {
        if (deaths >= DEATHS_MAX) return false;
        const found = await ask(renamed(candidate, tries++));
        return found !== undefined && kindOf(found) === kindOf(complaint);
      };
      return { input: await shrunk(input, fails), complaint, isAlone: true };
    },
    close: async () => {
      await arena.close();
    },
  };
}

/** The complaint without what changes from time to time. */
export function kindOf(complaint: string): string {
  return complaint.replaceAll(/"[^"]*"|\d+/g, "").slice(0, 50);
}

/** The same input under another request id of the same length, so that it is no repeat. */
function renamed(input: Input, tries: number): Input {
  const { sent } = input;
  if (sent.form === "talk") return input;
  const body = sent.body.map((part) => ({ ...part, bytes: renamedBytes(part.bytes, tries) }));
  return { ...input, sent: { ...sent, body } };
}

function renamedBytes(bytes: Buffer, tries: number): Buffer {
  const copy = Buffer.from(bytes);
  const name = tries.toString(36).padStart(4, "0").slice(-4);
  for (let at = copy.indexOf("fuzz "); at !== -1; at = copy.indexOf("fuzz ", at + 1)) {
    copy.write(name, at, "latin1");
  }
  return copy;
}
