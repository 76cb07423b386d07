import { afterEach } from "@jest/globals";

const leftovers: (() => Promise<unknown>)[] = [];

/** Does this once the test is over, however it ends: a red test must not leave a server running. Last comes first. */
export function afterwards(leave: () => Promise<unknown>): void {
  leftovers.push(leave);
}

afterEach(async () => {
  for (const leave of leftovers.splice(0).toReversed()) await leave();
});
