import { fromBinary } from "@bufbuild/protobuf";
import { GetAvailabilityResponseSchema, type InventoryService } from "@holdfast/client";

import { type Channel, openChannel } from "./grpc/channel.ts";
import type { Head } from "./grpc/headers.ts";
import {
  availabilityRequest,
  headOf,
  lineField,
  requestIdField,
  reservationIdField,
  reservationIdOf,
} from "./messages.ts";
import { type LoadOrder, skuOf, type Work } from "./order.ts";
import type { CallOnce } from "./pace.ts";
import { STALE } from "./tally.ts";

/** Connections that callers share, in all. */
export const CONNECTIONS = 8;

/** Somebody who makes calls, until closed. */
export interface Caller {
  readonly callOnce: CallOnce;
  close(): void;
}

/**
 * Makes calls over gRPC with as little as that takes: header blocks and fields that are encoded once, answers of which
 * only the status is read, and the message where the next call needs it.
 */
export function createLeanCaller(order: LoadOrder, random: () => number): Caller {
  const channels = Array.from({ length: CONNECTIONS }, (_, index) =>
    openChannel(order.ports[index % order.ports.length] ?? 0),
  );
  return {
    callOnce: callsOf(order.work, waysOf(order, channels), random),
    close: () => {
      for (const channel of channels) channel.close();
    },
  };
}

/** A caller's way to the service. */
interface Way {
  readonly channel: Channel;
  readonly heads: Readonly<Record<Method, Head>>;
}

type Method = keyof typeof InventoryService.method & ("reserve" | "commit" | "getAvailability");

function waysOf(order: LoadOrder, channels: readonly Channel[]): (caller: number) => Way {
  const heads = order.keys.map((key) => ({
    reserve: headOf("reserve", key),
    commit: headOf("commit", key),
    getAvailability: headOf("getAvailability", key),
  }));
  const ways: Way[] = [];
  return (caller) => {
    const known = ways[caller];
    if (known !== undefined) return known;
    const channel = channels[caller % channels.length];
    const ownHeads = heads[caller % heads.length];
    if (channel === undefined || ownHeads === undefined) throw new Error("an order without keys");
    return (ways[caller] = { channel, heads: ownHeads });
  };
}

type Ways = (caller: number) => Way;

function callsOf(work: Work, ways: Ways, random: () => number): CallOnce {
  switch (work.kind) {
    case "reserve":
      return reserving(work, ways, random);
    case "cycle":
      return cycling(ways);
    case "read":
      return reading(ways);
    case "check":
      return checking(ways);
    default:
      return work satisfies never;
  }
}

function reserving(
  work: { readonly skus: number; readonly lines: number },
  ways: Ways,
  random: () => number,
): CallOnce {
  const fields = Array.from({ length: work.skus }, (_, index) => lineField(skuOf(index)));
  const chosen = (): Uint8Array[] => {
    const lines = new Set<Uint8Array>();
    while (lines.size < work.lines) {
      const field = fields[Math.floor(random() * fields.length)];
      if (field !== undefined) lines.add(field);
    }
    return [...lines];
  };
  return (caller, ended) => {
    const { channel, heads } = ways(caller);
    channel.call(heads.reserve, [requestIdField(), ...chosen()], ended);
  };
}

function cycling(ways: Ways): CallOnce {
  const line = lineField(skuOf(0));
  return (caller, ended) => {
    const { channel, heads } = ways(caller);
    channel.call(heads.reserve, [requestIdField(), line], (status, message) => {
      if (status !== 0) return ended(status);
      const reservationId = reservationIdField(reservationIdOf(message));
      channel.call(heads.commit, [requestIdField(), reservationId], ended);
    });
  };
}

function reading(ways: Ways): CallOnce {
  const request = [availabilityRequest(skuOf(0))];
  return (caller, ended) => {
    const { channel, heads } = ways(caller);
    channel.call(heads.getAvailability, request, ended);
  };
}

/** Each caller is alone with its SKU, so it knows what must be held. The first SKU is left to the readers. */
function checking(ways: Ways): CallOnce {
  const held: bigint[] = [];
  return (caller, ended) => {
    const { channel, heads } = ways(caller);
    const sku = skuOf(1 + caller);
    channel.call(heads.reserve, [requestIdField(), lineField(sku)], (status) => {
      if (status !== 0) return ended(status);
      held[caller] = (held[caller] ?? 0n) + 1n;
      channel.call(heads.getAvailability, [availabilityRequest(sku)], (readStatus, message) => {
        if (readStatus !== 0) return ended(readStatus);
        const [answer] = fromBinary(GetAvailabilityResponseSchema, message).availability;
        ended(answer?.held === held[caller] ? 0 : STALE);
      });
    });
  };
}
