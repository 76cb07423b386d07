import type { Failure } from "../failure.ts";
import { fieldFailure } from "../failures.ts";
import { toldSentence } from "../headerSpace.ts";
import { statusBytes } from "../status.ts";
import type { NodeRequest, NodeResponse } from "./say.ts";

/**
 * Is this what connect throws, rather than an answer, when it speaks gRPC or gRPC-Web and the failure quotes a JSON
 * string that is no text, such as "\ud800"?
 */
export function isHalfCharacter(error: unknown): boolean {
  return Error.isError(error) && error.name === "URIError";
}

/** Tells so before anything else was told: the response's headers are its trailers as well. @returns what was told */
export function tellHalfCharacter(request: NodeRequest, response: NodeResponse): Failure {
  const description = "the request cannot be read: it has half a character, such as \\ud800 alone";
  const failure = fieldFailure([{ field: "", description }]);
  response.writeHead(200, {
    "content-type": request.headers["content-type"] ?? "",
    "grpc-status": String(failure.code),
    "grpc-message": encodeURIComponent(toldSentence(failure.message)),
    "grpc-status-details-bin": Buffer.from(statusBytes(failure)).toString("base64"),
  });
  response.end();
  return failure;
}
