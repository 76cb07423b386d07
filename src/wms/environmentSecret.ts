import type { SecretOf } from "./sync/openAccount.ts";

/** Finds secrets of warehouse systems in the environment, and no others: an account must not send those away. */
export const environmentSecret: SecretOf = (name) =>
  name.startsWith("WMS_") ? process.env[name] : undefined;
