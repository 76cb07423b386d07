import type { WmsDialect } from "../../core/wms/dialect.ts";
import type { WmsClient, WmsEvent } from "../port.ts";
import type { AdapterFactory, AdapterOptions } from "./adapter.ts";
import { createHttpAdapter, readHttpDelivery } from "./http.ts";

export type { AdapterFactory, AdapterOptions } from "./adapter.ts";

interface Adapter {
  readonly create: AdapterFactory;
  /** @throws WmsNonsense */
  readonly readDelivery: (text: string, dialect: WmsDialect) => readonly WmsEvent[];
}

/** Every vendor by the name that accounts use. A new one is one file and one line here. */
const ADAPTERS: ReadonlyMap<string, Adapter> = new Map([
  ["http", { create: createHttpAdapter, readDelivery: readHttpDelivery }],
]);

/** Names of adapters that there are. */
export const ADAPTER_NAMES: readonly string[] = [...ADAPTERS.keys()];

/** @throws TypeError for a name that nobody has, or options that cannot be used */
export function createAdapter(name: string, options: AdapterOptions): WmsClient {
  return adapterOf(name).create(options);
}

/** The events of a webhook's delivery. @throws WmsNonsense, TypeError for a name that nobody has */
export function readDelivery(name: string, dialect: WmsDialect, text: string): readonly WmsEvent[] {
  return adapterOf(name).readDelivery(text, dialect);
}

function adapterOf(name: string): Adapter {
  const adapter = ADAPTERS.get(name);
  if (adapter !== undefined) return adapter;
  throw new TypeError(`there is no adapter "${name}"; there are: ${ADAPTER_NAMES.join(", ")}`);
}
