import type { DescMethodUnary } from "@bufbuild/protobuf";
import { CatalogService, InventoryService, StockService, WmsService } from "@holdfast/client";

/** What is done to an input: nothing, or what sort of harm is meant. */
export const KINDS = ["legal", "border", "hostile", "mutated", "frame", "head", "raw"] as const;
export type Kind = (typeof KINDS)[number];

export type DoorName = "grpc" | "http";
export type Protocol = "grpc" | "grpc-web" | "connect";
export type Codec = "binary" | "json";

/** Some bytes of a body, in an envelope of gRPC or without one. */
export interface Part {
  readonly bytes: Buffer;
  /** How the bytes are packed when they are sent. */
  readonly packed?: "gzip" | undefined;
  /** What the five bytes in front say; `length` only where it is a lie. */
  readonly frame?: { readonly flag: number; readonly length?: number } | undefined;
}

/** One request to a path, over HTTP/2 or HTTP/1.1. */
export interface Call {
  readonly form: "call";
  readonly door: DoorName;
  readonly http: 1 | 2;
  readonly protocol: Protocol;
  readonly codec: Codec;
  /** Pseudo-headers of HTTP/2 too; HTTP/1.1 is told the same things in its own way. */
  readonly head: readonly (readonly [name: string, value: string])[];
  readonly body: readonly Part[];
  /** What follows the body: its end, a reset of the stream, or nothing for a while and then a reset. */
  readonly ending: "end" | "reset" | "silence";
}

/** Bytes on a connection of their own. */
export interface Talk {
  readonly form: "talk";
  readonly door: DoorName;
  readonly bytes: Buffer;
  /** Ids of the requests in it that may be carried out. */
  readonly requestIds: readonly string[];
}

/** What is known of the answer beforehand. */
export type Expectation =
  | { readonly is: "anything" }
  /** The field is within its limits: it must not be named as wrong. */
  | { readonly is: "taken"; readonly field: string }
  /** A field is beyond its limits: INVALID_ARGUMENT names it; an empty name stands for the whole request. */
  | { readonly is: "refused"; readonly field: string };

/** One thing that is sent to the server, as data: it can be kept in a file and sent again. */
export interface Input {
  readonly kind: Kind;
  /** What is odd about it, for people. */
  readonly what: string;
  readonly sent: Call | Talk;
  readonly expected: Expectation;
  /** May the server end the whole connection for it? */
  readonly isRough: boolean;
}

/** Every method of every service of the contract, by its path. */
export const METHODS: ReadonlyMap<string, DescMethodUnary> = new Map(
  [InventoryService, StockService, CatalogService, WmsService].flatMap((service) =>
    (service.methods as readonly DescMethodUnary[]).map((method) => [pathOf(method), method]),
  ),
);

export function pathOf({ parent, name }: DescMethodUnary): string {
  return `/${parent.typeName}/${name}`;
}

/** The first value of a header, as the call sends it. */
export function headerOf({ head }: Call, wanted: string): string | undefined {
  return head.find(([name]) => name === wanted)?.[1];
}
