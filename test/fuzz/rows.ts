/** One list out of several, for lists that are written in rows. */
export function inRows(...rows: readonly (readonly string[])[]): string[] {
  return rows.flat();
}
