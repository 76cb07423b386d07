import { reserve, sell, stateOf } from "./orders.ts";
import { CELL } from "./stage.ts";
import type { Teller } from "./teller.ts";

/** A lost reply, and a lamp that breaks. */
export async function tellMishaps(teller: Teller): Promise<void> {
  await tellLostReply(teller);
  await tellDamage(teller);
}

async function tellLostReply(teller: Teller): Promise<void> {
  const { stage } = teller;
  const { world, faults } = stage.warehouse;
  teller.step(62, "Five lamps are delivered to the warehouse.");
  world.happen("receipt", CELL, 5);
  await teller.both({ shown: 6, orders: 3, onHand: 6, available: 6 });

  teller.step(64, "A-5 buys two. The warehouse takes the order, and its reply is lost.");
  faults.next("replyLost", { on: "placeOrder" });
  const order = await sell(stage, "A-5", 2);
  teller.say(order.words);
  await teller.both({ shown: 6, orders: 4, onHand: 6, committed: 2, available: 4 });
  await teller.lasting();
  teller.check(faults.ordered.length === 0, "no reply was lost");
  teller.say(
    "It is found by its reference, or pushed again under the same key: one order, not two.",
  );
  teller.later(75, "the job runs.");
  await teller.both({ shown: 4, orders: 4, onHand: 4, available: 4 });
  teller.check((await stateOf(stage, order)) === "FULFILLED", "A-5 is not fulfilled");
}

async function tellDamage(teller: Teller): Promise<void> {
  const { stage } = teller;
  teller.step(77, "A-6 holds three of the four. Then one lamp breaks in the warehouse.");
  const holder = await reserve(stage, "A-6", 3);
  teller.say(holder.words);
  await teller.both({ shown: 4, orders: 4, onHand: 4, held: 3, available: 1 });
  stage.warehouse.world.happen("damage", CELL, 1);
  const broken = { shown: 3, bad: 1, orders: 4 };
  await teller.both({ ...broken, onHand: 4, unallocatable: 1, held: 3, available: 0 });
  const refused = await reserve(stage, "A-7", 1);
  teller.say(refused.words);
  teller.check(refused.reservation === undefined, "A-7 got a lamp that is broken");
}
