import { Command } from "commander";

import { loadConfig } from "../../config.ts";
import { checkMigrated } from "../../store/readiness.ts";
import { formatReport } from "../../store/verify/formatReport.ts";
import type { VerifyReport } from "../../store/verify/report.ts";
import { TenantUnknown, verify } from "../../store/verify/verify.ts";
import { withDatabase } from "../database.ts";
import { Mistake } from "../mistake.ts";

/** Audits the books. */
export function verifyCommand(): Command {
  return new Command("verify")
    .description(
      "hold every rule of the books against every row; changes nothing. Exit code 0: they balance",
    )
    .option("--tenant <code>", "only this tenant")
    .action(run);
}

async function run({ tenant }: { tenant?: string }): Promise<void> {
  const config = loadConfig(process.env);
  const report = await withDatabase(config, (url) => audit(url, tenant));
  console.log(formatReport(report));
  if (report.differencesTotal > 0) process.exitCode = 1;
}

async function audit(url: string, tenant: string | undefined): Promise<VerifyReport> {
  await checkMigrated(url);
  try {
    return await verify({ url, tenant, onProgress: process.stderr.isTTY ? progress : undefined });
  } catch (error) {
    throw error instanceof TenantUnknown ? new Mistake(error.message) : error;
  } finally {
    if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  }
}

function progress(done: { tenant: string; checked: number; total: number }): void {
  process.stderr.write(
    `\r\u001b[KVerifying ${done.tenant}: ${done.checked} of ${done.total} checks`,
  );
}
