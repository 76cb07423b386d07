import { create, toBinary } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { ErrorInfoSchema, StatusSchema } from "@holdfast/client";
import { type Detail, type Failure } from "./failure.ts";
import { toldFacts, toldSentence } from "./headerSpace.ts";

/** The domain of every reason: `google.rpc.ErrorInfo.domain`. */
const ERROR_DOMAIN = "holdfast.inventory.v1";

/** Everything a failure is told with: its `ErrorInfo` first, then the typed details. */
export function detailsOf(failure: Failure): Detail[] {
  const { reason, metadata } = failure;
  const info = { domain: ERROR_DOMAIN, reason, metadata: toldFacts(metadata) };
  return [{ desc: ErrorInfoSchema, value: create(ErrorInfoSchema, info) }, ...failure.details];
}

/** A failure as a serialised `google.rpc.Status`. */
export function statusBytes(failure: Failure): Uint8Array {
  const status = create(StatusSchema, {
    code: failure.code,
    message: toldSentence(failure.message),
    details: detailsOf(failure).map(({ desc, value }) => anyPack(desc, value)),
  });
  return toBinary(StatusSchema, status);
}
