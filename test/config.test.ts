import { describe, expect, test } from "@jest/globals";

import { ConfigError, loadConfig } from "../src/config.ts";
import { explainSettings, masked, unknownSettings } from "../src/config/explain.ts";

const database = "postgresql://holdfast:hunter2@db.example:5432/holdfast";

test("without any setting the demo is open on this machine only", () => {
  expect(loadConfig({})).toMatchObject({
    databaseUrl: undefined,
    grpcHost: "127.0.0.1",
    grpcPort: 50051,
    httpPort: 8080,
    open: true,
    tls: undefined,
    ttlDefaultMs: 900_000,
    ttlMaxMs: 86_400_000,
    deadlineDefaultMs: 10_000,
    deadlineMaxMs: 60_000,
    laneQueueMax: 10_000,
    laneBatchMax: 256,
  });
});

test("a variable that is there but empty counts as not set", () => {
  expect(loadConfig({ DATABASE_URL: "", HOLDFAST_GRPC_PORT: " " })).toMatchObject({
    databaseUrl: undefined,
    grpcPort: 50051,
  });
});

test("nobody changes the settings of a running process", () => {
  expect(Object.isFrozen(loadConfig({}))).toBe(true);
});

test.each([
  ["HOLDFAST_GRPC_PORT", "abc", /is "abc" but must be a port .* such as HOLDFAST_GRPC_PORT=50051$/],
  ["HOLDFAST_GRPC_PORT", "70000", /must be a port/],
  ["HOLDFAST_GRPC_PORT", "tcp://10.0.0.1:50051", /Kubernetes/],
  ["HOLDFAST_HTTP_HOST", "localhost:8080", /without a port/],
  ["HOLDFAST_TTL_DEFAULT", "15", /with its unit .* such as HOLDFAST_TTL_DEFAULT=15m$/],
  ["HOLDFAST_TTL_MAX", "367d", /from 1s to 366d/],
  ["HOLDFAST_TTL_DEFAULT", "0s", /from 1s to 366d/],
  ["HOLDFAST_LANE_QUEUE_MAX", "0", /a whole number from 1 to/],
  ["HOLDFAST_LANE_BATCH_MAX", "1e2", /a whole number/],
  ["HOLDFAST_INSECURE", "maybe", /must be 1 or 0/],
  ["HOLDFAST_LOG_LEVEL", "loud", /one of trace, debug/],
])("%s=%s is refused in one line that says what would do", (name, value, line) => {
  const lines = refused({ [name]: value });

  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(line);
  expect(lines[0]?.startsWith(name)).toBe(true);
});

test.each(["mysql://root:hunter2@db/x", "db.example/holdfast:hunter2", "postgresql://u:hunter2@h"])(
  "a bad DATABASE_URL is refused without telling its password (%s)",
  (url) => {
    const lines = refused({ DATABASE_URL: url });

    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^DATABASE_URL must be a URL .* such as DATABASE_URL=postgresql:/);
    expect(lines[0]).not.toContain("hunter2");
  },
);

test("every bad setting gets its line", () => {
  expect(refused({ HOLDFAST_GRPC_PORT: "x", HOLDFAST_POOL_MAX: "y" })).toHaveLength(2);
});

describe("settings that contradict each other", () => {
  test.each([
    [
      { HOLDFAST_TTL_DEFAULT: "2h", HOLDFAST_TTL_MAX: "1h" },
      /^HOLDFAST_TTL_DEFAULT must not be longer/,
    ],
    [{ HOLDFAST_DEADLINE_DEFAULT: "61s" }, /^HOLDFAST_DEADLINE_DEFAULT must not be longer/],
    [{ HOLDFAST_TLS_CERT: "/c.pem" }, /^HOLDFAST_TLS_KEY is not set/],
    [{ HOLDFAST_TLS_KEY: "/k.pem" }, /^HOLDFAST_TLS_CERT is not set/],
    [{ HOLDFAST_GRPC_HOST: "0.0.0.0" }, /^HOLDFAST_GRPC_HOST is "0.0.0.0".*HOLDFAST_INSECURE=1/],
    [{ HOLDFAST_HTTP_HOST: "::" }, /^HOLDFAST_HTTP_HOST is "::"/],
    [{ HOLDFAST_GRPC_HOST: "shop.example" }, /^HOLDFAST_GRPC_HOST/],
    [
      { HOLDFAST_OPEN: "1", DATABASE_URL: database },
      /^HOLDFAST_OPEN=1 is for the embedded demo only/,
    ],
    [
      { HOLDFAST_OPEN: "1", HOLDFAST_HTTP_HOST: "0.0.0.0", HOLDFAST_INSECURE: "1" },
      /^HOLDFAST_OPEN=1/,
    ],
    [{ HOLDFAST_HTTP_PORT: "50051" }, /^HOLDFAST_HTTP_PORT is 50051 like HOLDFAST_GRPC_PORT/],
  ])("%j is refused", (environment, line) => {
    expect(refused(environment)).toEqual([expect.stringMatching(line)]);
  });

  test.each([
    { HOLDFAST_GRPC_HOST: "0.0.0.0", HOLDFAST_INSECURE: "1" },
    { HOLDFAST_GRPC_HOST: "0.0.0.0", HOLDFAST_TLS_CERT: "/c.pem", HOLDFAST_TLS_KEY: "/k.pem" },
    { HOLDFAST_GRPC_HOST: "localhost", HOLDFAST_HTTP_HOST: "::1" },
    { HOLDFAST_GRPC_HOST: "127.8.8.8" },
    { HOLDFAST_GRPC_PORT: "0", HOLDFAST_HTTP_PORT: "0" },
  ])("%j is fine", (environment) => {
    expect(() => loadConfig(environment)).not.toThrow();
  });
});

test.each([
  [{ DATABASE_URL: database }, false],
  [{ HOLDFAST_OPEN: "0" }, false],
  [{ HOLDFAST_OPEN: "1" }, true],
  [{ HOLDFAST_HTTP_HOST: "0.0.0.0", HOLDFAST_INSECURE: "1" }, false],
])("whoever sets %j has an open demo: %s", (environment, open) => {
  expect(loadConfig(environment).open).toBe(open);
});

test("every setting says what it means and has a value that would do", () => {
  for (const { name, meaning } of explainSettings({})) {
    expect(`${name}: ${meaning}`).toMatch(/^\w+: .{10,}\.$/);
  }
});

test.each([
  [database, "postgresql://holdfast:***@db.example:5432/holdfast"],
  ["postgresql:///h?host=/tmp&password=hunter2", "postgresql:///h?host=%2Ftmp&password=***"],
  ["hunter2", "***"],
])("%s is shown as %s", (url, shown) => {
  expect(masked(url)).toBe(shown);
});

test("a misspelt setting is noticed, and what Kubernetes sets is not", () => {
  const environment = {
    HOLDFAST_GPRC_PORT: "1",
    HOLDFAST_SERVICE_HOST: "10.0.0.1",
    HOLDFAST_PORT: "tcp://10.0.0.1:50051",
    HOLDFAST_PORT_50051_TCP_ADDR: "10.0.0.1",
    HOLDFAST_GRPC_PORT: "50051",
    PATH: "/bin",
  };

  expect(unknownSettings(environment)).toEqual(["HOLDFAST_GPRC_PORT"]);
});

function refused(environment: Record<string, string>): readonly string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.lines;
    throw error;
  }
  throw new Error("accepted");
}
