import type { TokenKind } from "../limiter/limiter.ts";
import type { Outgoing } from "./exchange.ts";

/** A request to a warehouse system. */
export interface HttpRequest {
  readonly kind: TokenKind;
  readonly method: "GET" | "POST";
  readonly url: URL;
  /** Sent as `authorization: Bearer …`. Never in a log, an error or a status. */
  readonly bearer: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** Statuses of answers that mean something to whoever asks. */
  readonly accept: readonly number[];
}

/** The request as it goes out, with what every request of ours says. */
export function outgoing({ method, url, bearer, headers, json }: HttpRequest): Outgoing {
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new TypeError("requests go to http or https addresses only");
  }
  const type = json === undefined ? {} : { "content-type": "application/json" };
  return {
    method,
    url,
    headers: {
      accept: "application/json",
      "user-agent": "holdfast",
      ...type,
      ...headers,
      authorization: `Bearer ${bearer}`,
    },
    body: json === undefined ? undefined : JSON.stringify(json),
  };
}
