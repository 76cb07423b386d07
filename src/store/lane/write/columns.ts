import { fromMs } from "../../sql/statement.ts";

type Value = string | number | bigint | boolean | null;

/** A column of a set of rows that is sent as one array: its type, and its value for each row. */
export interface Column<T> {
  readonly name: string;
  readonly type: string;
  readonly of: (row: T) => Value;
  /** What most rows have. Where all of a set have it, an empty array is sent: half of all columns, most of the time. */
  readonly usual?: 0 | 1 | "";
  /** It is sent in milliseconds, and kept as a timestamp. */
  readonly isInstant?: true;
}

/** `unnest($2::uuid[], $3::bigint[], …) as given (id, on_hand, …)`: rows sent as one array per column. */
export function unnest<T>(columns: readonly Column<T>[], firstParameter: number): string {
  const given = columns.map(({ type }, index) => `$${index + firstParameter}::${type}[]`);
  return `unnest(${given.join(", ")}) as given (${names(columns)})`;
}

export function names<T>(columns: readonly Column<T>[]): string {
  return columns.map(({ name }) => name).join(", ");
}

/**
 * An update that fails with `VERSION_MISS` unless it finds as many rows as its first parameter says: one of them is
 * not as it was read. PostgreSQL finds that out by itself, so that the commit can travel with the update. Plain SQL
 * has no other way to fail than to divide by zero.
 */
export function guarded(update: string): string {
  return `
    with changed as (${update} returning 1)
    select from changed
    having case when count(*) = $1 then true else 1 / (count(*) - count(*)) = 1 end`;
}

/** The values of the columns in the order of `names`, as the table keeps them. */
export function givenValues<T>(columns: readonly Column<T>[]): string {
  return columns.map(givenValue).join(", ");
}

/** `on_hand = …, held = …`, for an update. */
export function assignments<T>(columns: readonly Column<T>[]): string {
  return columns.map((column) => `${column.name} = ${givenValue(column)}`).join(", ");
}

/** The value of a column: an array that is shorter than its neighbours ends in nulls. */
export function givenValue<T>({ name, usual, isInstant }: Column<T>): string {
  if (isInstant) return fromMs(`given.${name}`);
  if (usual === undefined) return `given.${name}`;
  return `coalesce(given.${name}, ${usual === "" ? "''" : usual})`;
}

/** One array per column; an empty one where every row has what is usual. */
export function arrays<T>(columns: readonly Column<T>[], rows: readonly T[]): Value[][] {
  return columns.map(({ of, usual }) => {
    const array = rows.map(of);
    return array.every((value) => isUsual(value, usual)) ? [] : array;
  });
}

function isUsual(value: Value, usual: 0 | 1 | "" | undefined): boolean {
  if (value === (usual ?? null)) return true;
  return usual === 0 ? value === 0n : usual === 1 && value === 1n;
}

/** A moment as a column of milliseconds that becomes a timestamp. */
export function instant<T>(name: string, of: (row: T) => number | null): Column<T> {
  return { name, type: "float8", of, isInstant: true };
}

/** A count of units that most rows have none of. */
export function units<T>(name: string, of: (row: T) => bigint): Column<T> {
  return { name, type: "bigint", of, usual: 0 };
}
