import type {
  Adjust,
  ChangeCondition,
  Commit,
  CommandHeader,
  ConditionLine,
  Expire,
  Extend,
  Fulfil,
  LineRequest,
  LineSelection,
  Recall,
  Receive,
  Rehome,
  Release,
  Reserve,
  Return,
  ReturnLine,
  Sell,
  SetStock,
} from "../../../src/core/command.ts";
import type { Instant } from "../../../src/core/instant.ts";
import type { ReasonCode } from "../../../src/core/reason.ts";
import type { Cost, Uuid } from "../../../src/core/stock.ts";
import type {
  CancelCount,
  CloseCount,
  OpenCount,
  RecordCount,
} from "../../../src/core/count/command.ts";
import type { CountPlace } from "../../../src/core/count/count.ts";
import {
  type CancelTransfer,
  type CreateTransfer,
  type ReceivedLine,
  type ReceiveTransfer,
  type ShipTransfer,
} from "../../../src/core/transfer/command.ts";
import { MINUTE, parse } from "./said.ts";

interface FormOptions {
  readonly requestId?: string;
  readonly validateOnly?: boolean;
}

export interface OrderOptions extends FormOptions {
  readonly allowPartial?: boolean;
  readonly replaces?: Uuid | null;
}

export interface ReserveOptions extends OrderOptions {
  /** A quarter of an hour where nothing is said; null: without end. */
  readonly ttlMs?: number | null;
}

/** `2`: all of line 2. `2 x5`: five of it. `SOCK x5`: of the only line of socks. */
export type Selected = string | LineSelection;

export interface CommitOptions extends FormOptions {
  readonly lines?: readonly Selected[];
  readonly remainder?: Commit["remainder"];
  readonly onExpired?: Commit["onExpired"];
}

export interface ReleaseOptions extends FormOptions {
  readonly lines?: readonly Selected[];
  readonly scope?: Release["scope"];
  readonly reason?: string;
}

export interface FulfilOptions extends FormOptions {
  readonly lines?: readonly Selected[];
  readonly reference?: string;
  readonly occurredAt?: Instant | null;
}

/** What a receipt says of the lots it names. */
export interface ReceiveOptions extends FormOptions {
  readonly expiresAt?: Instant | null;
  readonly goodThrough?: string | null;
  readonly supplier?: string | null;
  readonly unitCost?: Cost | null;
  readonly occurredAt?: Instant | null;
  readonly reference?: string;
}

export interface AdjustOptions extends FormOptions {
  readonly expected?: bigint | null;
  readonly occurredAt?: Instant | null;
}

export interface ConditionOptions extends FormOptions {
  readonly isPhysicalTruth?: boolean;
  readonly reasonCode?: ReasonCode | null;
  readonly occurredAt?: Instant | null;
  readonly reason?: string;
  readonly reference?: string;
}

export interface RecallOptions extends FormOptions {
  readonly lifts?: boolean;
}

export interface ReturnOptions extends FormOptions {
  /** Where they are taken in; null: where they were shipped from. */
  readonly at?: string | null;
  readonly reason?: string;
  readonly reference?: string;
  readonly occurredAt?: Instant | null;
}

export interface TransferOptions extends FormOptions {
  readonly expectedAt?: Instant | null;
  readonly occurredAt?: Instant | null;
}

export interface ReceiptOptions extends TransferOptions {
  readonly isFinal?: boolean;
}

export interface CountOptions extends FormOptions {
  readonly scope?: OpenCount["scope"];
  readonly approvalThreshold?: bigint | null;
  readonly refusal?: OpenCount["refusal"];
}

export interface CloseOptions extends FormOptions {
  readonly isMissingZero?: boolean;
  readonly isApproved?: boolean;
}

/** Fills in commands from a few words. Every id is counted up, so that equal tests make equal commands. */
export class Forms {
  #count = 0;

