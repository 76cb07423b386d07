import { guard, type Mutant } from "../mutant.ts";

const SIGNATURE = "wms/inbox/signature.ts";

/** Guards of what comes in by webhooks. */
export const INBOX_MUTANTS: readonly Mutant[] = [
  guard(
    "wms webhooks: the moment is not signed",
    SIGNATURE,
    "update(`${signed.seconds}.`).update(body)",
    "update(body)",
    "wms/inbox/signature",
  ),
  guard(
    "wms webhooks: deliveries may be of any age",
    SIGNATURE,
    "Math.abs(ageMs) <= SIGNATURE_AGE_MAX_MS",
    "ageMs <= Infinity",
    "wms/inbox/signature",
  ),
  guard(
    "wms webhooks: deliveries may come from the future",
    SIGNATURE,
    "Math.abs(ageMs)",
    "ageMs",
    "wms/inbox/signature",
  ),
  guard(
    "wms webhooks: only the first signature counts",
    SIGNATURE,
    "if (!matches.includes(true))",
    "if (matches[0] !== true)",
    "wms/inbox/signature",
  ),
  guard(
    "wms webhooks: an empty secret signs",
    SIGNATURE,
    'if (secret === "")',
    'if (secret === "never")',
    "wms/inbox/signature",
  ),
];
