import { test } from "@jest/globals";

/**
 * A test that is skipped by name, with the reason, where the machine does not permit it.
 *
 * @param timeoutMs for one that may take longer than others
 */
export function testUnless(
  reason: string | undefined,
  name: string,
  body: () => Promise<void>,
  timeoutMs?: number,
): void {
  if (reason === undefined) test(name, body, timeoutMs);
  else test.skip(`${name} (skipped: ${reason})`, body);
}
