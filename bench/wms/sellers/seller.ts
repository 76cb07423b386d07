import type { Simulator } from "../../../src/wmsSim/simulator.ts";
import type { Workshop } from "../../support/workshop.ts";
import type { Stream, StreamOrder } from "../stream.ts";

/** How an order was answered. */
export interface Reply {
  readonly sold: boolean;
  /** What of the waiting was asked for by the warehouse system (429), in the warehouse's time. */
  readonly waitedMs: number;
}

/** Somebody who sells what lies in the warehouse. */
export interface Seller {
  sell(order: StreamOrder): Promise<Reply>;
  /** Waits until every order that was sold has been handed to the warehouse system. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** What a seller is made from. */
export interface SellerOptions {
  readonly stream: Stream;
  readonly warehouse: Simulator;
  /** The warehouse's time passes so many times as fast as ours. */
  readonly speed: number;
  /** Requests of ours that the warehouse system lets through in a second of ours. */
  readonly quotaPerSecond: number;
  readonly workshop: Workshop;
}
