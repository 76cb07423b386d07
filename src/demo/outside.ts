import type { NewLocation } from "../catalog/catalog.ts";
import { assortment, chance, stockAt } from "./assortment.ts";

/** The warehouse that is not ours: its own system counts what is there, and we sell it. */
export const OUTSIDE: NewLocation = {
  code: "RTM-3",
  name: "Warehouse Rotterdam, Maasvlakte",
  kind: "warehouse",
  fulfilment: "deferred",
  sourcingPriority: 50,
  safetyStock: 0n,
  timeZone: "Europe/Amsterdam",
  wmsBufferPercent: 0,
};

/** The demo's account at that system. */
export const OUTSIDE_ACCOUNT = {
  code: "demo-wms",
  /** The environment variable that has the secret. */
  secretName: "WMS_DEMO_KEY",
  /** What the system calls the place. */
  warehouse: "RTM",
  owner: "DEMO",
  /** Requests a second that it lets through. */
  requestsPerSecond: 20,
};

/** What the commands to paste speak of: an item that lies there, and how many of it when the demo first starts. */
export const OUTSIDE_SHOWPIECE = { sku: "MUG-COB-40", quantity: 24 };

/** Kitchenware, and food by lot. */
const FAMILIES = new Set(["MUG", "BOWL", "PAN", "KNIFE", "JAR", "GLASS", "COFFEE", "TEA", "CHOC"]);

/** Some units of an item, or of one lot of it, as that system counts them. */
export interface OutsideStock {
  readonly warehouse: string;
  readonly owner: string;
  readonly sku: string;
  readonly lot: string | null;
  readonly orderable: number;
}

/** What lies there when the demo first starts. */
export function outsideStock(): OutsideStock[] {
  const { warehouse, owner } = OUTSIDE_ACCOUNT;
  return assortment()
    .filter(({ family }) => FAMILIES.has(family.code))
    .flatMap(({ sku, family }) => {
      const isShown = sku === OUTSIDE_SHOWPIECE.sku;
      const units = isShown ? OUTSIDE_SHOWPIECE.quantity : chance(`${sku}/${OUTSIDE.code}`) % 200;
      return stockAt(OUTSIDE.code, sku, family, BigInt(units)).map(({ quantity, lot }) => ({
        warehouse,
        owner,
        sku,
        lot: lot?.number ?? null,
        orderable: Number(quantity),
      }));
    });
}
