/**
 * Everything that a caller of Holdfast needs: the client, its types, and what to make of its errors.
 *
 * @module
 */
export { Code, ConnectError } from "@connectrpc/connect";
export {
  isReplay,
  type Reason,
  reasonOf,
  retryDelayOf,
  shortagesOf,
  violationsOf,
} from "./errors.ts";
export { createHoldfast, type Holdfast, type HoldfastOptions } from "./holdfast.ts";
export type { RetryOptions } from "./retrying.ts";
export * from "./gen/holdfast/inventory/v1/bundle_pb.ts";
export * from "./gen/holdfast/inventory/v1/catalog_bulk_pb.ts";
export * from "./gen/holdfast/inventory/v1/catalog_service_pb.ts";
export * from "./gen/holdfast/inventory/v1/count_pb.ts";
export * from "./gen/holdfast/inventory/v1/errors_pb.ts";
export * from "./gen/holdfast/inventory/v1/exchange_service_pb.ts";
export * from "./gen/holdfast/inventory/v1/explanation_pb.ts";
export * from "./gen/holdfast/inventory/v1/history_pb.ts";
export * from "./gen/holdfast/inventory/v1/inventory_service_pb.ts";
export * from "./gen/holdfast/inventory/v1/item_pb.ts";
export * from "./gen/holdfast/inventory/v1/location_pb.ts";
export * from "./gen/holdfast/inventory/v1/lot_pb.ts";
export * from "./gen/holdfast/inventory/v1/reservation_pb.ts";
export * from "./gen/holdfast/inventory/v1/safety_stock_pb.ts";
export * from "./gen/holdfast/inventory/v1/reason_pb.ts";
export * from "./gen/holdfast/inventory/v1/recall_pb.ts";
export * from "./gen/holdfast/inventory/v1/set_stock_pb.ts";
export * from "./gen/holdfast/inventory/v1/stock_list_pb.ts";
export * from "./gen/holdfast/inventory/v1/return_pb.ts";
export * from "./gen/holdfast/inventory/v1/stock_pb.ts";
export * from "./gen/holdfast/inventory/v1/stock_service_pb.ts";
export * from "./gen/holdfast/inventory/v1/tenant_pb.ts";
export * from "./gen/holdfast/inventory/v1/transfer_pb.ts";
export * from "./gen/holdfast/inventory/v1/wms_service_pb.ts";
export { Code as RpcCode } from "./gen/google/rpc/code_pb.ts";
export {
  BadRequestSchema,
  ErrorInfoSchema,
  RetryInfoSchema,
  type BadRequest,
  type BadRequest_FieldViolation,
  type ErrorInfo,
  type RetryInfo,
} from "./gen/google/rpc/error_details_pb.ts";
export { StatusSchema, type Status } from "./gen/google/rpc/status_pb.ts";
