import { CommandRejected } from "../../store/errors.ts";
import {
  findWaitingEvents,
  type InboxEntry,
  type InboxVerdict,
  settleWmsEvents,
  storeWmsEvents,
} from "../../store/wms/inbox.ts";
import { wantWmsRounds } from "../../store/wms/leases.ts";
import type { WmsEvent } from "../port.ts";
import { deadline, eventCommand } from "./commands.ts";
import { type Places, readPlaces, type SyncContext } from "./context.ts";
import { eventOf, storedEvent } from "./storedEvent.ts";

/** Events that are applied in one round. */
const EVENTS_AT_ONCE = 500;

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

/** Applies stored events, oldest first. One that cannot be applied is parked with its reason. @returns how many were looked at */
export async function applyEvents(context: SyncContext): Promise<number> {
  const { pool, account } = context;
  const waiting = await findWaitingEvents(pool, account.id, EVENTS_AT_ONCE);
  if (waiting.length === 0) return 0;
  const places = await readPlaces(context);
  const verdicts = await Promise.all(waiting.map((entry) => applyOne(context, places, entry)));
  await settleWmsEvents(pool, account.id, verdicts);
  return waiting.length;
}

async function applyOne(
  context: SyncContext,
  places: Places,
  entry: InboxEntry,
): Promise<InboxVerdict> {
  const { eventId } = entry;
  const parked = (reason: string): InboxVerdict => ({ eventId, state: "parked", reason });
  const event = eventOf(entry.body);
  if (event === undefined) return parked("the stored event cannot be read");
  if (event.kind === "order") {
    await wantWmsRounds(context.pool, context.account.id, ["ask"]);
    return { eventId, state: "applied", reason: "" };
  }
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
    return { eventId, state: "waiting", reason };
  }
}
