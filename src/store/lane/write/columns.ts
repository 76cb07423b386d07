/** A column of a set of rows that is sent as one array: its type, and its value for each row. */
export interface Column<T> {
  readonly name: string;
  readonly type: string;
  readonly of: (row: T) => unknown;
}

/** `unnest($2::uuid[], $3::bigint[], …) as given (id, on_hand, …)`: rows sent as one array per column. */
export function unnest<T>(columns: readonly Column<T>[], firstParameter: number): string {
  const given = columns.map(({ type }, index) => `$${index + firstParameter}::${type}[]`);
  return `unnest(${given.join(", ")}) as given (${names(columns)})`;
}

export function names<T>(columns: readonly Column<T>[]): string {
  return columns.map(({ name }) => name).join(", ");
}

/** One array per column. */
export function arrays<T>(columns: readonly Column<T>[], rows: readonly T[]): unknown[][] {
  return columns.map(({ of }) => rows.map(of));
}

/** A moment as a column of milliseconds that the statement turns into a timestamp. */
export function instant<T>(name: string, of: (row: T) => number | null): Column<T> {
  return { name, type: "float8", of };
}
