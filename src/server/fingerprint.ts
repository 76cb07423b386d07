import { hash } from "node:crypto";
import { type DescMessage, type MessageShape, toBinary } from "@bufbuild/protobuf";

/**
 * A versioned hash of a method and its decoded message, as sent and before defaults: equal for JSON and
 * binary, whatever order the fields came in. Unknown fields do not count, since JSON cannot carry them.
 */
export function fingerprint<D extends DescMessage>(
  method: string,
  schema: D,
  message: MessageShape<D>,
): string {
  const payload = toBinary(schema, message, { writeUnknownFields: false });
  const name = Buffer.from(`${method}\0`);
  return `v1:${hash("sha256", Buffer.concat([name, payload]), "base64url")}`;
}
