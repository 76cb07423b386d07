import { create, type DescMessage, type Message } from "@bufbuild/protobuf";
import { pathToString } from "@bufbuild/protobuf/reflect";
import { createValidator, type Validator } from "@bufbuild/protovalidate";
import { listCheck } from "./lists.ts";
import { sentence, valueAt } from "./sentence.ts";
import type { FieldProblem } from "./violation.ts";
import { wellKnownCheck } from "./wellKnown.ts";

/** Tells what is wrong with a message; empty when nothing is. */
export type Check = (message: Message) => FieldProblem[];

/**
 * Makes the check of one request type: the rules of the contract, and the ranges of google.protobuf. Runs
 * once on an empty message, because the first time takes 20–70 ms.
 */
export function contractCheck(schema: DescMessage): Check {
  const check = assemble(schema);
  check(create(schema));
  return check;
}

function assemble(schema: DescMessage): Check {
  const checkLists = listCheck(schema);
  const checkRanges = wellKnownCheck(schema);
  return (message) => {
    const problems = checkLists(message);
    if (problems.length > 0) return problems;
    checkRanges?.(message, "", problems);
    // Rules on durations would go by numbers that mean nothing.
    if (problems.length > 0) return problems;
    return checkRules(schema, message);
  };
}

function checkRules(schema: DescMessage, message: Message): FieldProblem[] {
  const result = validator.validate(schema, message);
  if (result.kind === "valid") return [];
  if (result.kind === "error") throw result.error;
  return result.violations.map((violation) => ({
    field: pathToString(violation.field),
    description: sentence(violation, valueAt(message, violation.field)),
  }));
}

const compiled = new Map<string, RegExp>();

/** 2.4 µs a message instead of 6.6 with the RE2 of the library; our patterns are few, ours, and linear. */
function matches(pattern: string, text: string): boolean {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    expression = new RegExp(pattern, "u");
    compiled.set(pattern, expression);
  }
  return expression.test(text);
}

const validator: Validator = createValidator({ regexMatch: matches });
