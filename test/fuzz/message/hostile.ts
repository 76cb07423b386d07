import type { DescField, DescMethodUnary } from "@bufbuild/protobuf";
import { ScalarType } from "@bufbuild/protobuf";

import type { Random } from "../random.ts";
import { LIST_TROUBLES, MESSAGE_TROUBLES } from "./hostileMessages.ts";
import {
  BOOL_TROUBLES,
  DURATION_TROUBLES,
  ENUM_TROUBLES,
  NESTED_TROUBLES,
  NUMBER_TROUBLES,
  TEXT_TROUBLES,
  TIMESTAMP_TROUBLES,
  type Trouble,
  TYPE_TROUBLES,
} from "./hostileValues.ts";
import { legalRequest } from "./legal.ts";
import { changed, isOdd, type Member, type Node, nodesIn } from "./node.ts";
import type { Occasion } from "./values.ts";

/** A legal request with something in it that nobody means well with. */
export function hostileRequest(
  method: DescMethodUnary,
  occasion: Occasion,
): { node: Node; what: string } {
  const { random } = occasion;
  const base = legalRequest(method, occasion);
  const inner = random.pick(nodesIn(base));
  if (random.percent(30)) {
    const trouble = random.pick(MESSAGE_TROUBLES);
    const node = changed(base, inner.steps, (message) => trouble.put(message, random));
    return { node, what: `${inner.path || "the request"}: ${trouble.what}` };
  }
  const field = random.pick(inner.node.schema.fields);
  const trouble = random.pick(troublesOf(field));
  const node = changed(base, inner.steps, (message) => spoilt(message, field, trouble, random));
  return { node, what: `${inner.path}.${field.name}: ${trouble.what}`.replace(/^\./, "") };
}

function spoilt(message: Node, field: DescField, trouble: Trouble, random: Random): Node {
  const isThis = (member: Member): boolean => !isOdd(member) && member.field === field;
  const others = message.members.filter((member) => !isThis(member));
  const own = message.members.filter(isThis);
  return { ...message, members: [...others, ...trouble.put(field, own, random)] };
}

function troublesOf(field: DescField): readonly Trouble[] {
  if (field.fieldKind === "list") return [...LIST_TROUBLES, ...TYPE_TROUBLES];
  if (field.fieldKind === "enum") return [...ENUM_TROUBLES, ...TYPE_TROUBLES];
  switch (field.message?.name ?? field.scalar) {
    case "Timestamp":
      return [...TIMESTAMP_TROUBLES, ...NESTED_TROUBLES];
    case "Duration":
      return [...DURATION_TROUBLES, ...NESTED_TROUBLES];
    case ScalarType.STRING:
      return [...TEXT_TROUBLES, ...TYPE_TROUBLES];
    case ScalarType.BOOL:
      return [...BOOL_TROUBLES, ...TYPE_TROUBLES];
    case ScalarType.INT32:
    case ScalarType.INT64:
      return [...NUMBER_TROUBLES, ...TYPE_TROUBLES];
    default:
      return [...NESTED_TROUBLES, ...TYPE_TROUBLES];
  }
}
