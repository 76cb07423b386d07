import { cancel, sell, stateOf } from "./orders.ts";
import type { Teller } from "./teller.ts";

/** Cancelled before the warehouse has allocated anything, and after. */
export async function tellCancelling(teller: Teller): Promise<void> {
  await tellEarly(teller);
  await tellLate(teller);
}

async function tellEarly(teller: Teller): Promise<void> {
  const { stage } = teller;
  teller.step(36, "A-3 buys the last lamp, and is cancelled before the job runs.");
  const early = await sell(stage, "A-3", 1);
  teller.say(early.words);
  await teller.both({ shown: 1, orders: 2, onHand: 1, committed: 1, available: 0 });
  await cancel(stage, early);
  await teller.both({ shown: 1, orders: 2, onHand: 1, available: 1 });
  teller.check((await stateOf(stage, early)) === "RELEASED", "A-3 is not released");
  teller.say("The warehouse said that it will not allocate it: only that sets the lamp free.");
}

async function tellLate(teller: Teller): Promise<void> {
  const { stage } = teller;
  const { faults } = stage.warehouse;
  teller.step(38, "A-4 buys it. Then the line to the warehouse breaks.");
  const order = await sell(stage, "A-4", 1);
  teller.say(order.words);
  await teller.both({ shown: 1, orders: 3, onHand: 1, committed: 1, available: 0 });
  faults.set({ cut: 1 });
  teller.later(45, "the job runs and allocates the lamp. Holdfast does not hear of it.");
  await cancel(stage, order);
  await teller.both({ shown: 0, orders: 3, onHand: 1, committed: 1, available: 0 });
  teller.check((await stateOf(stage, order)) === "COMMITTED", "A-4 is not committed");
  teller.say("A-4 was cancelled, and stays sold: nobody here knows what the warehouse has done.");
  faults.reset();
  teller.later(50, "the line is back. The warehouse accepts the cancellation.");
  await teller.both({ shown: 0, orders: 3, onHand: 0, available: 0 });
  await teller.lasting();
  teller.say("The lamp is on its way back to the shelf. No page shows it yet, so nobody gets it.");
  teller.later(60, "the next run returns it.");
  await teller.both({ shown: 1, orders: 3, onHand: 1, available: 1 });
  teller.check((await stateOf(stage, order)) === "RELEASED", "A-4 is not released");
}
