import { loadConfig } from "../../config.ts";
import type { AccountOverview, EventsOverview } from "../../wms/admin/overview.ts";
import { withWmsAdministration } from "../database.ts";
import { moment, printTable } from "../table.ts";

const HEADINGS = [
  "ACCOUNT",
  "STATE",
  "TENANT",
  "LOCATION",
  "WAREHOUSE",
  "OWNER",
  "AS OF",
  "WAITING",
  "PARKED",
  "EVENTS",
];

/** Shows accounts and their places in a table, and below it what somebody has to look at. */
export async function list(): Promise<void> {
  const accounts = await withWmsAdministration(loadConfig(process.env), (them) => them.list());
  printTable(HEADINGS, accounts.flatMap(rowsOf));
  for (const line of accounts.flatMap(troubleOf)) console.log(line);
}

function rowsOf(account: AccountOverview): string[][] {
  const { code, isPaused, places, events } = account;
  const head = [code, isPaused ? "paused" : "running"];
  if (places.length === 0) return [[...head, "", "", "", "", "", "", "", ""]];
  return places.map(({ tenant, location, warehouse, owner, walkedAt, waiting, parked }) => {
    const own = events.find((some) => some.warehouse === warehouse && some.owner === owner);
    const orders = [String(waiting), String(parked)];
    return [
      ...head,
      tenant,
      location,
      warehouse,
      owner,
      moment(walkedAt),
      ...orders,
      eventsOf(own),
    ];
  });
}

function eventsOf(events: EventsOverview | undefined): string {
  const { waiting, parked } = events ?? { waiting: 0, parked: 0 };
  return parked === 0 ? String(waiting) : `${waiting} (${parked} parked)`;
}

function troubleOf({ code, events, failures, places }: AccountOverview): string[] {
  const unlinked = events.filter(({ isLinked }) => !isLinked);
  return [
    ...(places.length === 0 ? [`${code}: nothing is linked to it; see \`holdfast wms link\``] : []),
    ...unlinked.map(({ warehouse, owner, waiting, parked }) => {
      const place = `warehouse "${warehouse}", owner "${owner}"`;
      return `${code}: ${waiting + parked} events came from ${place}, which no location is linked to`;
    }),
    ...failures.map(({ job, error }) => `${code}: ${job} failed: ${error}`),
  ];
}
