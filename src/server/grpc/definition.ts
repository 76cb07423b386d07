import { type Message, toBinary } from "@bufbuild/protobuf";
import type { ServiceDefinition } from "@grpc/grpc-js";
import { type Method, pathOf } from "../methods.ts";

/**
 * The methods as grpc-js wants them. Requests stay bytes: the pipeline decodes them once it knows who calls,
 * and says what is wrong with them, where grpc-js would only say INTERNAL.
 */
export function serviceDefinition(methods: readonly Method[]): ServiceDefinition {
  return Object.fromEntries(
    methods.map((method) => [
      pathOf(method),
      {
        path: pathOf(method),
        requestStream: false,
        responseStream: false,
        requestSerialize: (bytes: Buffer) => bytes,
        requestDeserialize: (bytes: Buffer) => bytes,
        responseSerialize: (message: Message) => serialize(method, message),
        responseDeserialize: (bytes: Buffer) => bytes,
      },
    ]),
  );
}

function serialize(method: Method, message: Message): Buffer {
  const bytes = toBinary(method.desc.output, message);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
