import { z } from "zod";

import { malformed } from "./refusal.ts";
import type { Stage } from "./stage.ts";

/** What comes back. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A request, as far as an operation looks at it. */
export interface RawRequest {
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined for none. */
  readonly body: unknown;
  readonly header: (name: string) => string | undefined;
}

/** What an operation is given: its query and its body, both checked. */
export interface Call<Query, Body> {
  readonly query: Query;
  readonly body: Body;
  readonly header: RawRequest["header"];
}

/** What operations say of themselves. */
export interface OperationFacts {
  readonly id: string;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly summary: string;
  /** For people and tests: not a part of the warehouse system, no quota, no faults. */
  readonly isControl: boolean;
  /** What it looks for in the header, and why. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What it answers, by status. */
  readonly answers: Readonly<Record<number, Told>>;
}

/** An answer's meaning and shape. */
export interface Told {
  readonly meaning: string;
  readonly schema: z.ZodType;
}

interface OperationParts<Query, Body> extends OperationFacts {
  readonly query: z.ZodType<Query>;
  readonly body: z.ZodType<Body>;
  readonly handle: (stage: Stage, call: Call<Query, Body>) => Answer;
}

/** One thing that can be asked for over HTTP. */
export interface Operation extends OperationFacts {
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  /**
   * Checks a request, and gives back what carries it out. Throws a `Refusal` when it is malformed.
   */
  readonly read: (stage: Stage, request: RawRequest) => () => Answer;
}

/** No query. */
export const NO_QUERY = z.strictObject({});

/** No body, or an empty object: whoever has nothing to say may say so. */
export const NO_BODY = z.union([z.undefined(), z.strictObject({})]);

/** Makes an operation of its parts. */
export function operation<Query, Body>(parts: OperationParts<Query, Body>): Operation {
  const { handle, ...facts } = parts;
  return {
    ...facts,
    read: (stage, { query: params, body: raw, header }) => {
      const query = check(parts.query, Object.fromEntries(params));
      const body = check(parts.body, raw);
      return () => handle(stage, { query, body, header });
    },
  };
}

function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join(".") ?? "";
  throw malformed(where === "" ? `${issue?.message}` : `${where}: ${issue?.message}`);
}
