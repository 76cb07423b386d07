import type { TenantCatalog } from "../catalog/catalog.ts";
import type { CommandHeader, Request } from "../core/command.ts";
import type { RejectionReason } from "../core/rejection.ts";
import type { Answer } from "../store/answer.ts";
import type { RowProblem } from "./rows.ts";

/** What an import is carried out with. */
export interface Importing {
  /** Names the piece of the file for ever. */
  readonly requestId: string;
  /** Decide and tell, write nothing. */
  readonly isDryRun: boolean;
  readonly catalog: TenantCatalog;
  /** What a command says about itself that carries out a part of the import. */
  header(requestId: string, said: string): CommandHeader;
  /** Sends a command through the lane, within the caller's time. */
  submit(command: Request): Promise<Answer>;
}

/** What has become of rows. */
export interface Imported {
  /** Rows that made something. */
  readonly created: number;
  /** Rows that changed something. */
  readonly updated: number;
  /** Rows that say what is so already. */
  readonly unchanged: number;
  /** Rows that an earlier request of the same name has booked. */
  readonly repeated: number;
  readonly problems: readonly RowProblem[];
}

export const NOTHING_IMPORTED: Imported = {
  created: 0,
  updated: 0,
  unchanged: 0,
  repeated: 0,
  problems: [],
};

/** What became of several parts of an import. */
export function together(parts: readonly Imported[]): Imported {
  const sum = (of: (part: Imported) => number): number =>
    parts.reduce((n, part) => n + of(part), 0);
  return {
    created: sum(({ created }) => created),
    updated: sum(({ updated }) => updated),
    unchanged: sum(({ unchanged }) => unchanged),
    repeated: sum(({ repeated }) => repeated),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

/** What a command was refused for. @param field the field of the command, such as `lines[2].sku` */
export interface Refusal {
  readonly reason: RejectionReason;
  readonly message: string;
  readonly field?: string;
}

const PLACE = /^\w+\[\d+\](?:\.([\w.]+))?/;

/** The last name of a command's field, such as `sku` of `lines[2].sku`; or empty. */
export function fieldOf({ field = "" }: Refusal): string {
  return PLACE.exec(field)?.[1]?.split(".")[0] ?? (field.includes("[") ? "" : field);
}

/** What is said of a command's field, without the field: a row's column is told beside it. */
export function wordsOf({ message }: Refusal): string {
  return message.replace(/^[\w.[\]]+: /, "");
}
