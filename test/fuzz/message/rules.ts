import { type DescField, type DescMessage, fromBinary, getOption } from "@bufbuild/protobuf";
import {
  field as fieldRules,
  message as messageRules,
} from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";

import { contractCheck } from "../../../src/server/validate/validation.ts";
import { type Edges, edgesOf, hasRowsOfItsOwn, listLimits } from "../../badInput/edges.ts";
import { toWire } from "./encode.ts";
import type { Node } from "./node.ts";

/** All that the contract says of a field. Reading its options takes longer than all else, so it is done once. */
export interface Rules {
  /** Must a legal message have it? */
  readonly isNeeded: boolean;
  /** Values on both sides of its limits, or undefined where nothing is refused. */
  readonly edges: Edges | undefined;
  /** How many items a list takes, or undefined for any number. */
  readonly limits: { readonly min: number; readonly max: number } | undefined;
  /** What is wrong with its items is told of in the answer. */
  readonly hasRows: boolean;
  /** How long a text may be, and what it has to match. */
  readonly text: { readonly min: number; readonly max: number; readonly pattern: RegExp };
}

const known = new Map<DescField, Rules>();

export function rulesOf(field: DescField): Rules {
  const rules = known.get(field) ?? readRules(field);
  known.set(field, rules);
  return rules;
}

function readRules(field: DescField): Rules {
  const { required, type } = getOption(field, fieldRules);
  const [edges, limits] = [edgesOf(field), listLimits(field)];
  const empty: readonly unknown[] = ["", 0n, 0];
  const isEmptyRefused = edges?.beyond.some((value) => empty.includes(value)) ?? false;
  const { minLen = 0n, maxLen = 0n, pattern = "" } = type.case === "string" ? type.value : {};
  return {
    isNeeded: required || (limits?.min ?? 0) > 0 || isEmptyRefused,
    edges,
    limits,
    hasRows: hasRowsOfItsOwn(field),
    text: { min: Number(minLen), max: Number(maxLen) || 20, pattern: new RegExp(pattern, "u") },
  };
}

const across = new Map<DescMessage, boolean>();

/** Does a message have rules that no field can keep alone? */
export function hasRulesAcross(schema: DescMessage): boolean {
  const has = across.get(schema) ?? getOption(schema, messageRules).cel.length > 0;
  across.set(schema, has);
  return has;
}

const checks = new Map<DescMessage, ReturnType<typeof contractCheck>>();

/** The fields that the contract has something against; empty when the message is legal. */
export function objections(node: Node): string[] {
  const check = checks.get(node.schema) ?? contractCheck(node.schema);
  checks.set(node.schema, check);
  return check(fromBinary(node.schema, toWire(node))).map(({ field }) => field);
}
