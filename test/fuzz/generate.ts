import type { DescMethodUnary } from "@bufbuild/protobuf";

import { anyWay, encoded, enveloped } from "./envelope.ts";
import { type Expectation, type Input, type Kind, METHODS } from "./input.ts";
import { borderRequest } from "./message/border.ts";
import { hostileRequest } from "./message/hostile.ts";
import { legalRequest } from "./message/legal.ts";
import { mutated } from "./message/mutate.ts";
import type { Occasion } from "./message/values.ts";
import { createRandom } from "./random.ts";
import { oddFrames } from "./trouble/frames.ts";
import { oddHead } from "./trouble/heads.ts";
import { oddTalk } from "./trouble/talks.ts";
import { ADMIN_KEY, SERVICE_KEY } from "./world.ts";

/** What all inputs of a run are made from. */
export interface Source {
  readonly seed: number;
  /** The day on which they are sent, such as `2026-11-20`: requests speak of what happened, and when. */
  readonly day: string;
}

const SHARES: readonly (readonly [share: number, kind: Kind])[] = [
  [25, "legal"],
  [20, "border"],
  [20, "hostile"],
  [20, "mutated"],
  [6, "frame"],
  [6, "head"],
  [3, "raw"],
];

/** How many of a hundred legal inputs are an earlier input once more. */
const REPEATS = 6;

const ANYTHING: Expectation = { is: "anything" };
/** A request without fields has nothing that could be wrong. */
export const FUZZED = [...METHODS.values()].filter(({ input }) => input.fields.length > 0);

/** Reserve makes what most others need; what changes the books is more often asked for than what reads them. */
const METHOD_SHARES = FUZZED.map((method) => {
  const isChange = method.input.fields.some(({ name }) => name === "request_id");
  return [method.name === "Reserve" ? 5 : isChange ? 2 : 1, method] as const;
});

/** The input of a number: the same one whenever it is asked for, whatever was made before. */
export function inputAt(source: Source, index: number): Input {
  const random = createRandom(`${source.seed}/${index}`);
  const kind = random.weighed(SHARES);
  if (kind === "legal" && index > 0 && random.percent(REPEATS)) {
    return again(inputAt(source, random.between(Math.max(0, index - 1_000), index - 1)));
  }
  const method = random.weighed(METHOD_SHARES);
  const occasion: Occasion = {
    random,
    method: method.name,
    requestId: requestId(source, index),
    usedRequestId: requestId(source, random.below(index + 1)),
    daySeconds: BigInt(Date.parse(source.day) / 1000),
  };
  return { kind, ...MAKERS[kind](method, occasion) };
}

function again(input: Input): Input {
  // What it was told the first time need not be true any more.
  return { ...input, what: `${input.what}, once more`, expected: ANYTHING };
}

/** Names of requests do not collide, so that each entry of the journal is one input's. */
function requestId({ seed }: Source, index: number): string {
  return `fuzz ${seed}/${index}`;
}

type Made = Omit<Input, "kind">;
type Maker = (method: DescMethodUnary, occasion: Occasion) => Made;

const MAKERS: Readonly<Record<Kind, Maker>> = {
  legal: (method, occasion) => {
    const { random } = occasion;
    const key = random.percent(85) ? ADMIN_KEY : SERVICE_KEY;
    const way = anyWay(random);
    const message = encoded(legalRequest(method, occasion), way, random);
    return polite(method.name, enveloped(method, message, way, random, key));
  },
  border: (method, occasion) => {
    const { random } = occasion;
    const { node, what, expected } = borderRequest(method, occasion);
    const way = anyWay(random);
    const sent = enveloped(method, encoded(node, way, random), way, random);
    // JSON cannot say every span of time; what it cannot say is refused as a whole.
    const isWhole = way.codec === "json" && expected.is === "refused";
    const wanted = isWhole ? { is: "refused" as const, field: "" } : expected;
    return { ...polite(`${method.name} with ${what}`, sent), expected: wanted };
  },
  hostile: (method, occasion) => {
    const { random } = occasion;
    const { node, what } = hostileRequest(method, occasion);
    const way = anyWay(random);
    const sent = enveloped(method, encoded(node, way, random), way, random);
    return polite(`${method.name} with ${what}`, sent);
  },
  mutated: (method, occasion) => {
    const { random } = occasion;
    const way = anyWay(random);
    const other = random.percent(50) ? method : random.pick(FUZZED);
    const [message, parts] = [method, other].map((each) =>
      encoded(legalRequest(each, { ...occasion, method: each.name }), way, random),
    ) as [Buffer, Buffer];
    const sent = enveloped(method, mutated(message, random, parts), way, random);
    return polite(`${method.name} with some bytes changed`, sent);
  },
  frame: oddFrames,
  head: oddHead,
  raw: (_method, occasion) => oddTalk(occasion),
};

function polite(what: string, sent: Made["sent"]): Made {
  return { what, sent, expected: ANYTHING, isRough: false };
}
