import { type DescFile, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import type { Server } from "@grpc/grpc-js";
import { ReflectionService } from "@grpc/reflection";
import { SERVICES } from "../methods.ts";

type PackageDefinition = ConstructorParameters<typeof ReflectionService>[0];

/** Serves the schema of both services (reflection v1 and v1alpha), so that tools such as `buf curl` need none. */
export function addReflection(server: Server): void {
  const files = new Map<string, DescFile>();
  for (const service of SERVICES) collect(service.file, files);
  const fileDescriptorProtos = [...files.values()].map((file) =>
    Buffer.from(toBinary(FileDescriptorProtoSchema, file.proto)),
  );
  // The library reads nothing of a package but its files.
  const definition = { holdfast: { fileDescriptorProtos } } as unknown as PackageDefinition;
  new ReflectionService(definition).addToServer(server);
}

function collect(file: DescFile, files: Map<string, DescFile>): void {
  if (files.has(file.proto.name)) return;
  files.set(file.proto.name, file);
  for (const dependency of file.dependencies) collect(dependency, files);
}
