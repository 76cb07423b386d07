import {
  type CloseCountRequest,
  ExchangeService,
  InventoryService,
  type ReserveRequest,
  StockService,
  WmsService,
} from "@holdfast/client";
import { CATALOG_METHODS } from "./catalog/methods.ts";
import { exportPage } from "./exchange/exportPage.ts";
import { importChunk } from "./exchange/importChunk.ts";
import { adjust } from "./inventory/adjust.ts";
import { commit } from "./inventory/commit.ts";
import { extend } from "./inventory/extend.ts";
import { fulfil } from "./inventory/fulfil.ts";
import { getAvailability } from "./inventory/getAvailability.ts";
import { getReservation } from "./inventory/getReservation.ts";
import { listReservations } from "./inventory/listReservations.ts";
import { receive } from "./inventory/receive.ts";
import { release } from "./inventory/release.ts";
import { reserve } from "./inventory/reserve.ts";
import { sell } from "./inventory/sell.ts";
import { ADMIN, type Method, mutation, query } from "./method.ts";
import { cancelTransfer } from "./stock/cancelTransfer.ts";
import { cancelCount } from "./stock/cancelCount.ts";
import { changeCondition } from "./stock/changeCondition.ts";
import { closeCount } from "./stock/closeCount.ts";
import { getCount } from "./stock/getCount.ts";
import { listCountLines } from "./stock/listCountLines.ts";
import { listCounts } from "./stock/listCounts.ts";
import { openCount } from "./stock/openCount.ts";
import { recordCount } from "./stock/recordCount.ts";
import { createTransfer } from "./stock/createTransfer.ts";
import { explainReservation } from "./stock/explainReservation.ts";
import { getStockAsOf } from "./stock/getStockAsOf.ts";
import { getStockCard } from "./stock/getStockCard.ts";
import { getTransfer } from "./stock/getTransfer.ts";
import { liftRecall } from "./stock/liftRecall.ts";
import { listExpiring } from "./stock/listExpiring.ts";
import { listMovements } from "./stock/listMovements.ts";
import { listRecall } from "./stock/listRecall.ts";
import { listStock } from "./stock/listStock.ts";
import { listSupplierSales } from "./stock/listSupplierSales.ts";
import { listTransfers } from "./stock/listTransfers.ts";
import { recallLot } from "./stock/recallLot.ts";
import { receiveTransfer } from "./stock/receiveTransfer.ts";
import { returnUnits } from "./stock/return.ts";
import { setStock } from "./stock/setStock.ts";
import { shipTransfer } from "./stock/shipTransfer.ts";
import { checkLotExpiry, checkTtl } from "./validate/rules.ts";
import { getSyncStatus } from "./wms/getSyncStatus.ts";
import { listDrift } from "./wms/listDrift.ts";
import { listInbox } from "./wms/listInbox.ts";
import { replayInbox } from "./wms/replayInbox.ts";
import { resolveDrift } from "./wms/resolveDrift.ts";
import { syncNow } from "./wms/syncNow.ts";
import { unparkOrder } from "./wms/unparkOrder.ts";

const inventory = InventoryService.method;
const stock = StockService.method;
const wms = WmsService.method;
const exchange = ExchangeService.method;

export type { Method } from "./method.ts";

/** Every method of both doors, who may call it, and what answers it. */
export const METHODS: readonly Method[] = [
  mutation(inventory.reserve, reserve, { check: checkTtl, adminPart: holdWithoutExpiry }),
  mutation(inventory.commit, commit),
  mutation(inventory.release, release),
  mutation(inventory.extend, extend, { check: checkTtl }),
  mutation(inventory.fulfil, fulfil),
  mutation(inventory.sell, sell),
  mutation(inventory.receive, receive, { check: checkLotExpiry }),
  mutation(inventory.adjust, adjust),
  query(inventory.getAvailability, getAvailability),
  query(inventory.getReservation, getReservation),
  query(inventory.listReservations, listReservations),
  mutation(stock.changeCondition, changeCondition),
  mutation(stock.setStock, setStock),
  query(stock.listStock, listStock),
  query(stock.listExpiring, listExpiring),
  mutation(stock.recallLot, recallLot),
  mutation(stock.liftRecall, liftRecall, { roles: ADMIN }),
  query(stock.listRecall, listRecall),
  query(stock.listSupplierSales, listSupplierSales),
  mutation(stock.return, returnUnits),
  mutation(stock.createTransfer, createTransfer),
  mutation(stock.shipTransfer, shipTransfer),
  mutation(stock.receiveTransfer, receiveTransfer),
  mutation(stock.cancelTransfer, cancelTransfer),
  query(stock.getTransfer, getTransfer),
  query(stock.listTransfers, listTransfers),
  query(stock.listMovements, listMovements),
  query(stock.getStockAsOf, getStockAsOf),
  query(stock.getStockCard, getStockCard),
  query(stock.explainReservation, explainReservation),
  mutation(stock.openCount, openCount),
  mutation(stock.recordCount, recordCount),
  mutation(stock.closeCount, closeCount, { adminPart: approveCount }),
  mutation(stock.cancelCount, cancelCount),
  query(stock.getCount, getCount),
  query(stock.listCounts, listCounts),
  query(stock.listCountLines, listCountLines),
  ...CATALOG_METHODS,
  mutation(exchange.import, importChunk, { roles: ADMIN }),
  query(exchange.export, exportPage),
  query(wms.getSyncStatus, getSyncStatus),
  mutation(wms.syncNow, syncNow, { roles: ADMIN }),
  query(wms.listDrift, listDrift),
  mutation(wms.resolveDrift, resolveDrift, { roles: ADMIN }),
  query(wms.listInbox, listInbox),
  mutation(wms.replayInbox, replayInbox, { roles: ADMIN }),
  mutation(wms.unparkOrder, unparkOrder, { roles: ADMIN }),
];

/** The services that the methods belong to. */
export const SERVICES = [...new Set(METHODS.map(({ desc }) => desc.parent))];

/** The path that a method is called by, such as `/holdfast.inventory.v1.InventoryService/Reserve`. */
export function pathOf({ desc }: Method): string {
  return `/${desc.parent.typeName}/${desc.name}`;
}

function holdWithoutExpiry(request: ReserveRequest): string | undefined {
  return request.noExpiry ? "a hold without expiry" : undefined;
}

function approveCount(request: CloseCountRequest): string | undefined {
  return request.approve ? "the approval of a count" : undefined;
}
