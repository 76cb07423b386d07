import { create, fromBinary, toBinary, toJsonString } from "@bufbuild/protobuf";
import type { DescMethodUnary, JsonValue, Message } from "@bufbuild/protobuf";
import { Client, credentials, Metadata, type ServiceError } from "@grpc/grpc-js";
import { ConnectError, createHoldfast, type HoldfastOptions, isReplay } from "@holdfast/client";

import { callOf } from "../support/stockClient.ts";
import {
  answered,
  answeredByJson,
  type FailureJson,
  refusedByConnect,
  refusedByJson,
  refusedByStatus,
  type Told,
} from "./told.ts";

/** A way to call the service. */
export interface Door {
  call(method: DescMethodUnary, request: object): Promise<Told>;
  close(): void;
}

/** Where a server listens, and with which key it is called. */
export interface Visit {
  readonly grpcPort: number;
  readonly httpPort: number;
  readonly key: string;
}

/** Every door, by what a person would call it. */
export const DOORS: Readonly<Record<string, (visit: Visit) => Door>> = {
  "stock gRPC": stockDoor,
  "our client over Connect": (visit) => clientDoor(visit, "connect"),
  "our client over gRPC-Web": (visit) => clientDoor(visit, "grpc-web"),
  "our client over gRPC": (visit) => clientDoor(visit, "grpc"),
  "plain JSON": jsonDoor,
};

/** grpc-js, and no code of ours but the messages. */
export function stockDoor({ grpcPort, key }: Visit): Door {
  const client = new Client(`127.0.0.1:${grpcPort}`, credentials.createInsecure());
  const metadata = new Metadata();
  metadata.set("authorization", `Bearer ${key}`);
  const call = ({ parent, name, input, output }: DescMethodUnary, request: object) =>
    new Promise<Told>((resolve, reject) => {
      let replayed = false;
      const unary = client.makeUnaryRequest(
        `/${parent.typeName}/${name}`,
        (message: Message) => Buffer.from(toBinary(input, message)),
        (bytes: Buffer) => fromBinary(output, bytes) as Message,
        create(input, { ...request }),
        metadata,
        (error, answer) => {
          if (answer !== undefined) return resolve(answered(output, answer, replayed));
          const [packed] = (error as ServiceError).metadata.get("grpc-status-details-bin");
          if (!(packed instanceof Buffer)) return reject(error);
          // The trailer and its details must tell the same.
          const told = refusedByStatus(packed);
          return resolve({ ...told, message: (error as ServiceError).details });
        },
      );
      unary.on("metadata", (header: Metadata) => {
        replayed = header.get("holdfast-replay")[0] === "true";
      });
    });
  return { call, close: () => client.close() };
}

/** The client that other services install. */
export function clientDoor(
  { grpcPort, httpPort, key }: Visit,
  protocol: NonNullable<HoldfastOptions["protocol"]>,
): Door {
  const port = protocol === "grpc" ? grpcPort : httpPort;
  const holdfast = createHoldfast({ baseUrl: `http://127.0.0.1:${port}`, apiKey: key, protocol });
  return {
    async call(method, request) {
      const { output } = method;
      const call = callOf(holdfast, method);
      let replayed = false;
      try {
        const onHeader = (header: Headers) => (replayed = isReplay(header));
        return answered(output, (await call(request, { onHeader })) as Message, replayed);
      } catch (error) {
        if (error instanceof ConnectError) return refusedByConnect(error);
        throw error;
      }
    },
    close: () => holdfast.close(),
  };
}

/** `POST /holdfast.inventory.v1.InventoryService/Reserve`, as a shell script would. */
export function jsonDoor(visit: Visit): Door {
  return {
    async call(method, request) {
      const body = toJsonString(method.input, create(method.input, { ...request }));
      const response = await post(visit, method, body);
      const isReplayed = response.headers.get("holdfast-replay") === "true";
      const told = (await response.json()) as JsonValue;
      if (response.ok) return answeredByJson(method.output, told, isReplayed);
      return refusedByJson(told as unknown as FailureJson);
    },
    close: () => undefined,
  };
}

/** Sends JSON to a method. */
export function post(visit: Visit, method: DescMethodUnary, body: string): Promise<Response> {
  const { parent, name } = method;
  return fetch(`http://127.0.0.1:${visit.httpPort}/${parent.typeName}/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${visit.key}` },
    body,
  });
}

/** A visit to a shop on this machine. */
export function visitTo(
  { app }: { app: { grpcPort: number; httpPort: number } },
  key: string,
): Visit {
  return { grpcPort: app.grpcPort, httpPort: app.httpPort, key };
}
