/** One line on stderr that says how far something is. */
export interface Progress {
  /** @param done of the whole; @param more such as a rate */
  tell(done: number, more?: string): void;
  /** Ends the line, so that what is printed next stands below it. */
  end(): void;
}

const WIDTH = 30;

/** Where nobody watches a terminal, a line is written this often. */
const LINE_EVERY_MS = 5_000;

/** @param name of what is being done, in plain words */
export function startProgress(name: string, total: number): Progress {
  const { isTTY } = process.stderr;
  let last = "";
  let writtenAt = 0;
  const write = (): void => {
    writtenAt = performance.now();
    process.stderr.write(isTTY ? `\r\u001b[K${last}` : `${last}\n`);
  };
  return {
    tell(done, more = "") {
      const share = total === 0 ? 1 : Math.min(1, done / total);
      const bar = "#".repeat(Math.round(share * WIDTH)).padEnd(WIDTH, ".");
      const counted = `${done.toLocaleString("en")} of ${total.toLocaleString("en")}`;
      last = `${name} [${bar}] ${counted} ${more}`.trimEnd();
      const pauseMs = isTTY ? 100 : LINE_EVERY_MS;
      if (performance.now() - writtenAt >= pauseMs) write();
    },
    end() {
      if (last !== "") write();
      if (isTTY) process.stderr.write("\n");
    },
  };
}
