import { AdministrationError } from "../access/administrationError.ts";
import { masked } from "../config/explain.ts";
import { ConfigError } from "../config.ts";
import { EmbeddedPostgresError } from "../store/embedded/embeddedPostgres.ts";
import { CommandRejected, DatabaseUnavailable } from "../store/errors.ts";
import { MigrationError } from "../store/migrate.ts";
import { DatabaseNotReady } from "../store/readiness.ts";
import { isConnectionLoss } from "../store/sql/sqlstate.ts";
import { Mistake } from "./mistake.ts";

/** Errors whose message says all that an operator needs. */
const PLAIN = [
  Mistake,
  ConfigError,
  EmbeddedPostgresError,
  MigrationError,
  DatabaseNotReady,
  AdministrationError,
  CommandRejected,
];

/** Tells what went wrong: in a plain line where it can be put right, with the stack where it is our mistake. */
export function report(error: unknown, databaseUrl: string | undefined): void {
  const told = explain(error, databaseUrl);
  if (told === undefined) {
    console.error("holdfast: unexpected error; please report it:");
    console.error(error);
    return;
  }
  for (const line of told.split("\n")) console.error(`holdfast: ${line}`);
}

/** A plain sentence for an error that an operator can do something about, or undefined. */
export function explain(error: unknown, databaseUrl: string | undefined): string | undefined {
  for (const link of chainOf(error)) {
    if (PLAIN.some((known) => link instanceof known)) return link.message;
    const told = explainDatabase(link, databaseUrl);
    if (told !== undefined) return told;
  }
  return undefined;
}

/** An error and what it was caused by. MikroORM hides the driver's error in `previous`. */
function chainOf(error: unknown): Error[] {
  const chain: Error[] = [];
  let link: unknown = error;
  while (link instanceof Error && chain.length < 10) {
    chain.push(link);
    link = link.cause ?? ("previous" in link ? link.previous : undefined);
  }
  return chain;
}

function explainDatabase(error: Error, databaseUrl: string | undefined): string | undefined {
  const code = "code" in error ? String(error.code) : "";
  const where = databaseUrl === undefined ? "the database" : masked(databaseUrl);
  const remedy = REMEDIES.find(([pattern]) => pattern.test(code) || pattern.test(error.message));
  if (remedy !== undefined) return `${where} refused (${firstLine(error)}): ${remedy[1]}`;
  if (!isConnectionLoss(error) && !(error instanceof DatabaseUnavailable)) return undefined;
  return `${where} cannot be reached (${firstLine(error)}): see that PostgreSQL runs there and that DATABASE_URL is right`;
}

const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/^28|^SASL/, "correct user and password in DATABASE_URL"],
  [/^3D000$/, "create the database, or correct its name in DATABASE_URL"],
  [/^53300$/, "its connections are used up: raise max_connections, or lower HOLDFAST_POOL_MAX"],
  [/^42501$/, "log in as the owner of Holdfast's tables, who may create roles"],
  [/^25006$/, "it is read-only: DATABASE_URL must name the primary server"],
  [
    /_CERT|SELF_SIGNED|UNABLE_TO_VERIFY|^The server does not support SSL/,
    "see the sslmode in DATABASE_URL",
  ],
];

function firstLine(error: Error): string {
  const said = error instanceof AggregateError ? error.errors[0] : error;
  const text = said instanceof Error ? said.message : String(said);
  return text.split("\n")[0] ?? "";
}
