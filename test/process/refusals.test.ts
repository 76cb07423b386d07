import { spawnSync } from "node:child_process";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import path from "node:path";

import { expect, test } from "@jest/globals";

import { holdfast } from "../support/cli.ts";
import { testUnless } from "../support/testUnless.ts";
import { shellEnvironment } from "./job.ts";

const launcher = path.resolve(import.meta.dirname, "../../bin/holdfast.mjs");
const nowhere = "postgresql://127.0.0.1:1/none";

test.each(["start", "serve"])("%s names the gRPC port that is in use", async (command) => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as AddressInfo;

  const { code, stdout, stderr } = await holdfast([command], {
    HOLDFAST_GRPC_PORT: String(port),
    HOLDFAST_HTTP_PORT: "0",
    DATABASE_URL: nowhere,
  });
  other.close();

  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(
    new RegExp(
      `^holdfast: port ${port} on 127.0.0.1 is in use: [^\\n]+HOLDFAST_GRPC_PORT=\\d+\\n$`,
    ),
  );
});

test("start names the database that it cannot reach", async () => {
  const { code, stdout, stderr } = await holdfast(["start"], {
    HOLDFAST_GRPC_PORT: "0",
    HOLDFAST_HTTP_PORT: "0",
    HOLDFAST_WMS_SIM_PORT: "0",
    DATABASE_URL: nowhere,
  });

  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^holdfast: postgresql:\/\/127.0.0.1:1\/none cannot be reached [^\n]+\n$/);
});

testUnless(noOldNode(), "a Node that is too old is told in one line what to do", async () => {
  const { status, stdout, stderr } = spawnSync("/usr/bin/env", ["node", launcher, "start"], {
    env: shellEnvironment(),
    encoding: "utf8",
  });

  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(
    /^holdfast needs Node 24 or newer, but this is Node \d[^\n]+npm start[^\n]+\n$/,
  );
});

/** Why there is no too old Node to try, or undefined. */
function noOldNode(): string | undefined {
  const { stdout } = spawnSync("/usr/bin/env", ["node", "--version"], {
    env: shellEnvironment(),
    encoding: "utf8",
  });
  const major = Number(/^v(\d+)/.exec(stdout ?? "")?.[1]);
  if (Number.isNaN(major)) return "the system has no Node";
  return major >= 24 ? `the system's Node is ${stdout.trim()}` : undefined;
}
