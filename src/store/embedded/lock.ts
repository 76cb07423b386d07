import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { EmbeddedPostgresError, reasonOf } from "./error.ts";

const sqliteBusy = 5;

/** The right to be the only Holdfast on a data folder. */
export type DataDirLock = { release(): void };

/**
 * Makes this process the only one on the data folder until it releases the lock or dies, by kill -9 too: the
 * lock belongs to the operating system. Node has no call for it, but SQLite, which Node contains, locks its file.
 * @throws {EmbeddedPostgresError} another process has it; the message says which.
 */
export function lockDataDir(dataDir: string): DataDirLock {
  const pidFile = path.join(dataDir, "holdfast.pid");
  const file = openLockFile(path.join(dataDir, "holdfast.lock"));
  try {
    // Nothing is ever written to that file, so a journal beside it would only be litter.
    file.exec("pragma journal_mode = memory; begin exclusive");
    writeFileSync(pidFile, `${process.pid}\n`);
  } catch (cause) {
    file.close();
    throw lockFailure(dataDir, pidFile, cause);
  }
  return {
    release() {
      if (!file.isOpen) return;
      rmSync(pidFile, { force: true });
      file.close();
    },
  };
}

function openLockFile(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: 0 });
  } catch (cause) {
    throw lockFailure(path.dirname(file), file, cause);
  }
}

function lockFailure(dataDir: string, pidFile: string, cause: unknown): EmbeddedPostgresError {
  const busy = Error.isError(cause) && "errcode" in cause && cause.errcode === sqliteBusy;
  if (!busy) return cannotWrite(dataDir, cause);
  return new EmbeddedPostgresError(
    `The data folder ${dataDir} is in use by ${holder(pidFile)}: ` +
      "stop that one first, or set HOLDFAST_DATA_DIR to another folder.",
    { cause },
  );
}

/** The folder cannot be used by this account. */
export function cannotWrite(folder: string, cause: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `Holdfast cannot write to ${folder} (${reasonOf(cause)}): ` +
      "let this user write there, or set HOLDFAST_DATA_DIR to a folder where it may.",
    { cause },
  );
}

function holder(pidFile: string): string {
  try {
    return `process ${readFileSync(pidFile, "utf8").trim()}`;
  } catch {
    return "another Holdfast process";
  }
}
