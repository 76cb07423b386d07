import type { Command } from "../../../core/command.ts";
import type { CountCommand } from "../../../core/count/command.ts";
import type { TransferCommand } from "../../../core/transfer/command.ts";

type OfReservations = "commit" | "release" | "extend" | "fulfil" | "return" | "expire" | "rehome";
type OfLots = "recallLot" | "liftRecall";
type OfWms = "wmsWalked" | "wmsResolve";

/** What leaves no row short by itself, or is noted once what it names was read. */
export type Quiet =
  | Extract<Command, { readonly kind: OfReservations | OfLots | OfWms }>
  | TransferCommand
  | CountCommand;
