import { setImmediate as nextTurn } from "node:timers/promises";

import type { DescMessage, Message, MessageInitShape } from "@bufbuild/protobuf";
import {
  ErrorReason,
  type Item,
  ItemSchema,
  type Location,
  LocationSchema,
  type RowErrorSchema,
} from "@holdfast/client";
import type {
  Bulk,
  BulkResult,
  BulkRow,
  NewItem,
  NewLocation,
  RowError,
} from "../../catalog/catalog.ts";
import { type Check, contractCheck } from "../validate/validation.ts";
import { newItem, newLocation } from "./catalog.ts";

/** Rows that are looked at before other callers have their turn: some milliseconds. */
const ROWS_PER_TURN = 250;

/** How rows of one sort are read. */
export interface RowReader<M, T> {
  readonly list: "items" | "locations";
  readonly check: Check;
  readonly given: (row: M) => T;
}

/** How rows of items are read. */
export const ITEM_ROWS: RowReader<Item, NewItem> = reader("items", ItemSchema, newItem);
/** How rows of locations are read. */
export const LOCATION_ROWS: RowReader<Location, NewLocation> = reader(
  "locations",
  LocationSchema,
  newLocation,
);

/** Reads the rows of a bulk write. One that breaks the contract is told of, beside the others. */
export async function bulkFromProto<M extends Message & { readonly etag: string }, T>(
  { list, check, given }: RowReader<M, T>,
  messages: readonly M[],
  allOrNothing: boolean,
): Promise<Bulk<T>> {
  const rows: BulkRow<T>[] = [];
  const errors: RowError[] = [];
  for (const [index, message] of messages.entries()) {
    if (index % ROWS_PER_TURN === ROWS_PER_TURN - 1) await nextTurn();
    const [problem] = check(message);
    if (problem === undefined) rows.push({ index, etag: message.etag, given: given(message) });
    else {
      const field = `${list}[${index}].${problem.field}`;
      const words = `${field}: ${problem.description}`;
      errors.push({ index, field, reason: "FIELD_VIOLATION", message: words });
    }
  }
  return { rows, errors, allOrNothing };
}

/** What has become of the rows, as it is told. */
export function bulkToProto({ errors, ...counts }: BulkResult): Told {
  return {
    ...counts,
    errors: errors.map(({ reason, ...row }) => ({ ...row, reason: ErrorReason[reason] })),
  };
}

type Told = Omit<BulkResult, "errors"> & { errors: MessageInitShape<typeof RowErrorSchema>[] };

function reader<M, T>(
  list: "items" | "locations",
  schema: DescMessage,
  given: (row: M) => T,
): RowReader<M, T> {
  return { list, check: contractCheck(schema), given };
}
