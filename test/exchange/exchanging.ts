import { randomUUID } from "node:crypto";

import { type ImportResponse, RowFormat, RowKind } from "@holdfast/client";

import type { StockClient } from "../support/stockClient.ts";

/** The kinds of rows by their names. */
export const KINDS = {
  items: RowKind.ITEMS,
  locations: RowKind.LOCATIONS,
  stock: RowKind.STOCK,
  movements: RowKind.MOVEMENTS,
} as const;
export type KindName = keyof typeof KINDS;

/** How a file is sent. */
export interface Sending {
  readonly requestId?: string;
  readonly format?: RowFormat;
  readonly dryRun?: boolean;
  readonly firstLine?: bigint;
  readonly header?: string;
}

/** Sends lines of a file as one piece. */
export function send(
  client: StockClient,
  kind: KindName,
  lines: readonly string[],
  { requestId = randomUUID(), format = RowFormat.CSV, dryRun = false, ...more }: Sending = {},
): Promise<ImportResponse> {
  const chunk = Buffer.from(`${lines.join("\n")}\n`);
  const request = { requestId, kind: KINDS[kind], format, chunk, validateOnly: dryRun, ...more };
  return client.exchange.import(request);
}

/** The counts of an answer alone. */
export function counts(answer: ImportResponse): object {
  const { rows, created, updated, unchanged, repeated, errors } = answer;
  return { rows, created, updated, unchanged, repeated, errors: errors.length };
}

/** The whole of an export, page by page. */
export async function exported(
  client: StockClient,
  kind: KindName,
  more: {
    format?: RowFormat;
    pageSize?: number;
    sku?: string;
    location?: string;
    fromSeq?: bigint;
  } = {},
): Promise<string> {
  const request = { kind: KINDS[kind], format: RowFormat.CSV, pageSize: 2000, ...more };
  let text = "";
  let pageToken = "";
  do {
    const page = await client.exchange.export({ ...request, pageToken });
    text += Buffer.from(page.chunk).toString();
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return text;
}
