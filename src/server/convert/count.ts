import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  type CancelCountRequest,
  type CloseCountRequest,
  Count_Scope as Scope,
  Count_State as State,
  type CountLineSchema,
  type CountSchema,
  type EntrySchema,
  ListCountLinesRequest_Only as Only,
  type OpenCountRequest,
  type RecordCountRequest,
} from "@holdfast/client";

import type { CancelCount, CloseCount, OpenCount, RecordCount } from "../../core/count/command.ts";
import {
  type Count,
  type CountLine,
  type CountScope,
  type CountState,
  LINES_PER_BATCH,
  varianceOf,
} from "../../core/count/count.ts";
import type { Answer } from "../../store/answer.ts";
import { newId } from "../../store/newId.ts";
import type { CountedScope, CountLineQuery } from "../../store/store.ts";
import type { Call } from "../call.ts";
import { movementToProto } from "./stock.ts";
import { timestampToProto } from "./time.ts";

const STATES = {
  open: State.OPEN,
  awaiting_approval: State.AWAITING_APPROVAL,
  closing: State.CLOSING,
  closed: State.CLOSED,
  cancelled: State.CANCELLED,
} satisfies Record<CountState, State>;

const SCOPES = {
  all: Scope.ALL,
  listed: Scope.LISTED,
  not_counted: Scope.NOT_COUNTED,
} satisfies Record<CountScope, Scope>;

/** What an OpenCount wants counted. */
export function scopeFromProto(request: OpenCountRequest, call: Call): CountedScope {
  if (request.scope === Scope.LISTED) return { kind: "listed", skus: request.skus };
  if (request.scope === Scope.ALL) return { kind: "all" };
  const days = request.notCountedDays || call.limits.countFrequencyDays;
  return { kind: "not_counted", days };
}

/** The command that an OpenCount asks for. @param found what is to be counted, or why nothing can be */
export function openCountCommand(
  request: OpenCountRequest,
  call: Call,
  scope: CountedScope,
  found: Pick<OpenCount, "lines" | "refusal">,
): OpenCount {
  return {
    kind: "openCount",
    ...call.header(request),
    location: request.location,
    scope: scope.kind,
    ...found,
    approvalThreshold: request.approvalThreshold ?? null,
    reference: request.reference,
  };
}

/** The command that a RecordCount asks for. */
export function recordCountCommand(request: RecordCountRequest, call: Call): RecordCount {
  return {
    kind: "recordCount",
    ...call.header(request),
    countId: request.countId.toLowerCase(),
    lines: request.lines.map(({ sku, lot, quantity }) => ({ sku, lot: lot || null, quantity })),
    isMore: request.add,
  };
}

/** The command that a CloseCount asks for. */
export function closeCountCommand(request: CloseCountRequest, call: Call): CloseCount {
  return {
    kind: "closeCount",
    ...call.header(request),
    countId: request.countId.toLowerCase(),
    isMissingZero: request.missingIsZero,
    isApproved: request.approve,
    reason: request.reason,
    stockIds: Array.from({ length: LINES_PER_BATCH }, newId),
  };
}

/** The command that a CancelCount asks for. */
export function cancelCountCommand(request: CancelCountRequest, call: Call): CancelCount {
  const header = { kind: "cancelCount" as const, ...call.header(request) };
  return { ...header, countId: request.countId.toLowerCase(), reason: request.reason };
}

/** What a step of a count answers. */
export interface CountStepMessage {
  readonly entry?: MessageInitShape<typeof EntrySchema>;
  readonly count: MessageInitShape<typeof CountSchema>;
}

/** The entry and the count as it stands now. A dry run has no entry, and what it would open has no id. */
export function countStepToProto(answer: Answer): CountStepMessage {
  const { entry } = movementToProto(answer);
  if (answer.count === null) throw new Error("a step of a count was answered without one");
  const count = countToProto(answer.count);
  const isNew = entry === undefined && answer.count.version <= 1;
  return { ...(entry && { entry }), count: isNew ? { ...count, id: "" } : count };
}

/** A count as it is told: blind while it is open. */
export function countToProto(count: Count): MessageInitShape<typeof CountSchema> {
  const { totals, approvalThreshold } = count;
  const isBlind = count.state === "open";
  return {
    id: count.id,
    state: STATES[count.state],
    location: count.location,
    scope: SCOPES[count.scope],
    reference: count.reference,
    lineCount: totals.lines,
    recordedCount: totals.recorded,
    surplus: isBlind ? 0n : totals.surplus,
    missing: isBlind ? 0n : totals.missing,
    ...(approvalThreshold !== null && { approvalThreshold }),
    createTime: timestampToProto(count.createdAt),
    ...(count.closedAt !== null && { closeTime: timestampToProto(count.closedAt) }),
    version: BigInt(count.version),
  };
}

/** Lines of a count as they are told: blind while it is open. */
export function countLinesToProto(
  { state }: Count,
  lines: readonly CountLine[],
): MessageInitShape<typeof CountLineSchema>[] {
  return lines.map((line) => {
    const { number, sku, lot, counted, onHand, recordedAt, corrected } = line;
    const variance = varianceOf(line);
    return {
      line: number,
      sku,
      lot: lot ?? "",
      ...(counted !== null && { counted }),
      ...(recordedAt !== null && { recordTime: timestampToProto(recordedAt) }),
      ...(state !== "open" && onHand !== null && { onHand }),
      ...(state !== "open" && variance !== null && { variance }),
      ...(corrected !== null && { corrected }),
    };
  });
}

/** The state that a filter asks for, or null for any. */
export function countStateFromProto(state: State): CountState | null {
  for (const [name, value] of Object.entries(STATES)) {
    if (value === state) return name as CountState;
  }
  return null;
}

/** Which lines a list asks for. */
export function onlyFromProto(only: Only): CountLineQuery["only"] {
  if (only === Only.UNRECORDED) return "unrecorded";
  return only === Only.DIFFERING ? "differing" : "all";
}
