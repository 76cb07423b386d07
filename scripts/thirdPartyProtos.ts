import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { file_buf_validate_validate } from "@bufbuild/protovalidate/gen/buf/validate/validate_pb.js";
import { printProto } from "./printProto.ts";

const root = path.join(import.meta.dirname, "..");
const target = path.join(root, ".generated/third_party");

/**
 * Puts the proto files we import but did not write into `.generated/third_party`, from installed packages:
 * buf needs them beside ours, and its registry is out of reach of an offline build.
 */
export async function writeThirdPartyProtos(): Promise<void> {
  await rm(target, { recursive: true, force: true });
  await mkdir(path.join(target, "buf/validate"), { recursive: true });
  await writeFile(
    path.join(target, "buf/validate/validate.proto"),
    printProto(file_buf_validate_validate),
  );
  const google = path.dirname(
    fileURLToPath(import.meta.resolve("google-proto-files/package.json")),
  );
  for (const name of ["code", "error_details", "status"]) {
    const file = `google/rpc/${name}.proto`;
    await cp(path.join(google, file), path.join(target, file));
  }
}

if (import.meta.main) await writeThirdPartyProtos();
