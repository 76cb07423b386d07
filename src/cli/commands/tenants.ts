import { Command } from "commander";

import { loadConfig } from "../../config.ts";
import { withAdministration } from "../database.ts";
import { moment, printTable } from "../table.ts";

/** Tenants: companies whose stock is kept apart. */
export function tenantsCommand(): Command {
  const tenants = new Command("tenants").description("companies whose stock is kept apart");
  tenants
    .command("create")
    .description("make a tenant")
    .argument("<code>", "small letters, digits and dashes; never changes, such as acme-eu")
    .option("--name <name>", "its name for people; the code without it")
    .action(create);
  tenants.command("list").description("show all tenants").action(list);
  return tenants;
}

async function create(code: string, { name = code }: { name?: string }): Promise<void> {
  const config = loadConfig(process.env);
  const tenant = await withAdministration(config, (them) => them.createTenant({ code, name }));
  console.log(`Created tenant ${tenant.code} (${tenant.id}).`);
}

async function list(): Promise<void> {
  const tenants = await withAdministration(loadConfig(process.env), (them) => them.listTenants());
  printTable(
    ["CODE", "NAME", "ID", "CREATED"],
    tenants.map(({ code, name, id, createdAt }) => [code, name, id, moment(createdAt)]),
  );
}
