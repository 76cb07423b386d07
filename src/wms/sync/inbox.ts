import { CommandRejected } from "../../store/errors.ts";
import {
  findWaitingEvents,
  type InboxEntry,
  type InboxVerdict,
  settleWmsEvents,
  storeWmsEvents,
} from "../../store/wms/inbox.ts";
import { wantWmsRounds } from "../../store/wms/leases.ts";
import type { WmsEvent, WmsStockEvent } from "../port.ts";
import { deadline, eventCommand } from "./commands.ts";
import { type Places, readPlaces, type SyncContext } from "./context.ts";
import { eventOf, storedEvent } from "./storedEvent.ts";

/** Events that are applied in one round. */
const EVENTS_AT_ONCE = 500;

/** An event that failed so often, for whatever reason, makes way for others. */
const TRIES_MAX = 20;

/** Pages of events that one round of polling reads at most. */
const PAGES_MAX = 20;

/** Stores events, each once. Nothing is applied yet: whoever sent them can be told that they arrived. */
export async function receiveEvents(
  { pool, account }: Pick<SyncContext, "pool" | "account">,
  events: readonly WmsEvent[],
): Promise<number> {
  const bodies = events.map((event) => ({ id: event.id, body: storedEvent(event) }));
  return await storeWmsEvents(pool, account.id, bodies);
}

/** Reads what happened since the cursor and stores it. @returns where to go on, and how many were new */
export async function pollEvents(
  context: SyncContext,
  cursor: string | null,
  signal: AbortSignal,
): Promise<{ readonly cursor: string | null; readonly events: number }> {
  let [at, events] = [cursor, 0];
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page = await context.client.eventsSince(at, signal);
    events += await receiveEvents(context, page.events);
    at = page.next;
    if (!page.more) break;
  }
  return { cursor: at, events };
}

/** Applies stored events, oldest first. One that cannot be applied is parked with its reason. @returns how many were dealt with */
export async function applyEvents(context: SyncContext): Promise<number> {
  const { pool, account } = context;
  const waiting = await findWaitingEvents(pool, account.id, EVENTS_AT_ONCE);
  if (waiting.length === 0) return 0;
  const places = await readPlaces(context);
  const applied = await Promise.all(waiting.map((entry) => applyOne(context, places, entry)));
  if (applied.some(({ isHint }) => isHint)) await wantWmsRounds(pool, account.id, ["ask"]);
  const verdicts = applied.map(({ verdict }) => verdict);
  await settleWmsEvents(pool, account.id, verdicts);
  return verdicts.filter(({ state }) => state !== "waiting").length;
}

interface Applied {
  readonly verdict: InboxVerdict;
  /** An order is worth asking about. */
  readonly isHint: boolean;
}

async function applyOne(context: SyncContext, places: Places, entry: InboxEntry): Promise<Applied> {
  const event = eventOf(entry.body);
  const told = { eventId: entry.eventId, reason: "" };
  if (event?.kind === "order") return { verdict: { ...told, state: "applied" }, isHint: true };
  const verdict = await applyStock(context, places, entry, event);
  return { verdict, isHint: false };
}

async function applyStock(
  context: SyncContext,
  places: Places,
  { eventId, tries }: InboxEntry,
  event: WmsStockEvent | undefined,
): Promise<InboxVerdict> {
  const parked = (reason: string): InboxVerdict => ({ eventId, state: "parked", reason });
  if (event === undefined) return parked("the stored event cannot be read");
  const place = places.find(event);
  if (place === undefined) {
    return parked(
      `no location is linked to warehouse "${event.warehouse}", owner "${event.owner}"`,
    );
  }
  try {
    const command = eventCommand(context.account, place, event);
    await context.booksOf(place.tenantId).submit(command, deadline());
    return { eventId, state: "applied", reason: "" };
  } catch (error) {
    if (error instanceof CommandRejected) return parked(error.rejection.message);
    const reason = Error.isError(error) ? error.message : String(error);
    return tries + 1 < TRIES_MAX ? { eventId, state: "waiting", reason } : parked(reason);
  }
}
