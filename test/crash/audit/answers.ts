import type { Answer, Asked, Movement, Order, Told } from "../load/told.ts";
import type { Entry } from "./books.ts";
import type { Journal } from "./journal.ts";
import type { Life } from "./orders.ts";
import { balanceAfter, balanceInWords, sightsOf, wordsOf } from "./seen.ts";

/** Why a service may refuse what the callers here ask. Any other reason is a mistake of its own. */
const REFUSALS = new Set([
  "INSUFFICIENT_STOCK",
  "RESERVATION_EXPIRED",
  "RESERVATION_CLOSED",
  "INVALID_MOVEMENT",
]);

/** Every answer is in the books once and tells what is there, and no refused request is in them. */
export function auditAnswers(journal: Journal, lives: ReadonlyMap<string, Life>): string[] {
  const balances = balancesLeft(journal);
  const contradiction = (answer: Answer, asked: Asked, entry: Entry): string | undefined => {
    switch (answer.of) {
      case "order":
        return contradictedByLife(answer.order, entry, lives.get(answer.order.reservationId));
      case "movement":
        return contradictedByPostings(answer.movement, entry, balances);
      default:
        return answer.name === nameIn(asked) ? undefined : `was answered with ${answer.name}`;
    }
  };
  return journal.told.flatMap((told) => {
    const entries = journal.entriesOf(told.asked);
    const [entry] = entries;
    const answers = entry === undefined ? [] : told.heard;
    const wrong =
      wrongOutcome(told, entries.length) ??
      wrongReplay(told) ??
      answers
        .map(({ answer }) => entry && contradiction(answer, told.asked, entry))
        .find((found) => found !== undefined);
    return wrong === undefined ? [] : [`${told.asked.method} ${told.asked.requestId} ${wrong}`];
  });
}

function wrongOutcome({ heard, refusal, end }: Told, entries: number): string | undefined {
  if (entries > 1) return `is in the books ${entries} times`;
  if (heard.length > 0 && entries === 0) return "was answered and is not in the books";
  if (refusal !== undefined && entries > 0) return `was refused (${refusal}) and is in the books`;
  if (refusal !== undefined && !REFUSALS.has(refusal)) return `was refused with ${refusal}`;
  return end === "never answered" ? "was never answered" : undefined;
}

/** Only who asks again is told that he does. */
function wrongReplay({ heard: [first, ...repeats], attempts }: Told): string | undefined {
  if (attempts === 1 && first?.isReplay) return "was called a replay although it was asked once";
  if (repeats.some(({ isReplay }) => !isReplay)) return "was repeated and not called a replay";
  return undefined;
}

/** An answer tells the order as it was after its entry, or later: a repeat is told how it stands then. */
function contradictedByLife(
  order: Order,
  entry: Entry,
  life: Life = new Map(),
): string | undefined {
  if (order.reservationId !== entry.reservationId) {
    return `was answered with order ${order.reservationId}, and is in the books as ${entry.reservationId}`;
  }
  const told = wordsOf(order);
  const after = [...life].filter(([seq]) => seq >= entry.seq);
  if (after.some(([, moment]) => sightsOf(moment).includes(told))) return undefined;
  const [first] = after.flatMap(([, moment]) => sightsOf(moment));
  return `was answered "${told}", and the books never said so; they said "${first}"`;
}

/** Balances that postings left, with the numbers of these. */
type BalancesLeft = ReadonlyMap<string, readonly number[]>;

function balancesLeft({ books }: Journal): BalancesLeft {
  const left = Map.groupBy(books.postings, (posting) => balanceInWords(balanceAfter(posting)));
  return new Map([...left].map(([words, postings]) => [words, postings.map(({ seq }) => seq)]));
}

function contradictedByPostings(
  movement: Movement,
  entry: Entry,
  left: BalancesLeft,
): string | undefined {
  const { entryId, seq, recordedAt, stock } = movement;
  if (entryId !== entry.id || seq !== entry.seq || recordedAt !== entry.recordedAt) {
    return `was answered with entry ${seq} (${entryId}), and is in the books as ${entry.seq} (${entry.id})`;
  }
  if (stock.length === 0) return "was answered with no stock";
  for (const balance of stock) {
    const words = balanceInWords(balance);
    if (left.get(words)?.some((posted) => posted >= seq)) continue;
    return `was answered "${words}", and the books never said so`;
  }
  return undefined;
}

function nameIn(asked: Asked): string | undefined {
  if (asked.method === "createItem") return asked.sku;
  return asked.method === "createLocation" ? asked.code : undefined;
}
