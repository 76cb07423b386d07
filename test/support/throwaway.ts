import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from "../../src/store/embedded/embeddedPostgres.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

/** A cluster that is gone afterwards, however this process ends. */
export type Throwaway = {
  postgres: EmbeddedPostgres;
  /** What it was started with, to start it again. */
  options: EmbeddedPostgresOptions;
  /** Removes all of it, running or not. */
  remove: () => Promise<void>;
};

export async function startThrowaway(
  options: Omit<EmbeddedPostgresOptions, "dataDir"> = {},
): Promise<Throwaway> {
  const { path: dataDir, remove } = await temporaryFolder();
  const all = { ...options, dataDir };
  try {
    return { postgres: await startEmbeddedPostgres(all), options: all, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
