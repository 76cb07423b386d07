import { toBinary, toJson } from "@bufbuild/protobuf";
import { ConnectError } from "@connectrpc/connect";
import type { RpcCode } from "@holdfast/client";
import { codeName, type Failure } from "../failure.ts";
import { toldSentence } from "../headerSpace.ts";
import { detailsOf } from "../status.ts";

/** A failure as connect sends it, in each of its protocols. */
export function connectError(failure: Failure): ConnectError {
  const message = toldSentence(failure.message);
  return new ConnectError(message, Number(failure.code), undefined, detailsOf(failure));
}

/** A failure as the JSON that the Connect protocol prescribes. */
export function connectJson(failure: Failure): string {
  return JSON.stringify({
    code: connectCode(failure.code),
    message: toldSentence(failure.message),
    details: detailsOf(failure).map(({ desc, value }) => ({
      type: desc.typeName,
      value: Buffer.from(toBinary(desc, value)).toString("base64").replace(/=+$/, ""),
      debug: toJson(desc, value),
    })),
  });
}

function connectCode(code: RpcCode): string {
  return codeName(code).toLowerCase().replace("cancelled", "canceled");
}
