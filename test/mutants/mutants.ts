import { CORE_MUTANTS } from "./coreMutants.ts";
import type { Mutant } from "./mutant.ts";
import { STORE_MUTANTS } from "./storeMutants.ts";

/** Every guard, broken once each. */
export const MUTANTS: readonly Mutant[] = [...CORE_MUTANTS, ...STORE_MUTANTS];
