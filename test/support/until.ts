import { setTimeout as sleep } from "node:timers/promises";

/** Longer than anything here takes on a busy machine, shorter than a test may last. */
const WAIT_MAX_MS = 20_000;

/** Waits until something is so. Fails when it does not come to be. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  maxMs = WAIT_MAX_MS,
): Promise<void> {
  const giveUpAt = performance.now() + maxMs;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error(`waited in vain: ${isSo.toString()}`);
    await sleep(5);
  }
}
