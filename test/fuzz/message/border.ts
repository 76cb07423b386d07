import type { DescField, DescMethodUnary } from "@bufbuild/protobuf";

import type { Expectation } from "../input.ts";
import type { Random } from "../random.ts";
import { legalRequest, memberOf } from "./legal.ts";
import {
  changed,
  isOdd,
  isWellKnown,
  type Member,
  type Node,
  nodesIn,
  type Value,
} from "./node.ts";
import { rulesOf } from "./rules.ts";
import type { Occasion } from "./values.ts";

/** A request that is legal but for one field, which is at one of its limits or just beyond it. */
export interface Border {
  readonly node: Node;
  readonly what: string;
  readonly expected: Expectation;
}

/** Longer lists than this are legal where rows are written in bulk; tests of their own send those. */
const ITEMS_MAX = 1_000;

/** Puts one field of a legal request on the border of one of its rules. */
export function borderRequest(method: DescMethodUnary, occasion: Occasion): Border {
  const { random } = occasion;
  const base = legalRequest(method, occasion);
  const isOpen = method.input.fields.some((field) => rulesOf(field).hasRows);
  const inner = random.pick(
    nodesIn(base).filter(({ node, path }) => limited(node).length > 0 && !(isOpen && path !== "")),
  );
  const field = random.pick(limited(inner.node));
  const { isWithin, members } = atEdge(field, occasion);
  const node = changed(base, inner.steps, (message) => ({
    ...message,
    members: [...without(message, field), ...members],
  }));
  const path = inner.path === "" ? field.name : `${inner.path}.${field.name}`;
  const expected = { is: isWithin ? "taken" : "refused", field: path } as const;
  return { node, what: `${path} ${isWithin ? "at" : "beyond"} its limit`, expected };
}

/** What a message has beside a field. */
function without({ members }: Node, field: DescField): Member[] {
  return members.filter((member) => isOdd(member) || member.field !== field);
}

interface Edge {
  readonly isWithin: boolean;
  readonly members: readonly Member[];
}

function limited({ schema }: Node): DescField[] {
  return schema.fields.filter((field) => {
    const { edges, limits } = rulesOf(field);
    if (field.fieldKind === "map") return false;
    return edges !== undefined || limits !== undefined;
  });
}

function atEdge(field: DescField, occasion: Occasion): Edge {
  const { random } = occasion;
  const { limits } = rulesOf(field);
  if (limits === undefined) return valueAtEdge(field, random);
  const beyond = limits.min > 0 ? [limits.max + 1, limits.min - 1] : [limits.max + 1];
  const within = [limits.min, Math.min(limits.max, ITEMS_MAX)];
  const isWithin = random.percent(50);
  const count = random.pick(isWithin ? within : beyond);
  // Making each anew would take longer than the server takes to refuse them.
  const few = Array.from({ length: 3 }, () => memberOf(field, occasion));
  return { isWithin, members: Array.from({ length: count }, () => random.pick(few)) };
}

function valueAtEdge(field: DescField, random: Random): Edge {
  const { within, beyond } = rulesOf(field).edges ?? { within: [], beyond: [] };
  const isWithin = within.length > 0 && random.percent(50);
  const value = random.pick(isWithin ? within : beyond);
  return {
    isWithin,
    members: value === undefined ? [] : [{ field, value: asValue(field, value) }],
  };
}

function asValue(field: DescField, value: unknown): Value {
  const { message } = field;
  if (message === undefined) return value as string | number | bigint;
  if (!isWellKnown(message)) throw new Error(`${field.name} has an edge that is no moment`);
  const moment = value as Readonly<Record<string, bigint | number>>;
  const members = message.fields.map((part) => ({ field: part, value: moment[part.name] ?? 0 }));
  return { schema: message, members };
}
