import { randomUUID } from "node:crypto";
import type { Access, Principal } from "../../src/access/access.ts";
import type {
  CatalogBundle,
  CatalogItem,
  CatalogLocation,
  TenantCatalog,
} from "../../src/catalog/catalog.ts";
import { NO_STOCK } from "../../src/core/availability.ts";
import type { LineRequest, Request } from "../../src/core/command.ts";
import type { Reservation } from "../../src/core/reservation.ts";
import {
  type CallLog,
  createServer,
  type RunningServer,
  type ServerOptions,
} from "../../src/server/server.ts";
import type { Answer } from "../../src/store/answer.ts";
import type { SeenReservation, TenantBooks } from "../../src/store/store.ts";
import { NO_STOCK_READS } from "./noStockReads.ts";
import { NO_WAREHOUSES } from "./noWarehouses.ts";

/** When everything in these books happens. */
export const NOW = Date.UTC(2026, 0, 20, 12);

const NO_WMS = { strangers: [], wmsOrder: null, wmsOrders: [], transfer: null, count: null };

/** Books without rules: they grant every order, remember what was sent, and know a request id again. */
export class LenientBooks implements TenantBooks {
  readonly stock = NO_STOCK_READS;
  readonly sent: Request[] = [];
  readonly reservations = new Map<string, Reservation>();
  /** What the next commands do instead of being granted. */
  submitting: ((request: Request) => Promise<Answer>) | undefined;

  async submit(request: Request): Promise<Answer> {
    if (this.submitting !== undefined) return await this.submitting(request);
    const earlier = this.sent.find((sent) => sent.key.requestId === request.key.requestId);
    this.sent.push(request);
    return this.#answer(earlier ?? request, earlier !== undefined);
  }

  async availability(): Promise<[]> {
    return [];
  }

  async reservation(id: string): Promise<SeenReservation | undefined> {
    const reservation = this.reservations.get(id);
    return reservation === undefined ? undefined : seen(reservation);
  }

  async promisedOn(): Promise<[]> {
    return [];
  }

  readonly history = {
    movements: async () => ({ movements: [], next: null }),
    stockAsOf: async () => ({ stock: [], nextAfterId: null, seq: 0n }),
    card: () => Promise.reject(new Error("lenient books keep no cards")),
    explain: async () => undefined,
  };

  async listReservations(): Promise<SeenReservation[]> {
    return [...this.reservations.values()].map(seen);
  }

  async transfer(): Promise<undefined> {
    return undefined;
  }

  async listTransfers(): Promise<[]> {
    return [];
  }

  async countPlaces(): Promise<{ lines: []; refusal: null }> {
    return { lines: [], refusal: null };
  }

  async count(): Promise<undefined> {
    return undefined;
  }

  async listCounts(): Promise<[]> {
    return [];
  }

  async countLines(): Promise<undefined> {
    return undefined;
  }

  async shortAfterCount(): Promise<[]> {
    return [];
  }

  #answer(request: Request, replayed: boolean): Answer {
    const reservation = this.#reservationOf(request);
    const stamp = { id: request.entryId, seq: 1n, recordedAt: NOW, occurredAt: NOW };
    const entry = request.validateOnly ? null : stamp;
    if (reservation !== null) this.reservations.set(reservation.id, reservation);
    return { replayed, now: NOW, entry, reservation, stock: [], ...NO_WMS };
  }

  #reservationOf(request: Request): Reservation | null {
    if (request.kind === "reserve" || request.kind === "sell") {
      return held(request.reservationId, request.orderRef, request.lines);
    }
    return "reservationId" in request ? held(request.reservationId, "", []) : null;
  }
}

function seen(reservation: Reservation): SeenReservation {
  return { reservation, now: NOW, wmsOrders: [] };
}

/** A reservation that holds what was asked, until a quarter of an hour from then. */
export function held(id: string, orderRef: string, lines: readonly LineRequest[]): Reservation {
  const itemId = randomUUID();
  const whole = { itemId, shortQuantity: 0n, components: [] };
  const numbered = lines.map((line, i) => ({ ...line, ...whole, number: i + 1 }));
  const none = { committed: 0n, fulfilled: 0n, released: 0n, expired: 0n, returned: 0n };
  return {
    id,
    orderRef,
    createdAt: NOW,
    expiresAt: NOW + 900_000,
    ttlMs: 900_000,
    lines: numbered,
    allocations: numbered.map(({ number, sku, lot, quantity }) => ({
      ...none,
      line: number,
      number: 1,
      component: 0,
      perBundle: 1n,
      stockId: randomUUID(),
      sku,
      location: "MAIN",
      lot,
      quantity,
      held: quantity,
      shortAt: null,
    })),
    releasedAt: null,
    expiredAt: null,
    version: 1,
  };
}

