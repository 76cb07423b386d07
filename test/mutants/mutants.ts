import { BUNDLE_MUTANTS } from "./bundleMutants.ts";
import { CATALOG_MUTANTS } from "./catalogMutants.ts";
import { CONDITION_MUTANTS } from "./conditionMutants.ts";
import { CORE_MUTANTS } from "./coreMutants.ts";
import { CRASH_MUTANTS } from "./crashMutants.ts";
import { DESK_MUTANTS } from "./deskMutants.ts";
import { DOOR_MUTANTS } from "./doorMutants.ts";
import { EXCHANGE_MUTANTS } from "./exchangeMutants.ts";
import { FUZZ_MUTANTS } from "./fuzzMutants.ts";
import { HISTORY_MUTANTS } from "./historyMutants.ts";
import { LOT_MUTANTS } from "./lotMutants.ts";
import { MERGE_MUTANTS } from "./mergeMutants.ts";
import { LANE_MUTANTS } from "./laneMutants.ts";
import { MODEL_MUTANTS } from "./modelMutants.ts";
import type { Mutant } from "./mutant.ts";
import { PAST_MUTANTS } from "./pastMutants.ts";
import { STORE_MUTANTS } from "./storeMutants.ts";
import { TRANSFER_MUTANTS } from "./transferMutants.ts";
import { WMS_MUTANTS } from "./wmsMutants.ts";

/** Every guard, broken once each. */
export const MUTANTS: readonly Mutant[] = [
  ...CORE_MUTANTS,
  ...CONDITION_MUTANTS,
  ...LOT_MUTANTS,
  ...PAST_MUTANTS,
  ...EXCHANGE_MUTANTS,
  ...LANE_MUTANTS,
  ...STORE_MUTANTS,
  ...DOOR_MUTANTS,
  ...MODEL_MUTANTS,
  ...CRASH_MUTANTS,
  ...FUZZ_MUTANTS,
  ...HISTORY_MUTANTS,
  ...WMS_MUTANTS,
  ...MERGE_MUTANTS,
  ...DESK_MUTANTS,
  ...BUNDLE_MUTANTS,
  ...CATALOG_MUTANTS,
  ...TRANSFER_MUTANTS,
];
