import type { DescMethodUnary, Message, MessageShape } from "@bufbuild/protobuf";
import {
  CatalogService,
  InventoryService,
  type ReserveRequest,
  StockService,
  WmsService,
} from "@holdfast/client";
import type { Role } from "../access/access.ts";
import type { Handler } from "./call.ts";
import { createItem } from "./catalog/createItem.ts";
import { createLocation } from "./catalog/createLocation.ts";
import { getItem } from "./catalog/getItem.ts";
import { getLocation } from "./catalog/getLocation.ts";
import { getParts } from "./catalog/getParts.ts";
import { listItems } from "./catalog/listItems.ts";
import { listLocations } from "./catalog/listLocations.ts";
import { setParts } from "./catalog/setParts.ts";
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
import type { Limits } from "./options.ts";
import { changeCondition } from "./stock/changeCondition.ts";
import { checkLotExpiry, checkParts, checkTtl } from "./validate/rules.ts";
import type { FieldProblem } from "./validate/violation.ts";
import { getSyncStatus } from "./wms/getSyncStatus.ts";
import { listDrift } from "./wms/listDrift.ts";
import { listInbox } from "./wms/listInbox.ts";
import { replayInbox } from "./wms/replayInbox.ts";
import { resolveDrift } from "./wms/resolveDrift.ts";
import { syncNow } from "./wms/syncNow.ts";
import { unparkOrder } from "./wms/unparkOrder.ts";

/** What the pipeline knows about one method. */
export interface Method {
  readonly desc: DescMethodUnary;
  /** Such as `InventoryService/Reserve`: what logs, metrics and the journal call it. */
  readonly name: string;
  readonly handle: Handler<DescMethodUnary>;
  /** Mutations are refused while the server is stopping. */
  readonly mutates: boolean;
  readonly roles: readonly Role[];
  /** What of this request needs the role admin although the method does not, in words; or undefined. */
  readonly adminPart: (request: Message) => string | undefined;
  /** Rules that are not in the contract, because they depend on configuration or are beyond it. */
  readonly check: (request: Message, limits: Limits) => FieldProblem[];
}

interface MethodOptions<M extends DescMethodUnary> {
  readonly roles?: readonly Role[];
  readonly adminPart?: (request: MessageShape<M["input"]>) => string | undefined;
  readonly check?: (request: MessageShape<M["input"]>, limits: Limits) => FieldProblem[];
}

const EVERYONE: readonly Role[] = ["admin", "service"];
const ADMIN: readonly Role[] = ["admin"];

const inventory = InventoryService.method;
const stock = StockService.method;
const catalog = CatalogService.method;
const wms = WmsService.method;

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
  mutation(catalog.createItem, createItem, { roles: ADMIN }),
  query(catalog.getItem, getItem),
  query(catalog.listItems, listItems),
  mutation(catalog.createLocation, createLocation, { roles: ADMIN }),
  query(catalog.getLocation, getLocation),
  query(catalog.listLocations, listLocations),
  mutation(catalog.setParts, setParts, { roles: ADMIN, check: checkParts }),
  query(catalog.getParts, getParts),
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

function mutation<M extends DescMethodUnary>(
  desc: M,
  handle: Handler<M>,
  options: MethodOptions<M> = {},
): Method {
  return erase(desc, handle, true, options);
}

function query<M extends DescMethodUnary>(desc: M, handle: Handler<M>): Method {
  return erase(desc, handle, false, {});
}

/** Forgets the message types: from here on request and method are only ever found together. */
function erase<M extends DescMethodUnary>(
  desc: M,
  handle: Handler<M>,
  mutates: boolean,
  options: MethodOptions<M>,
): Method {
  const method = {
    desc,
    name: `${desc.parent.name}/${desc.name}`,
    handle,
    mutates,
    roles: options.roles ?? EVERYONE,
    adminPart: options.adminPart ?? (() => undefined),
    check: options.check ?? (() => []),
  };
  return method as unknown as Method;
}
