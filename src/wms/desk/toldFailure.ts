/** What our own messages about a warehouse system say before its own words come. */
const OURS = [
  "the warehouse system refused: HTTP \\d{3}",
  "the warehouse system refused: too many requests",
  "the warehouse system failed: HTTP \\d{3}",
  "the warehouse system did not answer",
  "the warehouse system's answer is nonsense",
  "nothing is sent: the warehouse system failed again and again",
  "there was no room in the warehouse system's quota in time",
];

const BEGINNING = new RegExp(`^(${OURS.join("|")})`);

/**
 * What a tenant's people may read of a failure. The words of a warehouse system that serves other tenants too may name
 * what is theirs; those are left out.
 */
export function toldFailure(message: string, isShared: boolean): string {
  if (message === "" || !isShared) return message;
  return BEGINNING.exec(message)?.[0] ?? "it failed; the server's log says why";
}
