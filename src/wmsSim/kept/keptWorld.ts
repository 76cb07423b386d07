import {
  type CellKey,
  type SimCancel,
  type SimHappening,
  type SimOrder,
  type SimOutcome,
  World,
  type WorldOptions,
} from "../world/world.ts";
import type { Done } from "./line.ts";

/** The world's time is written down this often at least, so that it never falls back by more. */
const NOTE_EVERY_MS = 600_000;

/** A world that says what is done to it, before it is done. */
export class KeptWorld extends World {
  #say: ((done: Done) => void) | null = null;
  #saidAt: number;

  constructor(options: WorldOptions) {
    super(options);
    this.#saidAt = options.startAt;
  }

  /** From now on everything is said. */
  tell(say: (done: Done) => void): void {
    this.#say = say;
    this.#saidAt = this.now;
  }

  /** Says how late it is. */
  note(): void {
    this.#tell({ did: "nothing" });
  }

  override advanceTo(ms: number): void {
    super.advanceTo(ms);
    if (this.now - this.#saidAt >= NOTE_EVERY_MS) this.note();
  }

  override startRun(): void {
    this.#tell({ did: "run" });
    super.startRun();
  }

  override placeOrder(order: SimOrder): SimOutcome {
    this.#tell({ did: "place", order: { ...order, lines: [...order.lines] } });
    return super.placeOrder(order);
  }

  override cancelOrder(cancel: SimCancel): "read" | "unknown" {
    this.#tell({ did: "cancel", cancel: { ...cancel, lines: [...cancel.lines] } });
    return super.cancelOrder(cancel);
  }

  override happen(
    kind: SimHappening,
    cell: CellKey,
    quantity: number,
    discoverAfterMs = 0,
    holdReference?: string,
  ): number {
    const hold = holdReference ?? null;
    this.#tell({ did: "happen", deed: { kind, cell, quantity, discoverAfterMs, hold } });
    return super.happen(kind, cell, quantity, discoverAfterMs, holdReference);
  }

  #tell(done: Done): void {
    if (this.#say === null) return;
    this.#say(done);
    this.#saidAt = this.now;
  }
}
