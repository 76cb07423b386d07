import type { MikroORM } from "@mikro-orm/postgresql";

import type { Uuid } from "../core/stock.ts";
import { pauseAccount, putAccount } from "./admin/account.ts";
import type { NewWmsAccount, NewWmsLink } from "./admin/described.ts";
import { type Linked, linkPlace } from "./admin/link.ts";
import { type AccountOverview, overviewOf } from "./admin/overview.ts";

export type { NewWmsAccount, NewWmsLink } from "./admin/described.ts";

/** Accounts at warehouse systems, for operators. Functions throw AdministrationError or CommandRejected. */
export interface WmsAdministration {
  /** Makes an account, or changes the one of that code to be so. */
  putAccount(account: NewWmsAccount): Promise<{ readonly id: Uuid; readonly isNew: boolean }>;
  /** Says which location a place is. From then on only the warehouse system counts what is there. */
  link(link: NewWmsLink): Promise<Linked>;
  /** Stops all that is done for an account, or lets it go on. */
  pause(code: string, isPaused: boolean): Promise<{ readonly hasChanged: boolean }>;
  /** All accounts, by code. */
  list(): Promise<readonly AccountOverview[]>;
}

/** @param orm logs in as the owner of the tables: the service's own role may only read accounts */
export function createWmsAdministration(orm: MikroORM): WmsAdministration {
  return {
    putAccount: (account) => putAccount(orm, account),
    link: (link) => linkPlace(orm, link),
    pause: (code, isPaused) => pauseAccount(orm, code, isPaused),
    list: () => overviewOf(orm),
  };
}
