import { Command, Option } from "commander";

import type { Role } from "../../access/access.ts";
import { loadConfig } from "../../config.ts";
import { KEY_ROLES } from "../../store/entities/tenant.ts";
import { withAdministration } from "../database.ts";
import { moment, printTable } from "../table.ts";

/** API keys: what callers show to be let in. */
export function keysCommand(): Command {
  const keys = new Command("keys").description(
    "API keys, which callers send as `authorization: Bearer <key>`",
  );
  keys
    .command("create")
    .description("make a key and show it once")
    .requiredOption("--name <name>", "what it is for, such as checkout")
    .requiredOption("--tenant <code...>", "code of a tenant that it covers; may be repeated")
    .addOption(new Option("--role <role>", "what it may do").choices(KEY_ROLES).default("service"))
    .action(create);
  keys.command("list").description("show all keys, never the keys themselves").action(list);
  keys
    .command("revoke")
    .description("end a key; it stops working everywhere within 5 seconds")
    .argument("<id-or-prefix>", "its id, or its first characters as `keys list` shows them")
    .action(revoke);
  return keys;
}

interface CreateOptions {
  readonly name: string;
  readonly tenant: string[];
  readonly role: Role;
}

/** The key goes to stdout, what is said about it to stderr, so that scripts can take the one without the other. */
async function create({ name, role, tenant: tenants }: CreateOptions): Promise<void> {
  const config = loadConfig(process.env);
  const made = await withAdministration(config, (them) => them.createKey({ name, role, tenants }));
  console.error(
    `This is the key "${made.name}" (${made.role}) for ${made.tenants.join(", ")}. ` +
      "It is shown only now and cannot be shown again: keep it where its caller finds it.",
  );
  console.log(made.key);
  if (config.open) console.error("From now on the demo lets nobody in without a key.");
}

async function list(): Promise<void> {
  const keys = await withAdministration(loadConfig(process.env), (them) => them.listKeys());
  printTable(
    ["PREFIX", "NAME", "ROLE", "TENANTS", "CREATED", "REVOKED", "ID"],
    keys.map((key) => [
      key.prefix,
      key.name,
      key.role,
      key.tenants.join(","),
      moment(key.createdAt),
      moment(key.revokedAt),
      key.id,
    ]),
  );
}

async function revoke(idOrPrefix: string): Promise<void> {
  const config = loadConfig(process.env);
  const key = await withAdministration(config, (them) => them.revokeKey(idOrPrefix));
  console.log(
    `Revoked ${key.prefix}… "${key.name}"; it stops working everywhere within 5 seconds.`,
  );
}
