/** Where two answers differ, for people: of lists, only the elements that do. */
export function differenceOf(found: string, expected: string): { found: string; expected: string } {
  const [a, b] = [JSON.parse(found) as unknown, JSON.parse(expected) as unknown];
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return { found, expected };
  const differing = a.flatMap((one: unknown, index) => {
    const other: unknown = b[index];
    return JSON.stringify(one) === JSON.stringify(other) ? [] : [{ one, other }];
  });
  return {
    found: JSON.stringify(differing.map(({ one }) => one)),
    expected: JSON.stringify(differing.map(({ other }) => other)),
  };
}
