import type { Command, Line } from "../books/command.ts";
import type { CommandStep, Line as LineStep } from "../steps/step.ts";
import { LOT_EXPIRES_AFTER_MS } from "../steps/world.ts";

/** What the names in a step stand for. */
export interface Names {
  /** The first moment of the story: lots expire so long after it. */
  readonly openedAt: number;
  /** The reservation that a step made; where it made none, the last before it that is said to be in that state. */
  reservationOf(n: number, state?: "held" | "committed"): string;
}

/** How much too late a wrong description says that a lot expires. */
const WRONG_BY_MS = 1_000;

/** The request id of a step. */
export function requestIdOf(n: number): string {
  return `step-${n}`;
}

export function toCommand(step: CommandStep, names: Names): Command {
  const asked = { requestId: requestIdOf(step.requestOf ?? step.n), dry: step.dry ?? false };
  switch (step.kind) {
    case "reserve":
    case "sell": {
      const { kind, partial = false, replaces } = step;
      const ttlMs = step.kind === "reserve" ? step.ttlMs : null;
      const lines = step.lines.map(lineOf);
      const old = replaces === undefined ? null : names.reservationOf(replaces, "held");
      return { ...asked, kind, lines, ttlMs, partial, replaces: old };
    }
    case "receive": {
      const lines = step.lines.map(({ sku, quantity, lot, isWrong = false }) => ({
        sku,
        quantity,
        lot: lot === undefined ? null : lotOf(lot, names.openedAt, isWrong),
      }));
      return { ...asked, kind: "receive", location: step.location, lines };
    }
    case "adjust": {
      const lines = step.lines.map(({ sku, lot = null, delta, expected = null }) => {
        return { sku, lot, delta, expected };
      });
      return { ...asked, kind: "adjust", location: step.location, lines };
    }
    case "set_stock": {
      const lines = step.lines.map(({ sku, lot = null, quantity, expected = null }) => {
        return { sku, lot, quantity, expected };
      });
      return { ...asked, kind: "set_stock", location: step.location, lines };
    }
    case "recall_lot":
    case "lift_recall":
      return { ...asked, kind: step.kind, sku: step.sku, lot: step.lot };
    default:
      return onReservation(step, { ...asked, reservationId: targetOf(step, names) });
  }
}

function targetOf(step: Extract<CommandStep, { of: number }>, names: Names): string {
  const isAboutSold = step.kind === "fulfil" || (step.kind === "release" && step.commits === true);
  return names.reservationOf(step.of, isAboutSold ? "committed" : "held");
}

function onReservation(
  step: Extract<CommandStep, { of: number }>,
  asked: { requestId: string; dry: boolean; reservationId: string },
): Command {
  switch (step.kind) {
    case "commit": {
      const { lines = [], keep = false, reacquire = false } = step;
      return { ...asked, kind: "commit", lines, keep, reacquire };
    }
    case "release":
      return { ...asked, kind: "release", lines: step.lines ?? [], commits: step.commits ?? false };
    case "extend":
      return { ...asked, kind: "extend", ttlMs: step.ttlMs };
    case "fulfil":
      return { ...asked, kind: "fulfil", lines: step.lines ?? [] };
    default:
      throw new Error(`no such step: ${String(step satisfies never)}`);
  }
}

function lineOf({ sku, quantity, location, lot }: LineStep): Line {
  return { sku, quantity, location: location ?? null, lot: lot ?? null };
}

function lotOf(number: string, openedAt: number, isWrong: boolean) {
  const afterMs = LOT_EXPIRES_AFTER_MS[number] ?? null;
  const right = afterMs === null ? null : openedAt + afterMs;
  return { number, expiresAt: isWrong ? (right ?? openedAt) + WRONG_BY_MS : right };
}
