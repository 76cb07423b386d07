import { Command } from "commander";
import got from "got";

import { type Config, loadConfig } from "../../config.ts";
import { address, localHost } from "../doors.ts";
import { Mistake } from "../mistake.ts";

/** Container health checks give up after a few seconds; this answers before. */
const ANSWER_TIMEOUT_MS = 3_000;

/** Asks the server on this machine whether it is ready. */
export function readyCommand(): Command {
  return new Command("ready")
    .description(
      "ask the server that runs here whether it is ready: exit code 0 or 1, for health checks",
    )
    .action(ready);
}

async function ready(): Promise<void> {
  const url = readyUrl(loadConfig(process.env));
  const response = await ask(url);
  if (response.statusCode !== 200) {
    throw new Mistake(`not ready: ${firstLine(response.body) || `HTTP ${response.statusCode}`}`);
  }
  console.log("ready");
}

function readyUrl(config: Config): string {
  if (config.httpPort === 0) {
    throw new Mistake(
      "HOLDFAST_HTTP_PORT is 0, so nobody knows where to ask: set it to the port in the ready line",
    );
  }
  const scheme = config.tls === undefined ? "http" : "https";
  return `${scheme}://${address(localHost(config.httpHost), config.httpPort)}/readyz`;
}

async function ask(url: string) {
  try {
    return await got(url, {
      throwHttpErrors: false,
      retry: { limit: 0 },
      timeout: { request: ANSWER_TIMEOUT_MS },
      // It asks itself; the certificate is made out to the name that others know it by.
      https: { rejectUnauthorized: false },
    });
  } catch (error) {
    throw new Mistake(
      `not ready: ${url} does not answer (${(error as Error).message || "no connection"})`,
    );
  }
}

function firstLine(text: string): string {
  return text.trim().split("\n")[0] ?? "";
}
