import { hash } from "node:crypto";

import type { MessageInitShape } from "@bufbuild/protobuf";
import {
  ErrorReason,
  type ImportRequest,
  type ImportResponseSchema,
  RowFormat as RowFormatProto,
  RowKind as RowKindProto,
} from "@holdfast/client";
import { ROW_KINDS, type RowFormat, type RowKind } from "../../exchange/columns.ts";
import type { ImportedChunk } from "../../exchange/importChunk.ts";
import type { Importing } from "../../exchange/importing.ts";
import type { Chunk } from "../../exchange/readChunk.ts";
import { newId } from "../../store/newId.ts";
import type { Call } from "../call.ts";

const KINDS = {
  items: RowKindProto.ITEMS,
  locations: RowKindProto.LOCATIONS,
  stock: RowKindProto.STOCK,
  movements: RowKindProto.MOVEMENTS,
} satisfies Record<RowKind, RowKindProto>;

/** Nobody but a file's rows spends the ids of this source. */
const SOURCE = "import";

/** A piece of a file, as it was sent. */
export function chunkFromProto(request: ImportRequest): Chunk {
  return {
    kind: kindFromProto(request.kind),
    format: formatFromProto(request.format),
    bytes: request.chunk,
    firstLine: Number(request.firstLine) || 1,
    header: request.header,
  };
}

/** What an import is carried out with. Its commands have names, and fingerprints of what they say, of their own. */
export function importingFor(request: ImportRequest, call: Call): Importing {
  const own = call.header(request);
  return {
    requestId: request.requestId,
    isDryRun: request.validateOnly,
    catalog: call.catalog,
    header: (requestId, said) => {
      const fingerprint = `v1:${hash("sha256", `${own.method}\0${said}`, "base64url")}`;
      return { ...own, entryId: newId(), key: { source: SOURCE, requestId }, fingerprint };
    },
    submit: (command) => call.submitPart(command),
  };
}

/** What has become of the rows, as it is told. */
export function importToProto({
  problems,
  ...counts
}: ImportedChunk): MessageInitShape<typeof ImportResponseSchema> {
  const errors = problems.map(({ line, reason, ...problem }) => {
    return { ...problem, line: BigInt(line), reason: ErrorReason[reason] };
  });
  return { ...counts, errors };
}

/** What rows tell of. */
export function kindFromProto(kind: RowKindProto): RowKind {
  const known = ROW_KINDS.find((name) => KINDS[name] === kind);
  if (known === undefined) throw new Error(`no such rows: ${kind}`);
  return known;
}

/** How rows are written. */
export function formatFromProto(format: RowFormatProto): RowFormat {
  return format === RowFormatProto.JSON_LINES ? "jsonl" : "csv";
}
