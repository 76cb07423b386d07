import type { Deliveries, DeliveryOutcome } from "../../wms/inbox/deliveries.ts";
import { RpcCode } from "@holdfast/client";
import { codeName, type Failure } from "../failure.ts";
import { failureOf } from "../failures.ts";
import { lineOf } from "../exchange.ts";
import { shortened } from "../headerSpace.ts";
import type { Pipeline } from "../pipeline.ts";
import { type BodyEnd, readBody } from "./body.ts";
import { type NodeRequest, type NodeResponse, send } from "./say.ts";

/** The largest delivery: some thousands of events. */
export const DELIVERY_BYTES_MAX = 1_048_576;

/** How long a delivery may take to arrive: nobody keeps a place for longer. */
const ARRIVAL_MS = 10_000;

/** Deliveries that are read or stored at once: 32 MiB, whoever knocks. */
const AT_ONCE_MAX = 32;

/** When it is worth knocking again. */
const RETRY_AFTER_S = "1";

const SIGNATURE = "x-wms-signature";

/** The account whose webhooks come to a path, or undefined where none do. */
export function webhookAccount(path: string): string | undefined {
  const [, code] = /^\/wms\/([^/]{1,300})\/events$/.exec(path) ?? [];
  if (code === undefined) return undefined;
  try {
    return decodeURIComponent(code);
  } catch {
    return code;
  }
}

/** What a sender is told, and what is logged: a code, and what only the operator may see. */
interface Told {
  readonly status: number;
  readonly code: RpcCode;
  readonly message: string;
  readonly field?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly failure?: Failure;
}

/**
 * Takes webhooks of warehouse systems: checks the signature, stores what happened, and only then says so. Needs no API
 * key. Bodies and secrets are never logged.
 */
export function createPostbox(
  pipeline: Pipeline,
  deliveries: Deliveries,
): (request: NodeRequest, response: NodeResponse, account: string) => Promise<void> {
  let atOnce = 0;
  return async (request, response, account) => {
    const startedAt = performance.now();
    let told = AWAY;
    if (request.method !== "POST") told = NO_POST;
    else if (atOnce >= AT_ONCE_MAX) told = CROWDED;
    else {
      atOnce += 1;
      told = await take(deliveries, request, response, account).finally(() => (atOnce -= 1));
    }
    answer(response, told);
    const ms = performance.now() - startedAt;
    const line = told.failure === undefined ? { code: codeName(told.code) } : lineOf(told.failure);
    pipeline.turnedAway({
      door: "http",
      method: `wms/${shortened(account, 100)}/events`,
      ...line,
      ms,
    });
  };
}

async function take(
  deliveries: Deliveries,
  request: NodeRequest,
  response: NodeResponse,
  account: string,
): Promise<Told> {
  try {
    const read = await readBody(request, response, {
      bytesMax: DELIVERY_BYTES_MAX,
      ms: ARRIVAL_MS,
    });
    if ("refused" in read) return refusedBody(read.refused);
    const header = request.headers[SIGNATURE];
    const signed = { header: typeof header === "string" ? header : "", body: read.body };
    return toldOf(await deliveries.take(account, signed));
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code !== RpcCode.UNAVAILABLE) return { ...FAULT, failure };
    return { ...AWAY, failure };
  }
}

function toldOf(outcome: DeliveryOutcome): Told {
  switch (outcome.what) {
    case "stored":
      return { status: 202, code: RpcCode.OK, message: "stored" };
    case "unknown":
      return { status: 404, code: RpcCode.NOT_FOUND, message: "no account takes webhooks here" };
    case "forged":
      return { status: 401, code: RpcCode.UNAUTHENTICATED, message: WRONG_SIGNATURE };
    case "malformed": {
      const { field, why } = outcome;
      const message = field === "" ? `the body: ${why}` : `${field}: ${why}`;
      return { status: 400, code: RpcCode.INVALID_ARGUMENT, message, field };
    }
    default:
      throw new Error(`no such outcome: ${String(outcome satisfies never)}`);
  }
}

const WRONG_SIGNATURE = `the signature is missing, wrong or old: send ${SIGNATURE}: t=<seconds>,v1=<hex>`;

const NO_POST: Told = {
  status: 405,
  code: RpcCode.UNIMPLEMENTED,
  message: "webhooks are POST requests",
  headers: { allow: "POST" },
};
const CROWDED: Told = {
  status: 503,
  code: RpcCode.RESOURCE_EXHAUSTED,
  message: "too many deliveries at once; send it again",
  headers: { "retry-after": RETRY_AFTER_S },
};
const AWAY: Told = {
  status: 503,
  code: RpcCode.UNAVAILABLE,
  message: "nothing can be stored now; send it again",
  headers: { "retry-after": RETRY_AFTER_S },
};
const FAULT: Told = {
  status: 500,
  code: RpcCode.INTERNAL,
  message: "a fault of the service; its log has the rest. Send it again",
  headers: { "retry-after": RETRY_AFTER_S },
};

function refusedBody(why: Extract<BodyEnd, { refused: unknown }>["refused"]): Told {
  if (why === "tooLarge") {
    const message = `a delivery has at most ${DELIVERY_BYTES_MAX} bytes; send fewer events at once`;
    return { status: 413, code: RpcCode.RESOURCE_EXHAUSTED, message };
  }
  // Nobody is left to read it.
  return { status: 408, code: RpcCode.CANCELLED, message: "the delivery did not arrive whole" };
}

function answer(response: NodeResponse, { status, message, field, headers = {} }: Told): void {
  if (response.destroyed || response.headersSent) return;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  const body = { message, ...(field !== undefined && { field }) };
  send(response, status, "application/json", JSON.stringify(body));
}
