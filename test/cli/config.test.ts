import { expect, test } from "@jest/globals";

import { holdfast } from "../support/cli.ts";

test("config shows every setting with value, default and meaning, and masks passwords", async () => {
  const { code, stdout } = await holdfast(["config"], {
    DATABASE_URL: "postgresql://holdfast:hunter2@db.example/holdfast",
    HOLDFAST_GRPC_PORT: "6000",
  });

  expect(code).toBe(0);
  expect(stdout).toContain("DATABASE_URL=postgresql://holdfast:***@db.example/holdfast");
  expect(stdout).not.toContain("hunter2");
  expect(stdout).toContain("HOLDFAST_GRPC_PORT=6000  (default 50051)\n    Port of the gRPC door");
  expect(stdout).toContain("HOLDFAST_HTTP_PORT=8080  (default)\n");
});

test.each(["config", "start", "serve", "migrate", "ready"])(
  "%s refuses a bad setting in one plain line",
  async (command) => {
    const { code, stderr } = await holdfast([command], { HOLDFAST_GRPC_PORT: "fifty" });

    expect(code).toBe(1);
    expect(stderr).toBe(
      'holdfast: HOLDFAST_GRPC_PORT is "fifty" but must be a port from 0 to 65535, where 0 takes any free one, ' +
        "such as HOLDFAST_GRPC_PORT=50051\n",
    );
  },
);

test("a misspelt setting is told but stops nobody", async () => {
  const { code, stderr } = await holdfast(["config"], { HOLDFAST_GPRC_PORT: "6000" });

  expect(code).toBe(0);
  expect(stderr).toMatch(/^holdfast: HOLDFAST_GPRC_PORT is not a setting.*\n$/);
});

test("an unknown command is refused with a hint", async () => {
  const { code, stderr } = await holdfast(["strat"]);

  expect(code).toBe(1);
  expect(stderr).toContain("Did you mean start?");
});
