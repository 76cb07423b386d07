import { expect, test } from "@jest/globals";
import { Pager } from "../../src/server/paging.ts";
import { CommandRejected } from "../../src/store/errors.ts";

const skus = ["A", "B", "C"];
const page = (pageSize: number, pageToken = "", filter: unknown[] = []): Pager =>
  new Pager("ListItems", { pageSize, pageToken }, filter, "text");

test("pages follow one another until nothing is left", () => {
  const first = page(2);
  const one = first.cut(skus.slice(0, first.limit), (sku) => sku);
  const second = page(2, one.nextPageToken);
  const two = second.cut(["C"], (sku) => sku);

  expect(one.page).toEqual(["A", "B"]);
  expect(second.after).toBe("B");
  expect(two).toEqual({ page: ["C"], nextPageToken: "" });
});

test("a page that ends exactly with the last row says that it is the last", () => {
  expect(page(3).cut(skus, (sku) => sku).nextPageToken).toBe("");
});

test("who asks for no particular size gets 50", () => {
  expect(page(0).limit).toBe(51);
});

test.each([
  ["garbage", "xyz"],
  ["no token at all", Buffer.from("[1]").toString("base64url")],
  ["a token with a key that breaks off", Buffer.from('[1,"', "utf8").toString("base64url")],
])("%s is refused", (_what, token) => {
  expect(() => page(2, token)).toThrow(CommandRejected);
});

test("a token is good for its own list and filter only", () => {
  const { nextPageToken } = page(1, "", ["held"]).cut(skus.slice(0, 2), (sku) => sku);

  expect(page(1, nextPageToken, ["held"]).after).toBe("A");
  expect(() => page(1, nextPageToken, ["expired"])).toThrow(CommandRejected);
  const request = { pageSize: 1, pageToken: nextPageToken };
  expect(() => new Pager("ListLocations", request, ["held"], "text")).toThrow(CommandRejected);
});

test("a forged key that is no UUID never reaches the database", () => {
  const { nextPageToken } = page(1).cut(skus.slice(0, 2), (sku) => sku);
  const forged = Buffer.from(nextPageToken, "base64url").toString().replace("A", "\\u0000");
  const token = Buffer.from(forged).toString("base64url");

  expect(() => page(1, token)).toThrow(CommandRejected);
  const request = { pageSize: 1, pageToken: nextPageToken };
  expect(() => new Pager("ListItems", request, [], "id")).toThrow(CommandRejected);
});

test("the longest SKU still makes a token that may be sent back", () => {
  const longest = "\u{1f9e6}".repeat(100);
  const { nextPageToken } = page(1).cut([longest, "x"], (sku) => sku);

  expect(nextPageToken.length).toBeLessThanOrEqual(1000);
  expect(page(1, nextPageToken).after).toBe(longest);
});
