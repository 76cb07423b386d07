import {
  type Simulator,
  type SimulatorOptions,
  startSimulator,
} from "../../../src/wmsSim/simulator.ts";
import { afterwards } from "../../support/afterwards.ts";
import { cell, PLAIN, type Said } from "./warehouse.ts";

/** What came back. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

export interface Asking {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Gives up after so long. */
  readonly patienceMs?: number;
}

/** A simulator with this stock whose time stands still, until the test ends. */
export async function running(
  stock: readonly Said[],
  options: SimulatorOptions = {},
): Promise<Simulator> {
  const simulator = await startSimulator({
    speed: 0,
    dialect: PLAIN,
    cells: stock.map((said) => ({ ...cell(said), orderable: Number.parseInt(said, 10) })),
    ...options,
  });
  afterwards(() => simulator.stop());
  return simulator;
}

/** Asks with the right key, such as `ask(simulator, "GET /v1/stock")`. */
export async function ask(
  { url, key }: { readonly url: string; readonly key: string },
  what: string,
  { body, headers = {}, patienceMs = 10_000 }: Asking = {},
): Promise<Reply> {
  const [method = "", path = ""] = what.split(" ");
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, ...headers },
    signal: AbortSignal.timeout(patienceMs),
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text), headers: response.headers };
}

/** Places an order of one line, with its key. */
export function place(
  simulator: Simulator,
  reference: string,
  said: Said,
  asking: Asking = {},
): Promise<Reply> {
  const { warehouse, owner, sku, lot } = cell(said);
  const lines = [{ line: 1, sku, quantity: Number.parseInt(said, 10), lot }];
  return ask(simulator, "POST /v1/orders", {
    body: { reference, warehouse, owner, lines },
    headers: { "idempotency-key": reference },
    ...asking,
  });
}
