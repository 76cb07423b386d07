import { type Check } from "../check.ts";
import { bundleCheck, wholeCheck } from "./bundles.ts";
import { correctionCheck, countCheck, countLineCheck } from "./counts.ts";
import { entryCheck, headCheck, makerCheck, orderCheck } from "./journal.ts";
import { allocationCheck, claimCheck, lineCheck } from "./lines.ts";
import { barCheck, lotEntryCheck, shortCheck } from "./lots.ts";
import { chainCheck, postingCheck } from "./postings.ts";
import { reservationCheck, tracedCheck } from "./reservations.ts";
import { returnCheck } from "./returns.ts";
import { stockCheck } from "./stock.ts";
import { parcelCheck, stepCheck, transferCheck, transitCheck } from "./transfers.ts";

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
  lotEntryCheck,
  barCheck,
  shortCheck,
  returnCheck,
  transferCheck,
  parcelCheck,
  stepCheck,
  transitCheck,
  countCheck,
  countLineCheck,
  correctionCheck,
  wholeCheck,
  bundleCheck,
];
