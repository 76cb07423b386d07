import { expect, test } from "@jest/globals";

import { toldFailure } from "../../../src/wms/desk/toldFailure.ts";
import { WmsNonsense, WmsRefused } from "../../../src/wms/errors.ts";

const refused = new WmsRefused(400, "order B-7 of Brio: no such SKU GOLD").message;
const nonsense = new WmsNonsense("lines[3].sku", "must be Unicode").message;

test.each([
  [refused, "the warehouse system refused: HTTP 400"],
  ["the warehouse system failed: HTTP 503", "the warehouse system failed: HTTP 503"],
  ["the warehouse system did not answer: ECONNRESET", "the warehouse system did not answer"],
  [nonsense, "the warehouse system's answer is nonsense"],
  ["no item has the SKU GOLD", "it failed; the server's log says why"],
  ["", ""],
])("of a shared account %p is told as %p", (message, told) => {
  expect(toldFailure(message, true)).toBe(told);
  expect(toldFailure(message, false)).toBe(message);
});
