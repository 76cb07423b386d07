import { type Check } from "../check.ts";
import { bundleCheck, wholeCheck } from "./bundles.ts";
import { entryCheck, headCheck, makerCheck, orderCheck } from "./journal.ts";
import { allocationCheck, claimCheck, lineCheck } from "./lines.ts";
import { chainCheck, postingCheck } from "./postings.ts";
import { reservationCheck, tracedCheck } from "./reservations.ts";
import { stockCheck } from "./stock.ts";

/** Every check, in the order in which they run. */
export const CHECKS: readonly Check[] = [
  headCheck,
  orderCheck,
  stockCheck,
  chainCheck,
  postingCheck,
  entryCheck,
  makerCheck,
  reservationCheck,
  tracedCheck,
  lineCheck,
  allocationCheck,
  claimCheck,
  wholeCheck,
  bundleCheck,
];
