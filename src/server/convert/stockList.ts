import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  Condition,
  type ExpiringStockSchema,
  type ListStockRequest,
  type SupplierSalesSchema,
} from "@holdfast/client";
import { hasPassed, type Instant } from "../../core/instant.ts";
import { fieldViolation } from "../../core/rejection.ts";
import type { StockRow } from "../../core/stock.ts";
import { CommandRejected } from "../../store/errors.ts";
import type { ExpiringQuery, StockQuery, SupplierSales } from "../../store/stockReads.ts";
import { conditionFromProto } from "./condition.ts";
import { stockToProto } from "./stock.ts";

const ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const EXPIRING_KEY = new RegExp(`^(\\d{1,15})/(${ID})$`);
const SALES_KEY = new RegExp(`^${ID}/${ID}$`);

/** What a ListStock asks for, but for its page. */
export function stockFilter(request: ListStockRequest): Omit<StockQuery, "afterId" | "limit"> {
  const { condition, hasShortfall, isRecalled, showEmpty } = request;
  const isAny = condition === Condition.UNSPECIFIED;
  return {
    sku: request.sku || null,
    location: request.location || null,
    lot: request.lot || null,
    supplier: request.supplier || null,
    condition: isAny ? null : (conditionFromProto(condition) ?? "available"),
    hasShortfall,
    isRecalled,
    showEmpty,
  };
}

/** Names stock that expires, and sorts it. */
export function keyOfExpiring({ id, lot }: StockRow): string {
  return `${lot?.expiresAt ?? 0}/${id}`;
}

/** Where a page of what expires begins. @throws CommandRejected for a key that was made by nobody */
export function expiringKey(key: string | null): ExpiringQuery["after"] {
  if (key === null) return null;
  const [, expiresAt, stockId] = EXPIRING_KEY.exec(key) ?? [];
  if (expiresAt === undefined || stockId === undefined) throw badToken();
  return { expiresAt: Number(expiresAt), stockId };
}

/** Where a page of sales begins. @throws CommandRejected for a key that was made by nobody */
export function salesKey(key: string | null): string | null {
  if (key !== null && !SALES_KEY.test(key)) throw badToken();
  return key;
}

/** Stock that expires, as it is told at a moment. */
export function expiringToProto(
  row: StockRow,
  now: Instant,
): MessageInitShape<typeof ExpiringStockSchema> {
  return { stock: stockToProto(row), expired: hasPassed(row.lot?.expiresAt ?? null, now) };
}

/** What was sold of one item at one location, as it is told. */
export function salesToProto(sales: SupplierSales): MessageInitShape<typeof SupplierSalesSchema> {
  const { sku, location, sold, cancelled, returned } = sales;
  return { sku, location, sold, cancelled, returned };
}

function badToken(): CommandRejected {
  const message = "page_token: was not made by this list; start again without one";
  return new CommandRejected(fieldViolation("page_token", message));
}
