import type { Uuid } from "./stock.ts";

/** Names a request for ever: unique per tenant. Callers choose the id, never the source. */
export interface RequestKey {
  /** The class of caller: `api`, `import`, `expiry`, `replacement`, … Never the credential. */
  readonly source: string;
  readonly requestId: string;
}

/** What every command says about itself. Ids are made before the command is decided, so that deciding stays pure. */
export interface CommandHeader {
  /** The id its journal entry will have. */
  readonly entryId: Uuid;
  readonly key: RequestKey;
  /** The method that was called, for the journal. */
  readonly method: string;
  /** A versioned hash of method and payload: equal for equal requests. */
  readonly fingerprint: string;
  /** Who asks: the id of the API key, or the name of a worker. */
  readonly actor: string;
  /** Decide and answer, write nothing. */
  readonly validateOnly: boolean;
}
