import { KEYS } from "../referee/claim.ts";
import type { PlayedCommand, PlayedQuestion } from "../referee/played.ts";
import type { Round } from "../steps/step.ts";
import { insist } from "./caller.ts";
import type { Shop } from "./shop.ts";
import { availabilityFromWire, reservationFromWire } from "./wire.ts";

/** Reservations of a round that are looked at when it is over. */
const LOOKS_MAX = 4;

/** Asks how things stand once every command was answered. */
export function closingQuestions(
  shop: Shop,
  round: Round,
  commands: readonly PlayedCommand[],
): Promise<PlayedQuestion[]> {
  const first = round[0]?.n ?? 0;
  const ids = new Set<string>();
  for (const { heard } of commands) {
    const { outcome } = heard;
    if ("told" in outcome && "reservation" in outcome.told) ids.add(outcome.told.reservation.id);
  }
  ids.delete("");
  const what = `after the round of step ${first}`;
  return Promise.all([
    askHowMuch(shop, first, what),
    ...[...ids].slice(0, LOOKS_MAX).map((id, index) => look(shop, first + index, { what, id })),
  ]);
}

/** How much there is of everything. */
export async function askHowMuch(
  shop: Shop,
  caller: number,
  what: string,
  impatientMs?: number,
): Promise<PlayedQuestion> {
  const heard = await insist(
    (attempt) => shop.door(caller, attempt),
    async (inventory, options) => {
      const { availability } = await inventory.getAvailability({ keys: KEYS }, options);
      return availability.map(availabilityFromWire);
    },
    impatientMs,
  );
  return { what: `${what}: how much there is`, reservationId: null, heard };
}

export async function look(
  shop: Shop,
  caller: number,
  { what, id }: { what: string; id: string },
  impatientMs?: number,
): Promise<PlayedQuestion> {
  const heard = await insist(
    (attempt) => shop.door(caller, attempt),
    async (inventory, options) => {
      const { reservation } = await inventory.getReservation({ reservationId: id }, options);
      if (reservation === undefined) throw new Error("an answer without a reservation");
      return reservationFromWire(reservation);
    },
    impatientMs,
  );
  return { what: `${what}: reservation ${id}`, reservationId: id, heard };
}