  reserve(lines: string | readonly string[], options: ReserveOptions = {}): Reserve {
    const ttlMs = options.ttlMs === undefined ? 15 * MINUTE : options.ttlMs;
    return { kind: "reserve", ...this.#order("Reserve", lines, options), ttlMs };
  }

  sell(lines: string | readonly string[], options: OrderOptions = {}): Sell {
    return { kind: "sell", ...this.#order("Sell", lines, options) };
  }

  commit(reservationId: Uuid, options: CommitOptions = {}): Commit {
    return {
      kind: "commit",
      ...this.#header("Commit", options, [reservationId, options]),
      reservationId,
      lines: (options.lines ?? []).map(selected),
      remainder: options.remainder ?? "release",
      onExpired: options.onExpired ?? "fail",
    };
  }

  release(reservationId: Uuid, options: ReleaseOptions = {}): Release {
    return {
      kind: "release",
      ...this.#header("Release", options, [reservationId, options]),
      reservationId,
      lines: (options.lines ?? []).map(selected),
      scope: options.scope ?? "holds",
      reason: options.reason ?? "",
    };
  }

  extend(reservationId: Uuid, ttlMs: number, options: FormOptions = {}): Extend {
    const header = this.#header("Extend", options, [reservationId, ttlMs]);
    return { kind: "extend", ...header, reservationId, ttlMs };
  }

  fulfil(reservationId: Uuid, options: FulfilOptions = {}): Fulfil {
    return {
      kind: "fulfil",
      ...this.#header("Fulfil", options, [reservationId, options]),
      reservationId,
      lines: (options.lines ?? []).map(selected),
      reference: options.reference ?? "",
      occurredAt: options.occurredAt ?? null,
    };
  }

  /** Where it arrived is said by the first line. */
  receive(lines: string | readonly string[], options: ReceiveOptions = {}): Receive {
    const said = [lines].flat().map(parse);
    const { expiresAt = null, goodThrough = null, supplier = null, unitCost = null } = options;
    return {
      kind: "receive",
      ...this.#header("Receive", options, [lines, options]),
      location: said[0]?.location ?? "MAIN",
      lines: said.map(({ sku, quantity, lot }) => ({
        sku,
        quantity,
        lot:
          lot === null
            ? null
            : { id: this.#id("lot"), number: lot, expiresAt, goodThrough, supplier, unitCost },
        stockId: this.#id("stock"),
      })),
      reference: options.reference ?? "",
      occurredAt: options.occurredAt ?? null,
    };
  }

  /** Where it was counted is said by the first line. */
  adjust(lines: string | readonly string[], options: AdjustOptions = {}): Adjust {
    const said = [lines].flat().map(parse);
    return {
      kind: "adjust",
      ...this.#header("Adjust", options, [lines, options]),
      location: said[0]?.location ?? "MAIN",
      lines: said.map(({ sku, quantity, lot }) => ({
        sku,
        lot,
        quantityDelta: quantity,
        expectedQuantity: options.expected ?? null,
        stockId: this.#id("stock"),
      })),
      reason: "counted",
      reasonCode: "count_correction",
      reference: "",
      occurredAt: options.occurredAt ?? null,
    };
  }

  /** What there is of each line, all of it. Where it was counted is said by the first line. */
  setStock(lines: string | readonly string[], options: AdjustOptions = {}): SetStock {
    const said = [lines].flat().map(parse);
    return {
      kind: "setStock",
      ...this.#header("SetStock", options, [lines, options]),
      location: said[0]?.location ?? "MAIN",
      lines: said.map(({ sku, quantity, lot }) => ({
        sku,
        lot,
        quantity,
        expectedQuantity: options.expected ?? null,
        stockId: this.#id("stock"),
      })),
      reason: "counted",
      reasonCode: null,
      reference: "",
      occurredAt: options.occurredAt ?? null,
    };
  }

  /** Bars a lot such as `MILK #A`, or lets it serve again. */
  recall(said: string, options: RecallOptions = {}): Recall {
    const { sku, lot } = parse(said);
    const method = options.lifts === true ? "LiftRecall" : "RecallLot";
    return {
      kind: options.lifts === true ? "liftRecall" : "recallLot",
      ...this.#header(method, options, [said, options]),
      sku,
      lot: lot ?? "",
      reason: "glass in it",
      reasonCode: "recall",
      reference: "",
    };
  }

  /** What the re-homer sends when it finds that something of a reservation has to go. */
  rehome(reservationId: Uuid): Rehome {
    return { kind: "rehome", reservationId };
  }

  /** Lines as in `2 MILK @MAIN #A: available to damaged, as QH-7`. Where it is said by the first one. */
  changeCondition(
    lines: string | readonly string[],
    options: ConditionOptions = {},
  ): ChangeCondition {
    const said = [lines].flat().map(parseCondition);
    return {
      kind: "changeCondition",
      ...this.#header("ChangeCondition", options, [lines, options]),
      location: said[0]?.location ?? "MAIN",
      lines: said.map(({ line }) => line),
      isPhysicalTruth: options.isPhysicalTruth ?? false,
      reason: options.reason ?? "looked at",
      reasonCode: options.reasonCode ?? null,
      reference: options.reference ?? "",
      occurredAt: options.occurredAt ?? null,
    };
  }

  /** Lines as in `SOCK x2`, `1 x2 of A`, `1 x2 to damaged`. */
  return(
    reservationId: Uuid,
    lines: string | readonly string[],
    options: ReturnOptions = {},
  ): Return {
    return {
      kind: "return",
      ...this.#header("Return", options, [reservationId, lines, options]),
      reservationId,
      location: options.at ?? null,
      lines: [lines].flat().map((said) => this.#returned(said)),
      reason: options.reason ?? "",
      reference: options.reference ?? "",
      occurredAt: options.occurredAt ?? null,
    };
  }

  /** Where from is said by the first line, as in `5 SOCK @MAIN`. */
  createTransfer(
    lines: string | readonly string[],
    to: string,
    options: TransferOptions = {},
  ): CreateTransfer {
    const said = [lines].flat().map(parse);
    return {
      kind: "createTransfer",
      ...this.#header("CreateTransfer", options, [lines, to, options]),
      from: said[0]?.location ?? "MAIN",
      to,
      lines: said.map(({ sku, lot, quantity }) => ({ sku, lot, quantity })),
      expectedAt: options.expectedAt ?? null,
      reference: "",
    };
  }

  /** Lines as in `1`: all of it, or `2 x5`. None: everything. */
  shipTransfer(
    transferId: Uuid,
    lines: readonly string[] = [],
    options: TransferOptions = {},
  ): ShipTransfer {
    return {
      kind: "shipTransfer",
      ...this.#header("ShipTransfer", options, [transferId, lines, options]),
      transferId,
      lines: lines.map(selected).map(({ line, quantity }) => ({ line, quantity })),
      expectedAt: options.expectedAt ?? null,
      stockIds: Array.from({ length: 1_000 }, () => this.#id("stock")),
      reference: "",
      occurredAt: options.occurredAt ?? null,
    };
  }

  /** Lines as in `1 #A: 3 received, 1 damaged, 1 lost`. */
  receiveTransfer(
    transferId: Uuid,
    lines: string | readonly string[],
    options: ReceiptOptions = {},
  ): ReceiveTransfer {
    return {
      kind: "receiveTransfer",
      ...this.#header("ReceiveTransfer", options, [transferId, lines, options]),
      transferId,
      lines: [lines].flat().map(receivedLine),
      isFinal: options.isFinal ?? false,
      reference: "",
      occurredAt: options.occurredAt ?? null,
    };
  }

  cancelTransfer(transferId: Uuid, options: TransferOptions = {}): CancelTransfer {
    return {
      kind: "cancelTransfer",
      ...this.#header("CancelTransfer", options, [transferId, options]),
      transferId,
      reason: "not needed",
      occurredAt: options.occurredAt ?? null,
    };
  }

  openCount(location: string, lines: readonly CountPlace[], options: CountOptions = {}): OpenCount {
    return {
      kind: "openCount",
      ...this.#header("OpenCount", options, [location, options]),
      location,
      scope: options.scope ?? "all",
      lines,
      refusal: options.refusal ?? null,
      approvalThreshold: options.approvalThreshold ?? null,
      reference: "",
    };
  }

  recordCount(
    countId: Uuid,
    lines: string | readonly string[],
    options: FormOptions & { readonly isMore?: boolean } = {},
  ): RecordCount {
    return {
      kind: "recordCount",
      ...this.#header("RecordCount", options, [countId, lines, options]),
      countId,
      lines: [lines].flat().map((said) => {
        const { sku, lot, quantity } = parse(said);
        return { sku, lot, quantity };
      }),
      isMore: options.isMore ?? false,
    };
  }

  closeCount(countId: Uuid, options: CloseOptions = {}): CloseCount {
    return {
      kind: "closeCount",
      ...this.#header("CloseCount", options, [countId, options]),
      countId,
      isMissingZero: options.isMissingZero ?? false,
      isApproved: options.isApproved ?? false,
      reason: "",
      stockIds: Array.from({ length: 20 }, () => this.#id("stock")),
    };
  }

  cancelCount(countId: Uuid, options: FormOptions = {}): CancelCount {
    const header = this.#header("CancelCount", options, [countId]);
    return { kind: "cancelCount", ...header, countId, reason: "not now" };
  }

  expire(reservationId: Uuid): Expire {
    return { kind: "expire", reservationId };
  }

  #returned(said: string): ReturnLine {
    const words = /^(\S+ x\d+)(?: of (\w+))?(?: to (\w+))?$/.exec(said);
    if (words === null) throw new Error(`cannot read "${said}"`);
    const [, units = "", lot = null, to = "available"] = words;
    return { ...selected(units), lot, to: condition(to), stockId: this.#id("stock") };
  }

  #order(
    method: string,
    lines: string | readonly string[],
    options: ReserveOptions,
  ): Omit<Sell, "kind"> {
    return {
      ...this.#header(method, options, [lines, options]),
      reservationId: this.#id("order"),
      orderRef: "",
      lines: [lines].flat().map(lineRequest),
      allowPartial: options.allowPartial ?? false,
      replaces: options.replaces ?? null,
    };
  }

  #header(method: string, options: FormOptions, payload: unknown): CommandHeader {
    const requestId = options.requestId ?? this.#id("request");
    return {
      entryId: this.#id("entry"),
      key: { source: "api", requestId },
      method,
      fingerprint: JSON.stringify([method, payload], (_, value: unknown) =>
        typeof value === "bigint" ? String(value) : value,
      ),
      actor: "clerk",
      validateOnly: options.validateOnly ?? false,
    };
  }

  #id(what: string): Uuid {
    this.#count += 1;
    return `${what}-${String(this.#count).padStart(5, "0")}`;
  }
}

function lineRequest(said: string): LineRequest {
  return parse(said);
}

function receivedLine(said: string): ReceivedLine {
  const words = /^(\d+)(?: #(\S+))?: (.+)$/.exec(said);
  if (words === null) throw new Error(`cannot read "${said}"`);
  const [, line = "", lot = null, fates = ""] = words;
  const units = { received: 0n, damaged: 0n, lost: 0n };
  for (const fate of fates.split(", ")) {
    const [quantity = "", name = ""] = fate.split(" ");
    units[name as keyof typeof units] += BigInt(quantity);
  }
  return { line: Number(line), lot, ...units };
}

const CONDITIONS = {
  available: null,
  damaged: "damaged",
  quarantined: "quarantined",
  withheld: "withheld",
} as const;

function parseCondition(said: string): { location: string | null; line: ConditionLine } {
  const words = /^(.+): (\w+) to (\w+)(?:, as (.+))?$/.exec(said);
  if (words === null) throw new Error(`cannot read "${said}"`);
  const [, goods = "", from = "", to = "", wmsReference = ""] = words;
  const { sku, lot, quantity, location } = parse(goods);
  const line = { sku, lot, quantity, from: condition(from), to: condition(to), wmsReference };
  return { location, line };
}

function condition(said: string): ConditionLine["from"] {
  const known = Object.entries(CONDITIONS).find(([name]) => name === said);
  if (known === undefined) throw new Error(`there is no condition ${said}`);
  return known[1];
}

function selected(said: Selected): LineSelection {
  if (typeof said !== "string") return said;
  const [, name = "", units = "0"] = /^(\S+)(?: x(\d+))?$/.exec(said) ?? [];
  const line = /^\d+$/.test(name) ? Number(name) : 0;
  return { line, sku: line === 0 ? name : "", quantity: BigInt(units) };
}
