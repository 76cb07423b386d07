const BAR_WIDTH = 30;
const REDRAW_MS = 200;
/** Where nobody watches, a line now and then is enough. */
const LINE_MS = 10_000;

/** Tells how far it is. */
export interface Progress {
  /** @param done a share from 0 to 1, or undefined where the end is not known */
  tell(words: string, done: number | undefined): void;
  /** Leaves the last state standing. */
  end(): void;
}

/**
 * A bar on a terminal, plain lines elsewhere; on stderr, so that what is piped stays clean.
 *
 * @param everyMs how often
 */
export function startProgress(
  out: NodeJS.WriteStream = process.stderr,
  everyMs = out.isTTY ? REDRAW_MS : LINE_MS,
): Progress {
  let last = performance.now();
  let isDrawn = false;
  return {
    tell(words, done) {
      const now = performance.now();
      if (now - last < everyMs) return;
      last = now;
      if (!out.isTTY) out.write(`${share(done)}${words}\n`);
      else out.write(`\r\u001B[2K${bar(done)}${words}`);
      isDrawn = out.isTTY;
    },
    end() {
      if (isDrawn) out.write("\r\u001B[2K");
    },
  };
}

function bar(done: number | undefined): string {
  const filled = Math.round(BAR_WIDTH * Math.min(1, done ?? 0));
  return `[${"█".repeat(filled)}${" ".repeat(BAR_WIDTH - filled)}] ${share(done)}`;
}

function share(done: number | undefined): string {
  return done === undefined ? "" : `${Math.floor(100 * Math.min(1, done))} % `;
}
