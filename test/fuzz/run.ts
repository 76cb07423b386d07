import type { Arena } from "./arena.ts";
import { explain, type Finding, kindOf } from "./explain.ts";
import { inputAt, type Source } from "./generate.ts";
import type { Input } from "./input.ts";
import { type Settled, settle } from "./settle.ts";
import { createTally, type Tally } from "./tally.ts";

export interface RunOptions {
  readonly source: Source;
  /** The number of the first input. */
  readonly from: number;
  readonly inputs: number;
  /** Inputs between two looks at the server and the books. */
  readonly batch?: number;
  /** Inputs that are under way at a time. */
  readonly inFlight?: number;
  /** Told how many inputs are done, or which of a bad batch are being tried alone. */
  readonly onProgress?: (words: string) => void;
}

/** What a run came to. */
export interface Report {
  readonly tally: Tally;
  /** How many inputs were sent. */
  readonly done: number;
  /** Empty when all is well. */
  readonly findings: readonly Finding[];
  /** What is wrong although no single input does it. */
  readonly faults: readonly string[];
  /** The server's memory after each batch, in bytes. */
  readonly memory: readonly number[];
}

const BATCH = 1_000;
const IN_FLIGHT = 128;

/** Sends one batch of inputs after the other, until one does harm. */
export async function run(arena: Arena, options: RunOptions): Promise<Report> {
  const { source, from, inputs, batch = BATCH, inFlight = IN_FLIGHT, onProgress } = options;
  const tally = createTally();
  const memory: number[] = [];
  for (let done = 0; done < inputs; done += batch) {
    const count = Math.min(batch, inputs - done);
    const sent = Array.from({ length: count }, (_, at) => inputAt(source, from + done + at));
    const settled = await settle(arena, sent, inFlight);
    for (const [at, input] of sent.entries()) {
      tally.add(input, settled.verdicts[at]?.end ?? "not sent");
    }
    if (isBad(settled)) {
      const found = await trace(sent, settled, onProgress);
      return { tally, done: done + count, memory, ...found };
    }
    memory.push(arena.memory());
    onProgress?.(`${done + count} of ${inputs} inputs, ${arena.audit.entries()} entries`);
  }
  return { tally, done: inputs, memory, findings: [], faults: growth(memory) };
}

function isBad({ verdicts, faults }: Settled): boolean {
  return faults.length > 0 || verdicts.some(({ complaint }) => complaint !== undefined);
}

/** Tries the inputs of a bad batch alone: those whose answers were wrong, or else all of them. */
async function trace(
  sent: readonly Input[],
  { verdicts, faults }: Settled,
  onProgress: RunOptions["onProgress"],
): Promise<Pick<Report, "findings" | "faults">> {
  const complaints = new Map<string, Finding>();
  for (const [at, input] of sent.entries()) {
    const { complaint } = verdicts[at] ?? {};
    if (complaint === undefined || complaints.has(kindOf(complaint))) continue;
    complaints.set(kindOf(complaint), { input, complaint, isAlone: false });
  }
  const accused = [...complaints.values()];
  const suspects = accused.length > 0 ? accused.map(({ input }) => input) : sent;
  const proven = await explain(suspects, (at, all) => {
    if (at % 50 === 0) onProgress?.(`harm was done: trying ${at} of ${all} inputs alone`);
  });
  const rest = accused.filter(
    ({ complaint }) => !proven.some((finding) => kindOf(finding.complaint) === kindOf(complaint)),
  );
  return { findings: [...proven, ...rest], faults };
}

/** A server that keeps something of each call grows without end. */
function growth(memory: readonly number[]): string[] {
  const fifth = Math.floor(memory.length / 5);
  if (fifth < 4) return [];
  const early = Math.max(...memory.slice(fifth, 2 * fifth));
  const late = Math.max(...memory.slice(-fifth));
  if (late <= early * GROWTH_MAX) return [];
  return [`the server's memory grew from ${megabytes(early)} to ${megabytes(late)}`];
}

/** Between the second fifth of a run and its last. */
const GROWTH_MAX = 1.5;

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000)} MB`;
}
