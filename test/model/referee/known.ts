import type { Books, Reservation, Stock } from "../books/books.ts";
import type { Command } from "../books/command.ts";
import { tellReservation, tellStock } from "../books/told.ts";
import type { Told } from "../stage/wire.ts";
import { Violation } from "./played.ts";

/** A request that is in the journal. */
export interface Booked {
  readonly command: Command;
  readonly seq: number;
  readonly reservationId: string | null;
  /** The stock rows that its answer tells. */
  readonly named: readonly Stock[];
}

/** All that is known when the next entry is looked at. */
export interface Known {
  readonly books: Books;
  /** What was sent under each request id, the last first. */
  readonly sent: Map<string, readonly Command[]>;
  readonly booked: Map<string, Booked>;
  /** The reservation that the entry before gave up for the one to come. */
  replacing: string | null;
}

/** What a request that is in the journal is answered with now. */
export function tellBooked({ books }: Known, booked: Booked, now: number): Told {
  const { reservationId, seq, named: rows } = booked;
  if (reservationId === null) return { seq, stock: rows.map((stock) => tellStock(stock)) };
  return { reservation: tellReservation(reservationById(books, reservationId), now) };
}

/** @throws Violation when nobody made it */
export function reservationById(books: Books, id: string): Reservation {
  const reservation = books.reservations.get(id);
  if (reservation === undefined) throw new Violation(`nobody made the reservation ${id}`);
  return reservation;
}
