import { newId } from "../../../src/store/newId.ts";
import type { Operator } from "../../support/operator.ts";

/** Numbered runs, live events, keys: what most systems can do. */
export const PLAIN_DIALECT = {
  numberedRuns: true,
  eventsBooked: "live",
  eventMark: true,
  orderKeys: true,
  zeroRows: "listed",
  orderedPages: true,
  takesBack: false,
  runLastsMs: 0,
  lagMs: 0,
  unseenMs: 0,
  requestLastsMs: 0,
} as const;

const INSERT = `
  insert into wms_account
    (id, code, adapter, base_url, dialect, quota_requests, quota_window_ms, secret_name, created_at)
  select $1, $2, adapter, base_url, $3, requests, window_ms, secret_name, clock_timestamp()
    from jsonb_to_record($4)
      as given (adapter text, base_url text, requests int, window_ms int, secret_name text)`;

const USUAL = {
  adapter: "http",
  base_url: "https://wms.example/api",
  requests: 40,
  window_ms: 1_000,
  secret_name: "ACME_WMS_KEY",
};

/** An account, as an operator would make it. @returns its id */
export async function createAccount(
  operator: Operator,
  other: Partial<typeof USUAL> = {},
): Promise<string> {
  const id = newId();
  const given = JSON.stringify({ ...USUAL, ...other });
  await operator.query(INSERT, [id, `acme-${id}`, JSON.stringify(PLAIN_DIALECT), given]);
  return id;
}
