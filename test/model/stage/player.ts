import { setTimeout as sleep } from "node:timers/promises";

import type { Command } from "../books/command.ts";
import type { PlayedCommand, PlayedQuestion, PlayedRound } from "../referee/played.ts";
import type { CallStep, QuestionStep, Round, Step, TroubleStep } from "../steps/step.ts";
import { isCall } from "../steps/step.ts";
import { insist } from "./caller.ts";
import { createGranted, type Granted } from "./granted.ts";
import { stepClock, type Touch, touchReservation, touchStock } from "./operator.ts";
import { askHowMuch, closingQuestions, look } from "./questions.ts";
import { readBack } from "./readBack.ts";
import type { Shop } from "./shop.ts";
import { type Names, toCommand } from "./toCommand.ts";
import { send } from "./wire.ts";
import type { World } from "./world.ts";

/** Carries out a story's rounds in a shop. */
export interface Player {
  /** @param after the last entry that is known already */
  play(round: Round, after: number): Promise<PlayedRound>;
}

export interface PlayerOptions {
  readonly world: World;
  readonly shop: Shop;
  readonly openedAt: number;
  /** Told each command before it is sent. */
  readonly onSend: (command: Command) => void;
}

/** What a player keeps in mind. */
interface Playing extends PlayerOptions {
  readonly granted: Granted;
  readonly names: Names;
  /** What each step asked. */
  readonly requests: Map<number, Command>;
  /** Reservations that an operator has written. */
  readonly touchedIds: Set<string>;
}

export function createPlayer(options: PlayerOptions): Player {
  const granted = createGranted();
  const names = { openedAt: options.openedAt, reservationOf: granted.find };
  const playing = {
    ...options,
    granted,
    names,
    requests: new Map(),
    touchedIds: new Set<string>(),
  };
  return { play: (round, after) => play(playing, round, after) };
}

async function play(playing: Playing, round: Round, after: number): Promise<PlayedRound> {
  const { world, shop, touchedIds } = playing;
  const mayHaveRerun = world.isCutting() || round.some(losesReplies);
  const commands: PlayedCommand[] = [];
  const questions: PlayedQuestion[] = [];
  const touches: Touch[] = [];
  await allOf(round, async (step) => {
    if (!isCall(step)) touches.push(...(await befall(playing, step)));
    else if (isQuestion(step)) questions.push(await question(playing, step));
    else commands.push(...(await command(playing, step)));
  });
  const closing = await closingQuestions(shop, round, commands);
  const back = await readBack(world.operator, shop.tenantId, after, [...touchedIds]);
  return { commands, questions, closing, touches, mayHaveRerun, back };
}

async function command(
  { shop, granted, names, requests, onSend }: Playing,
  step: Exclude<CallStep, QuestionStep>,
): Promise<PlayedCommand[]> {
  const asked = step.kind === "repeat" ? requests.get(step.of) : toCommand(step, names);
  // What it would repeat was left out.
  if (asked === undefined) return [];
  onSend(asked);
  if (!asked.dry) requests.set(step.n, asked);
  const heard = await insist(
    (attempt) => shop.door(step.caller, attempt),
    (inventory, options) => send(inventory, asked, options),
    step.impatientMs,
  );
  const { outcome } = heard;
  if (!asked.dry && "told" in outcome && "reservation" in outcome.told) {
    granted.note(step.n, outcome.told.reservation);
  }
  return [{ n: step.n, command: asked, heard }];
}

function question({ shop, granted }: Playing, step: QuestionStep): Promise<PlayedQuestion> {
  const { caller, impatientMs } = step;
  const what = `step ${step.n}`;
  if (step.kind === "ask") return askHowMuch(shop, caller, what, impatientMs);
  return look(shop, caller, { what, id: granted.find(step.of) }, impatientMs);
}

/** Starts every step in its time, and waits for all of them before it complains of one. */
async function allOf(round: Round, start: (step: Step) => Promise<void>): Promise<void> {
  const ends = await Promise.allSettled(
    round.map(async (step) => {
      if (step.afterMs !== undefined) await sleep(step.afterMs);
      await start(step);
    }),
  );
  const failed = ends.find((end) => end.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

function losesReplies({ kind }: Step): boolean {
  return kind === "cut" || kind === "crashDatabase";
}

function isQuestion(step: CallStep): step is QuestionStep {
  return step.kind === "look" || step.kind === "ask";
}

async function befall(playing: Playing, step: TroubleStep): Promise<Touch[]> {
  const { world, shop, granted, touchedIds } = playing;
  const { operator } = world;
  switch (step.kind) {
    case "touchStock":
      return await touchStock(operator, shop.tenantId, step, step.holdMs);
    case "touchReservation": {
      const id = granted.find(step.of);
      touchedIds.add(id);
      return await touchReservation(operator, shop.tenantId, id, step.holdMs);
    }
    case "stepClock":
      await stepClock(operator, shop.tenantId, step.byMs);
      return [];
    case "cut":
      world.cut(step.point);
      return [];
    case "restartServer":
      await world.restartServer(step.server, step.signal, step.sweeps);
      return [];
    case "freezeServer":
      await world.freezeServer(step.server, step.forMs);
      return [];
    case "crashDatabase":
      await world.crashDatabase();
      return [];
    case "wait":
      await sleep(step.forMs);
      return [];
    default:
      throw new Error(`no such trouble: ${String(step satisfies never)}`);
  }
}
