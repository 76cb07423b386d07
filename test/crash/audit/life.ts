import type { Asked, Parts } from "../load/told.ts";
import type { Entry, Posting } from "./books.ts";
import {
  giveBack,
  gone,
  Impossible,
  isHeld,
  type Moment,
  move,
  NOTHING,
  ship,
  sold,
  sumOf,
} from "./parts.ts";

/** An entry about an order, what it posted, and what the caller had asked for; nobody asks for an expiry. */
export interface Step {
  readonly entry: Entry;
  readonly postings: readonly Posting[];
  readonly asked: Asked | undefined;
}

/**
 * What an order must be after an entry, by what the caller asked for and by the rules that callers are told; where
 * the service was free to choose (which location serves), by where it posted.
 *
 * @param before undefined when the order is new
 * @throws Impossible when no such entry can follow
 */
export function nextMoment(before: Moment | undefined, step: Step): Moment {
  const { entry, asked } = step;
  if (before === undefined) return begin(step);
  if (entry.kind === "expire") return lapse(before, entry);
  switch (asked?.method) {
    case "commit":
      return isHeld(before, entry) ? sell(before, step, asked) : sellAgain(before, step, asked);
    case "release":
      return release(before, entry, asked);
    case "extend":
      if (!isHeld(before, entry)) throw new Impossible("what is not held was extended");
      return {
        ...before,
        expiresAt: Math.max(before.expiresAt ?? 0, entry.recordedAt + asked.ttlMs),
      };
    case "fulfil":
      return move(before, asked.lines, ({ committed }) => committed, ship);
    default:
      throw new Impossible(`${asked?.method ?? "nobody's request"} changed an order`);
  }
}

/** The order as it is seen once its holds are overdue, swept or not. */
export function overdue(moment: Moment): Moment {
  const lines = new Map<string, Parts>();
  for (const [sku, parts] of moment.lines) {
    lines.set(sku, { ...parts, held: 0, expired: parts.expired + parts.held });
  }
  return { ...moment, lines, expiredAt: moment.expiresAt };
}

function begin({ entry, asked, postings }: Step): Moment {
  if (asked?.method !== "reserve" && asked?.method !== "sell") {
    throw new Impossible("an order was changed that nobody had made");
  }
  const lines = new Map<string, Parts>();
  for (const { sku, units, location } of asked.lines) {
    const served = postings.filter((posting) => posting.sku === sku);
    if (location !== "" && served.some((posting) => posting.location !== location)) {
      throw new Impossible(`${sku} was asked for at ${location} and served from elsewhere`);
    }
    const parts =
      asked.method === "sell"
        ? sold(NOTHING, units, gone(postings, sku))
        : { ...NOTHING, held: units };
    lines.set(sku, parts);
  }
  return {
    expiresAt: asked.method === "sell" ? null : entry.recordedAt + asked.ttlMs,
    releasedAt: null,
    expiredAt: null,
    lines,
    quantities: new Map(asked.lines.map(({ sku, units }) => [sku, units])),
  };
}

function lapse(before: Moment, entry: Entry): Moment {
  const { expiresAt } = before;
  const isDue = expiresAt !== null && expiresAt <= entry.recordedAt;
  if (sumOf(before, "held") === 0 || !isDue) throw new Impossible("what is not overdue expired");
  if (entry.occurredAt !== expiresAt) throw new Impossible("a hold expired at another time");
  return overdue(before);
}

type Commit = Extract<Asked, { method: "commit" }>;

function sell(before: Moment, { entry, postings }: Step, asked: Commit): Moment {
  const held = (parts: Parts): number => parts.held;
  const after = move(before, asked.lines, held, (parts, units, sku) => ({
    ...sold(parts, units, gone(postings, sku)),
    held: parts.held - units,
  }));
  if (asked.keepsRest || sumOf(after, "held") === 0) return after;
  return { ...move(after, [], held, giveBack), releasedAt: entry.recordedAt };
}

/** Sells units that had expired, if none was given back since. */
function sellAgain(before: Moment, { postings }: Step, asked: Commit): Moment {
  const { expiredAt, releasedAt, quantities } = before;
  if (!asked.reacquires || sumOf(before, "held") > 0 || expiredAt === null) {
    throw new Impossible("what is not held was committed");
  }
  if (releasedAt !== null && releasedAt >= expiredAt) {
    throw new Impossible("what was given back was committed");
  }
  const lapsed = ({ committed, fulfilled, released }: Parts, sku: string): number =>
    (quantities.get(sku) ?? 0) - committed - fulfilled - released;
  return move(before, asked.lines, lapsed, (parts, units, sku) =>
    sold(parts, units, gone(postings, sku)),
  );
}

type Release = Extract<Asked, { method: "release" }>;

function release(before: Moment, entry: Entry, asked: Release): Moment {
  const isLate = sumOf(before, "held") > 0 && !isHeld(before, entry);
  if (isLate) throw new Impossible("what was overdue was given back");
  const open = ({ held, committed }: Parts): number => held + (asked.commitsToo ? committed : 0);
  const after = move(before, asked.lines, open, (parts, units) => {
    const held = Math.min(units, parts.held);
    const committed = parts.committed - (units - held);
    return { ...giveBack(parts, held), committed, released: parts.released + units };
  });
  return { ...after, releasedAt: entry.recordedAt };
}
