import type { Pool } from "pg";

import { fieldViolation } from "../../core/rejection.ts";
import { CommandRejected } from "../../store/errors.ts";
import type { InboxEntry, InboxState } from "../../store/wms/inbox.ts";
import { type InboxKey, listWmsEvents } from "../../store/wms/tenantInbox.ts";
import type { WmsEvent } from "../port.ts";
import { Places } from "../sync/context.ts";
import { eventOf } from "../sync/storedEvent.ts";
import type { Served } from "./accounts.ts";

/** A stored event with what it says, and the location that it is about. */
export interface SeenEvent extends InboxEntry {
  readonly location: string;
  /** Undefined: it cannot be read. */
  readonly event: WmsEvent | undefined;
  /** What the next page goes on after. */
  readonly key: string;
}

/** Which events to list. */
export interface EventQuery {
  readonly account: string;
  /** Null: any. */
  readonly state: InboxState | null;
  /** The key that the page before ended with, or null. */
  readonly after: string | null;
  readonly limit: number;
}

/** Events of a tenant's places, oldest first. @throws CommandRejected for a key that is none */
export async function seeEvents(
  pool: Pool,
  { account, places }: Served,
  { state, after, limit }: EventQuery,
): Promise<SeenEvent[]> {
  const page = { after: keyFrom(after ?? FIRST), limit };
  const listed = await listWmsEvents(pool, account.id, places, state, page);
  const byName = new Places(places);
  return listed.map(({ key, ...entry }) => {
    // It was found by them.
    const place = byName.find(entry.body as { warehouse: string; owner: string });
    const text = `${key.receivedAt} ${key.idHash}`;
    const location = place?.location ?? "";
    return { ...entry, location, event: eventOf(entry.body), key: text };
  });
}

/** Before every event. */
const FIRST = "0 00000000-0000-0000-0000-000000000000";

const KEY = /^(\d{1,15}) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

function keyFrom(text: string): InboxKey {
  const [, receivedAt, idHash] = KEY.exec(text) ?? [];
  if (receivedAt !== undefined && idHash !== undefined) {
    return { receivedAt: Number(receivedAt), idHash };
  }
  const message = "page_token: was not made by this list; start again without one";
  throw new CommandRejected(fieldViolation("page_token", message));
}
