import type { Server } from "@grpc/grpc-js";
import { HealthImplementation } from "grpc-health-check";
import { SERVICES } from "../methods.ts";

/** What health checks ask for: the whole server (an empty name), or one service. */
const NAMES = ["", ...SERVICES.map(({ typeName }) => typeName)];

/** The standard health service, `grpc.health.v1`. */
export class Health {
  readonly #implementation = new HealthImplementation();

  constructor(server: Server) {
    this.setServing(true);
    this.#implementation.addToServer(server);
  }

  /** What checks answer and watchers are told. */
  setServing(serving: boolean): void {
    for (const name of NAMES) {
      this.#implementation.setStatus(name, serving ? "SERVING" : "NOT_SERVING");
    }
  }
}
