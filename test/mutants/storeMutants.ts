import type { Mutant } from "./mutant.ts";

/** Guards of the lane and of the database. */
export const STORE_MUTANTS: readonly Mutant[] = [];
