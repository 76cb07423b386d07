import { Command, InvalidArgumentError } from "commander";

import { loadConfig } from "../../config.ts";
import { milliseconds } from "../../config/kinds.ts";
import { DIALECT_NAMES, readDialect } from "../dialect.ts";
import { withWmsAdministration } from "../database.ts";
import { Mistake } from "../mistake.ts";
import { list } from "./wmsList.ts";

/** Accounts at warehouse systems: who counts which location, how often it may be asked, and how it behaves. */
export function wmsCommand(): Command {
  const wms = new Command("wms").description(
    "accounts at warehouse systems, which count the stock of locations that are linked to them",
  );
  addCommand(wms);
  linkCommand(wms);
  wms
    .command("pause")
    .description("stop all that is done for an account, within some seconds; orders wait")
    .argument("<account>", "its code")
    .action((code: string) => pause(code, true));
  wms
    .command("resume")
    .description("let a paused account go on")
    .argument("<account>", "its code")
    .action((code: string) => pause(code, false));
  wms
    .command("list")
    .description("show accounts, their places, when they were last walked, and what waits")
    .action(list);
  return wms;
}

function addCommand(wms: Command): void {
  wms
    .command("add")
    .description("add an account, or change the one of that code to be so")
    .argument("<code>", "small letters, digits and dashes; never changes, such as acme")
    .requiredOption("--url <url>", "where its API begins, such as https://wms.example/api")
    .requiredOption("--secret-name <name>", "the environment variable that has its key: WMS_…")
    .option("--webhook-secret-name <name>", "the one with which it signs webhooks, if it sends any")
    .requiredOption("--quota <n/time>", "requests it permits in a time, such as 100/10s", quotaOf)
    .option(
      "--read-floor <percent>",
      "what of it is for reading, however many orders wait",
      floorOf,
      20,
    )
    .requiredOption("--dialect <name|file>", `${DIALECT_NAMES.join(", ")}; or a JSON file`)
    .option("--adapter <name>", "which API it speaks", "http")
    .action(add);
}

function linkCommand(wms: Command): void {
  wms
    .command("link")
    .description("say which location a place is; from then on only the warehouse system counts it")
    .argument("<account>", "its code")
    .requiredOption("--tenant <code>", "whose location it is")
    .requiredOption("--location <code>", "the location: a new one, without stock of yours")
    .requiredOption("--warehouse <name>", "what the warehouse system calls the warehouse")
    .option("--owner <name>", "what it calls the owner of the stock there", "")
    .action(link);
}

interface Quota {
  readonly requests: number;
  readonly windowMs: number;
}

interface AddOptions {
  readonly url: string;
  readonly secretName: string;
  readonly webhookSecretName?: string;
  readonly quota: Quota;
  readonly readFloor: number;
  readonly dialect: string;
  readonly adapter: string;
}

async function add(code: string, options: AddOptions): Promise<void> {
  const { url: baseUrl, adapter, secretName, webhookSecretName = null, quota, readFloor } = options;
  const dialect = await readDialect(options.dialect);
  const { isNew } = await withWmsAdministration(loadConfig(process.env), (them) =>
    them.putAccount({
      code,
      adapter,
      baseUrl,
      dialect,
      quotaRequests: quota.requests,
      quotaWindowMs: quota.windowMs,
      readFloorPercent: readFloor,
      secretName,
      webhookSecretName,
    }),
  );
  console.log(isNew ? `Added account ${code}.` : `Changed account ${code}.`);
  const names = [secretName, webhookSecretName].filter((name) => name !== null);
  console.error(`Set ${names.join(" and ")} where Holdfast runs.`);
  if (webhookSecretName !== null) console.error(`Webhooks come to POST /wms/${code}/events.`);
  if (isNew) {
    console.error(
      `Then say what it counts: holdfast wms link ${code} --tenant … --location … --warehouse … --owner …`,
    );
  }
}

interface LinkOptions {
  readonly tenant: string;
  readonly location: string;
  readonly warehouse: string;
  readonly owner: string;
}

async function link(account: string, options: LinkOptions): Promise<void> {
  const { tenant: code, location, warehouse, owner } = options;
  const config = loadConfig(process.env);
  const { isNew, eventsReplayed } = await withWmsAdministration(config, async (them, tenants) => {
    const tenant = await tenants.findTenant(code);
    if (tenant !== undefined) {
      return await them.link({ account, tenantId: tenant.id, location, warehouse, owner });
    }
    throw new Mistake(
      `there is no tenant "${code}": correct the code, or create it with \`holdfast tenants create ${code}\``,
    );
  });
  const place = `warehouse "${warehouse}", owner "${owner}" of account ${account}`;
  const said = isNew ? "is now" : "was already";
  console.log(`Location ${location} of ${code} ${said} ${place}.`);
  if (isNew) console.error("Nothing is available there until a first walk has read its stock.");
  if (eventsReplayed > 0)
    console.error(`${eventsReplayed} events had waited for it; they are applied now.`);
}

async function pause(code: string, isPaused: boolean): Promise<void> {
  const config = loadConfig(process.env);
  const { hasChanged } = await withWmsAdministration(config, (them) => them.pause(code, isPaused));
  const state = isPaused ? "paused" : "running";
  if (!hasChanged) console.log(`Account ${code} was ${state} already.`);
  else console.log(isPaused ? `Paused account ${code}.` : `Resumed account ${code}.`);
}

function quotaOf(text: string): Quota {
  const [, requests = "", time = ""] = /^(\d{1,7})\/(.+)$/.exec(text) ?? [];
  // One of the unit, as in 5/s.
  const windowMs = milliseconds(/^\d/.test(time) ? time : `1${time}`);
  if (requests !== "" && windowMs !== undefined) return { requests: Number(requests), windowMs };
  throw new InvalidArgumentError("It is requests per time, such as 100/10s or 1200/m.");
}

function floorOf(text: string): number {
  const percent = /^\d{1,2}$/.test(text) ? Number(text) : -1;
  if (percent >= 0 && percent <= 90) return percent;
  throw new InvalidArgumentError("It is a whole number of percent from 0 to 90.");
}