/** A catalog that keeps what it is given. */
export class LenientCatalog implements TenantCatalog {
  readonly items: CatalogItem[] = [];
  readonly locations: CatalogLocation[] = [];
  readonly bundles: CatalogBundle[] = [];

  createItem: TenantCatalog["createItem"] = async (_header, item) => {
    const created = { ...item, createdAt: NOW, archivedAt: null, etag: "1" };
    this.items.push(created);
    return { resource: { item: created, stock: [] }, replayed: false };
  };

  createLocation: TenantCatalog["createLocation"] = async (_header, location) => {
    const kept = { createdAt: NOW, archivedAt: null, etag: "1", wmsAccount: null };
    const resource = { ...location, ...kept };
    this.locations.push(resource);
    return { resource, replayed: false };
  };

  setParts: TenantCatalog["setParts"] = async (_header, { sku, parts }) => {
    const resource = { sku, parts, components: parts, etag: "2" };
    this.bundles.push(resource);
    return { resource, replayed: false };
  };

  bundle: TenantCatalog["bundle"] = async (sku) =>
    this.bundles.find((bundle) => bundle.sku === sku);

  item: TenantCatalog["item"] = async (sku) => this.items.find((item) => item.sku === sku);

  location: TenantCatalog["location"] = async (code) =>
    this.locations.find((location) => location.code === code);

  listItems: TenantCatalog["listItems"] = async ({ afterSku, limit }) =>
    this.items.filter(({ sku }) => sku > (afterSku ?? "")).slice(0, limit);

  listLocations: TenantCatalog["listLocations"] = async ({ afterCode, limit }) =>
    this.locations.filter(({ code }) => code > (afterCode ?? "")).slice(0, limit);

  // The rest of a catalog is tested on a database only.
  itemsNamed = closed;
  locationsNamed = closed;
  updateItem = closed;
  archiveItem = closed;
  updateLocation = closed;
  archiveLocation = closed;
  createLot = closed;
  updateLot = closed;
  lot = closed;
  listLots = closed;
  upsertItems = closed;
  upsertLocations = closed;
  setSafetyStock = closed;
  listSafetyStock = closed;
  validateKeys = closed;
  tenant = closed;
}

async function closed(): Promise<never> {
  throw new Error("this catalog does not do that");
}

export const ACME = { id: "0198c2f1-0000-7000-8000-000000000001", code: "acme" };
export const BRIO = { id: "0198c2f1-0000-7000-8000-000000000002", code: "brio" };

/** The keys that these doors know. */
export const KEYS: Readonly<Record<string, Principal>> = {
  "admin-key": { actor: "key-1", role: "admin", tenants: [ACME] },
  "service-key": { actor: "key-2", role: "service", tenants: [ACME] },
  "both-key": { actor: "key-3", role: "admin", tenants: [ACME, BRIO] },
};

/** Knows the keys above; open to loopback as well when asked to be. */
export function keyring(isOpen = false): Access {
  return {
    recognize: (bearer) => KEYS[bearer],
    identify: async ({ bearer, fromLoopback }) => {
      if (bearer !== null) return KEYS[bearer];
      const demo: Principal = { actor: "open", role: "admin", tenants: [ACME] };
      return isOpen && fromLoopback ? demo : undefined;
    },
  };
}

/** Both doors on free ports, with books and a catalog behind them that a test can look into. */
export interface Doors {
  readonly server: RunningServer;
  readonly books: LenientBooks;
  readonly catalog: LenientCatalog;
  readonly lines: CallLog[];
  readonly grpcUrl: string;
  readonly httpUrl: string;
}

/** Opens both doors of a server that keeps nothing. */
export async function openDoors(options: Partial<ServerOptions> = {}): Promise<Doors> {
  const books = new LenientBooks();
  const catalog = new LenientCatalog();
  const lines: CallLog[] = [];
  const server = await createServer({
    grpc: { host: "127.0.0.1", port: 0 },
    http: { host: "127.0.0.1", port: 0 },
    access: keyring(),
    booksOf: () => books,
    catalogOf: () => catalog,
    wmsOf: () => NO_WAREHOUSES,
    limits: {
      ttlDefaultMs: 900_000,
      ttlMaxMs: 86_400_000,
      deadlineDefaultMs: 10_000,
      deadlineMaxMs: 60_000,
    },
    log: (line) => lines.push(line),
    ready: async () => undefined,
    ...options,
  });
  const { grpcPort, httpPort } = server;
  const [grpcUrl, httpUrl] = [grpcPort, httpPort].map((port) => `http://127.0.0.1:${port}`);
  return { server, books, catalog, lines, grpcUrl: String(grpcUrl), httpUrl: String(httpUrl) };
}

/** What `GetAvailability` tells of a key that nobody knows. */
export const NOTHING_THERE = NO_STOCK;
