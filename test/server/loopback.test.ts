import { expect, test } from "@jest/globals";
import {
  isAuthority,
  isLoopbackAddress,
  isLoopbackAuthority,
  isLoopbackOrigin,
} from "../../src/server/loopback.ts";

test.each([
  ["127.0.0.1", true],
  ["127.9.8.7", true],
  ["::1", true],
  ["::ffff:127.0.0.1", true],
  ["10.0.0.1", false],
  ["::ffff:10.0.0.1", false],
  ["unknown", false],
  [undefined, false],
])("a connection from %s comes from this machine: %s", (address, expected) => {
  expect(isLoopbackAddress(address)).toBe(expected);
});

test.each([
  ["localhost", true],
  ["LOCALHOST:8080", true],
  ["127.0.0.1:8080", true],
  ["[::1]:8080", true],
  ["shop.example", false],
  ["localhost.evil.example", false],
  ["127.0.0.1.evil.example", false],
  ["user@evil.example", false],
  ["[", false],
  ["", false],
  [undefined, false],
])("the Host %s names this machine: %s", (authority, expected) => {
  expect(isLoopbackAuthority(authority)).toBe(expected);
});

test.each([
  [undefined, true],
  ["http://localhost:3000", true],
  ["https://127.0.0.1", true],
  ["http://evil.example", false],
  ["null", false],
  ["", false],
])("a page from %s is served by this machine: %s", (origin, expected) => {
  expect(isLoopbackOrigin(origin)).toBe(expected);
});

test.each(["[", "]", "a b", ":x", "[::1", undefined])("the Host %s is malformed", (authority) => {
  expect(isAuthority(authority)).toBe(false);
});
