import { type Answered, commit, reserve, stateOf } from "./orders.ts";
import type { Teller } from "./teller.ts";

/** Two orders for the last lamps, inside one run of the warehouse. */
export async function tellCompeting(teller: Teller): Promise<void> {
  const { stage } = teller;
  teller.step(
    0,
    "Three lamps lie in the warehouse. Its job has just run; the next one is at 09:15.",
  );
  await teller.both({ shown: 3, orders: 0, onHand: 3, available: 3 });

  teller.step(4, "Two orders arrive together. Each wants two lamps.");
  const answers = await Promise.all([reserve(stage, "A-1", 2), reserve(stage, "A-2", 2)]);
  for (const { words } of answers) teller.say(words);
  const [winner, ...others] = answers.filter(({ reservation }) => reservation !== undefined);
  teller.check(winner !== undefined && others.length === 0, "not exactly one of them was held");
  if (winner === undefined) return;
  await teller.both({ shown: 3, orders: 0, onHand: 3, held: 2, available: 1 });
  teller.say("Whoever asks the warehouse, or keeps a copy of its number, would have sold both.");

  await tellSale(teller, winner);
}

async function tellSale(teller: Teller, winner: Answered): Promise<void> {
  const { stage } = teller;
  teller.step(6, `${winner.name} is paid: Commit. The order is handed to the warehouse.`);
  await commit(stage, winner);
  await teller.both({ shown: 3, orders: 1, onHand: 3, committed: 2, available: 1 });
  teller.say("It goes on showing three: it allocates when its job runs. One is for sale.");

  teller.step(15, "The job runs. Its page and the order's state come, in whichever order.");
  await teller.both({ shown: 1, orders: 1, onHand: 1, available: 1 });
  await teller.lasting();
  teller.check((await stateOf(stage, winner)) === "FULFILLED", `${winner.name} is not fulfilled`);
  teller.say(`3 - 2 = 1 on both sides: deducted once. ${winner.name} is FULFILLED.`);

  teller.step(35, "The lamps have left the house, and the warehouse says so.");
  await teller.lasting();
  await teller.both({ shown: 1, orders: 1, onHand: 1, available: 1 });
  teller.say("Nothing is deducted a second time.");
}
