import { test } from "@jest/globals";

/** A test that is skipped by name, with the reason, where the machine does not permit it. */
export function testUnless(
  reason: string | undefined,
  name: string,
  body: () => Promise<void>,
): void {
  if (reason === undefined) test(name, body);
  else test.skip(`${name} (skipped: ${reason})`, body);
}
