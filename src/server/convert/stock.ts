import type { MessageInitShape } from "@bufbuild/protobuf";
import type { AvailabilitySchema, EntrySchema, Money, StockSchema } from "@holdfast/client";
import { atLeastZero, claims } from "../../core/balances.ts";
import type { Cost, StockRow } from "../../core/stock.ts";
import type { Answer, AvailabilityAnswer, EntryStamp } from "../../store/answer.ts";
import { timestampToProto } from "./time.ts";

interface Movement {
  readonly entry?: MessageInitShape<typeof EntrySchema>;
  readonly stock: MessageInitShape<typeof StockSchema>[];
}

/** What a receipt, an adjustment or a change of condition answers. A dry run has no entry, and rows that it would make have no id. */
export function movementToProto(answer: Answer): Movement {
  const isDry = answer.entry === null;
  return {
    ...(answer.entry === null ? {} : { entry: entryToProto(answer.entry) }),
    stock: answer.stock.map((row) => stockToProto(row, isDry && row.version <= 1)),
  };
}

/** How much there is, as it is told. */
export function availabilityToProto(
  answer: AvailabilityAnswer,
): MessageInitShape<typeof AvailabilitySchema> {
  return {
    sku: answer.sku,
    location: answer.location ?? "",
    supplier: answer.supplier ?? "",
    ...answer.availability,
    ...(answer.asOf !== null && { asOfTime: timestampToProto(answer.asOf) }),
  };
}

/** An amount of money as it is told, or nothing for none. */
export function costToProto(
  cost: Cost | null,
): { currencyCode: string; amount: string } | undefined {
  return cost === null ? undefined : { currencyCode: cost.currency, amount: cost.amount };
}

/** An amount of money as it was sent, or null for none. */
export function costFromProto(money: Money | undefined): Cost | null {
  return money === undefined ? null : { amount: money.amount, currency: money.currencyCode };
}

/** An entry of the journal, as it is told. */
export function entryToProto(entry: EntryStamp): MessageInitShape<typeof EntrySchema> {
  return {
    id: entry.id,
    seq: entry.seq,
    recordTime: timestampToProto(entry.recordedAt),
    occurredTime: timestampToProto(entry.occurredAt),
  };
}

/** A stock row, as it is told. @param isNew a dry run would make it: it has no id */
export function stockToProto(row: StockRow, isNew = false): MessageInitShape<typeof StockSchema> {
  return {
    id: isNew ? "" : row.id,
    sku: row.item.sku,
    location: row.location.code,
    lot: row.lot?.number ?? "",
    ...row.balances,
    shortfall: atLeastZero(claims(row.balances) - row.balances.onHand),
    version: BigInt(row.version),
    supplier: row.lot?.supplier ?? "",
    expireTime: timestampToProto(row.lot?.expiresAt ?? null),
    recallTime: timestampToProto(row.lot?.barredAt ?? null),
  };
}
