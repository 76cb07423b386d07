import { CatalogService, type UpdateLotRequest } from "@holdfast/client";
import { archiveItem } from "./archiveItem.ts";
import { archiveLocation } from "./archiveLocation.ts";
import { bulkUpsertItems } from "./bulkUpsertItems.ts";
import { bulkUpsertLocations } from "./bulkUpsertLocations.ts";
import { createItem } from "./createItem.ts";
import { createLocation } from "./createLocation.ts";
import { createLot } from "./createLot.ts";
import { getItem } from "./getItem.ts";
import { getLocation } from "./getLocation.ts";
import { getLot } from "./getLot.ts";
import { getTenant } from "./getTenant.ts";
import { getParts } from "./getParts.ts";
import { listItems } from "./listItems.ts";
import { listLocations } from "./listLocations.ts";
import { listLots } from "./listLots.ts";
import { listSafetyStock } from "./listSafetyStock.ts";
import { restoreItem } from "./restoreItem.ts";
import { restoreLocation } from "./restoreLocation.ts";
import { setParts } from "./setParts.ts";
import { setSafetyStock } from "./setSafetyStock.ts";
import { updateItem } from "./updateItem.ts";
import { updateLocation } from "./updateLocation.ts";
import { updateLot } from "./updateLot.ts";
import { validateKeys } from "./validateKeys.ts";
import { ITEM_FIELDS, LOCATION_FIELDS, LOT_FIELDS, maskCheck } from "../convert/mask.ts";
import { ADMIN, type Method, mutation, query } from "../method.ts";
import { checkExpiry, checkInitialStock, checkParts } from "../validate/rules.ts";
import type { FieldProblem } from "../validate/violation.ts";

const { method: catalog } = CatalogService;
const checkLotMask = maskCheck(LOT_FIELDS);

/** The methods of the catalog. */
export const CATALOG_METHODS: readonly Method[] = [
  mutation(catalog.createItem, createItem, { roles: ADMIN, check: checkInitialStock }),
  query(catalog.getItem, getItem),
  query(catalog.listItems, listItems),
  mutation(catalog.createLocation, createLocation, { roles: ADMIN }),
  query(catalog.getLocation, getLocation),
  query(catalog.listLocations, listLocations),
  mutation(catalog.updateItem, updateItem, { roles: ADMIN, check: maskCheck(ITEM_FIELDS) }),
  mutation(catalog.archiveItem, archiveItem, { roles: ADMIN }),
  mutation(catalog.restoreItem, restoreItem, { roles: ADMIN }),
  mutation(catalog.updateLocation, updateLocation, {
    roles: ADMIN,
    check: maskCheck(LOCATION_FIELDS),
  }),
  mutation(catalog.archiveLocation, archiveLocation, { roles: ADMIN }),
  mutation(catalog.restoreLocation, restoreLocation, { roles: ADMIN }),
  mutation(catalog.createLot, createLot, { roles: ADMIN, check: checkExpiry }),
  query(catalog.getLot, getLot),
  query(catalog.listLots, listLots),
  mutation(catalog.updateLot, updateLot, { roles: ADMIN, check: checkLotUpdate }),
  mutation(catalog.bulkUpsertItems, bulkUpsertItems, { roles: ADMIN }),
  mutation(catalog.bulkUpsertLocations, bulkUpsertLocations, { roles: ADMIN }),
  query(catalog.validateKeys, validateKeys),
  mutation(catalog.setSafetyStock, setSafetyStock, { roles: ADMIN }),
  query(catalog.listSafetyStock, listSafetyStock),
  query(catalog.getTenant, getTenant),
  mutation(catalog.setParts, setParts, { roles: ADMIN, check: checkParts }),
  query(catalog.getParts, getParts),
];

function checkLotUpdate(request: UpdateLotRequest): FieldProblem[] {
  return [...checkLotMask(request), ...checkExpiry(request)];
}
