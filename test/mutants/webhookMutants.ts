import { guard, type Mutant } from "./mutant.ts";

const DELIVERIES = "wms/inbox/deliveries.ts";
const POSTBOX = "server/http/postbox.ts";
const LINK = "wms/admin/link.ts";

/** A change that somebody who sends webhooks must notice. */
const post = (name: string, file: string, find: string, replace: string): Mutant => ({
  ...guard(`desk: ${name}`, file, find, replace, "wms/inbox/webhooks"),
  tests: ["test/wms/inbox/webhooks.test.ts", "test/server/postbox.test.ts"],
});

/** Guards of what is taken from outside, and of what operators do for it. */
export const WEBHOOK_MUTANTS: readonly Mutant[] = [
  post("any signature is good", DELIVERIES, 'verdict === "good" ?', "true ?"),
  post(
    "an old delivery is taken",
    DELIVERIES,
    'verdict === "good" ?',
    'verdict === "good" || verdict === "stale" ?',
  ),
  post("bytes that are no text are read", DELIVERIES, "{ fatal: true }", "{ fatal: false }"),
  post(
    "it is acknowledged before it is stored",
    POSTBOX,
    "toldOf(await deliveries.take(account, signed))",
    '(void deliveries.take(account, signed), toldOf({ what: "stored" }))',
  ),
  post("bodies have no end", POSTBOX, "bytesMax: DELIVERY_BYTES_MAX", "bytesMax: 1e9"),
  post("any number are read at once", POSTBOX, "atOnce >= AT_ONCE_MAX", "false"),
  post("a place is never left", POSTBOX, ".finally(() => (atOnce -= 1))", ""),
  post(
    "nobody is told to come again",
    POSTBOX,
    "return { ...AWAY, failure };",
    "return { ...FAULT, failure };",
  ),
  guard(
    "desk: a refused link gives the location away",
    LINK,
    "const isNew = !(await isLinked(orm, account.id, link));\n",
    "const isNew = true;\n",
    "cli/wmsMistakes",
  ),
  guard(
    "desk: events wait on when their place is linked",
    LINK,
    "return { isNew, eventsReplayed: await replayEvents(orm, account.id, link) };",
    "return { isNew, eventsReplayed: 0 };",
    "cli/wms",
  ),
  guard(
    "desk: a bucket is told as it was left",
    "wms/limiter/level.ts",
    "const poured = Math.min(",
    "const poured = 0 * Math.min(",
    "wms/limiter/level",
  ),
];
