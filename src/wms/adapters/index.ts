import type { WmsClient } from "../port.ts";
import type { AdapterFactory, AdapterOptions } from "./adapter.ts";
import { createHttpAdapter } from "./http.ts";

export type { AdapterFactory, AdapterOptions } from "./adapter.ts";

/** Every vendor by the name that accounts use. A new one is one file and one line here. */
const ADAPTERS: ReadonlyMap<string, AdapterFactory> = new Map([["http", createHttpAdapter]]);

/** Names of adapters that there are. */
export const ADAPTER_NAMES: readonly string[] = [...ADAPTERS.keys()];

/** @throws TypeError for a name that nobody has, or options that cannot be used */
export function createAdapter(name: string, options: AdapterOptions): WmsClient {
  const create = ADAPTERS.get(name);
  if (create !== undefined) return create(options);
  throw new TypeError(`there is no adapter "${name}"; there are: ${ADAPTER_NAMES.join(", ")}`);
}
