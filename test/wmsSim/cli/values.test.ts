import { describe, expect, test } from "@jest/globals";

import {
  count,
  duration,
  faultChange,
  rate,
  speed,
  webAddress,
} from "../../../src/wmsSim/cli/values.ts";

describe("what is typed is read", () => {
  test.each<[string, unknown, unknown]>([
    ["15s", duration(1)("15s"), 15_000],
    ["1.5m", duration(1)("1.5m"), 90_000],
    ["500ms", duration(1)("500ms"), 500],
    ["1h", duration(1)("1h"), 3_600_000],
    ["10/s", rate("10/s"), 10],
    ["600/min", rate("600/min"), 10],
    ["none", rate("none"), null],
    ["0.5", speed("0.5"), 0.5],
    ["7", count(0, 9)("7"), 7],
    ["http://[::1]:9/x", webAddress("http://[::1]:9/x"), "http://[::1]:9/x"],
    ["none", faultChange("none"), {}],
    ["lag=0.5, slowMs=100", faultChange("lag=0.5, slowMs=100"), { lag: 0.5, slowMs: 100 }],
  ])("%s", (_, value, expected) => {
    expect(value).toEqual(expected);
  });

  test("some faults may be changed one by one", () => {
    expect(faultChange("some,lag=0")).toMatchObject({ lag: 0, error: 0.02 });
  });
});

describe("what makes no sense is refused", () => {
  test.each<[string, () => unknown]>([
    ["a time without a unit", () => duration(1)("15")],
    ["a time too short", () => duration(100)("99ms")],
    ["a time of a lifetime", () => duration(1)("100000h")],
    ["a rate of none", () => rate("0/s")],
    ["a rate per nothing", () => rate("10")],
    ["half a count", () => count(0, 9)("1.5")],
    ["a count out of range", () => count(0, 9)("10")],
    ["no count", () => count(0, 9)("")],
    ["a speed backwards", () => speed("-1")],
    ["an address of another kind", () => webAddress("file:///etc/passwd")],
    ["a fault that is none", () => faultChange("flood=1")],
    ["a chance above one", () => faultChange("lag=1.1")],
    ["a chance that is none", () => faultChange("lag=")],
  ])("%s", (_, read) => {
    expect(read).toThrow(/must be|no fault/);
  });
});
