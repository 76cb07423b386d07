import { verify } from "../../src/store/verify/verify.ts";
import type { Command } from "./books/command.ts";
import { tellReservation } from "./books/told.ts";
import { Violation } from "./referee/played.ts";
import { createReferee, type Referee } from "./referee/referee.ts";
import { createPlayer } from "./stage/player.ts";
import { readBack } from "./stage/readBack.ts";
import { openShop, type Shop } from "./stage/shop.ts";
import type { World } from "./stage/world.ts";
import type { Round } from "./steps/step.ts";
import type { Tally } from "./tally.ts";

/** A story that did not end well. */
export interface Failure {
  readonly message: string;
  /** The rounds that were played, the last one being that in which it was noticed. */
  readonly rounds: readonly Round[];
}

/**
 * Plays a story in a new shop, and audits the books after every crash and at the end.
 *
 * @returns what went wrong; undefined when nothing did
 */
export async function playStory(
  world: World,
  rounds: readonly Round[],
  { tally, onRound }: { readonly tally: Tally; readonly onRound: () => void },
): Promise<Failure | undefined> {
  const played: Round[] = [];
  try {
    await world.repair();
    const shop = await openShop(world);
    const { now: openedAt, entries } = await readBack(world.operator, shop.tenantId, 0, []);
    const referee = createReferee(entries.at(-1)?.seq ?? 0, openedAt);
    const onSend = (command: Command): void => referee.expect(command);
    const player = createPlayer({ world, shop, openedAt, onSend });
    for (const round of rounds) {
      played.push(round);
      const what = await player.play(round, referee.seq);
      referee.judge(what);
      tally.add(round, what);
      if (round.some(isCrash)) await audit(world, shop);
      onRound();
    }
    await world.settle();
    await checkReservations(shop, world, referee);
    await audit(world, shop);
    return undefined;
  } catch (error) {
    return { message: messageOf(error, played.at(-1)), rounds: played };
  }
}

function isCrash({ kind }: Round[number]): boolean {
  return kind === "crashDatabase" || kind === "restartServer";
}

/** Every reservation that is listed is as the model has it, and none is missing. */
async function checkReservations(shop: Shop, world: World, referee: Referee): Promise<void> {
  const { now: from, books } = referee;
  const listed = await shop.listAll(1);
  const back = await readBack(world.operator, shop.tenantId, referee.seq, []);
  if (listed.length !== books.reservations.size) {
    throw new Violation(`${listed.length} reservations are listed, not ${books.reservations.size}`);
  }
  for (const found of listed) {
    const reservation = books.reservations.get(found.id);
    const ends = Math.min(Math.max(reservation?.expiresAt ?? from, from), back.now);
    const expected = [from, ends, back.now].map((moment) =>
      JSON.stringify(reservation === undefined ? null : tellReservation(reservation, moment)),
    );
    if (expected.includes(JSON.stringify(found))) continue;
    throw new Violation(`listed is ${JSON.stringify(found)}, not ${expected.join(" or ")}`);
  }
  // Holds may have been taken back meanwhile: that changes nothing that is told.
  const nothing = { commands: [], questions: [], closing: [], touches: [], mayHaveRerun: false };
  referee.judge({ ...nothing, back });
}

async function audit({ url }: World, { code }: Shop): Promise<void> {
  const { differences } = await verify({ url, tenant: code });
  if (differences.length === 0) return;
  throw new Violation(`verify finds ${JSON.stringify(differences.slice(0, 3), null, 1)}`);
}

function messageOf(error: unknown, round: Round | undefined): string {
  const said = Error.isError(error)
    ? error.name === "Violation"
      ? error.message
      : error.stack
    : "";
  return `${said || String(error)}\n  in the round ${JSON.stringify(round)}`;
}
