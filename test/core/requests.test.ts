import { beforeEach, describe, expect, test } from "@jest/globals";

import { Books } from "../../src/core/books.ts";
import type { Request } from "../../src/core/command.ts";
import { decide } from "../../src/core/decide.ts";
import { HOUR, MINUTE } from "../support/core/said.ts";
import { Shop } from "../support/core/shop.ts";

let shop: Shop;

beforeEach(() => {
  shop = new Shop();
  shop.location("WEST", { fulfilment: "deferred", sourcingPriority: 9 });
  shop.received(["9 SOCK @MAIN"]);
  shop.received(["9 SOCK @WEST"]);
});

/** One accepted request of each kind, with the reservations they need made first. */
const REQUESTS: readonly [Request["kind"], () => Request][] = [
  ["reserve", () => shop.form.reserve("2 SOCK")],
  ["sell", () => shop.form.sell("2 SOCK")],
  ["commit", () => shop.form.commit(shop.holds("2 SOCK"))],
  ["release", () => shop.form.release(shop.holds("2 SOCK"))],
  ["extend", () => shop.form.extend(shop.holds("2 SOCK"), HOUR)],
  ["fulfil", () => shop.form.fulfil(shop.sold("2 SOCK @WEST"))],
  ["receive", () => shop.form.receive("2 SOCK @MAIN")],
  ["adjust", () => shop.form.adjust("-2 SOCK @MAIN")],
  ["setStock", () => shop.form.setStock("2 SOCK @MAIN")],
  ["changeCondition", () => shop.form.changeCondition("2 SOCK @MAIN: available to damaged")],
];

/** The books to the last digit. */
function snapshot(): unknown {
  const { stock, lots, reservations, journal } = shop.ledger;
  return structuredClone({ stock, lots, reservations, journal });
}

describe.each(REQUESTS)("a %s", (kind, make) => {
  test("that is repeated has no second effect and names the same entry", () => {
    const request = make();
    const first = shop.ask(request);
    const before = snapshot();

    const retry = shop.ask({ ...request, entryId: "another" });

    expect([first.outcome, retry.outcome]).toEqual(["accepted", "replayed"]);
    expect(retry.entryId).toBe(first.entryId);
    expect(retry.reservation?.id).toBe(first.reservation?.id);
    expect(snapshot()).toEqual(before);
  });

  test("that meets its repeat in one batch is carried out once", () => {
    const request = make();
    const entries = shop.told().length;

    const told = shop.batch(request, request);

    expect(told.map(({ outcome }) => outcome)).toEqual(["accepted", "replayed"]);
    expect(shop.told(entries)).toEqual([kind.replace(/[A-Z]/g, (big) => `_${big.toLowerCase()}`)]);
  });

  test("that is repeated later is answered with the resource as it stands then", () => {
    const request = make();
    const first = shop.ask(request);
    shop.wait(2 * HOUR);

    const retry = shop.ask(request);

    expect(retry.outcome).toBe("replayed");
    const id = first.reservation?.id;
    expect(retry.reservation).toEqual(id === undefined ? null : shop.reservation(id));
    expect(retry.stock.map((row) => row.id)).toEqual(first.stock.map((row) => row.id));
  });

  test("with the id of another request is refused", () => {
    const other = shop.form.reserve("1 SOCK", { requestId: "monday" });
    shop.ask(other);
    const request = make();
    const before = snapshot();

    const told = shop.ask({ ...request, key: { source: "api", requestId: "monday" } });

    expect(told.outcome).toBe("REQUEST_ID_REUSED");
    expect(told.rejection).toMatchObject({
      field: "request_id",
      facts: { requestId: "monday", entryId: other.entryId },
    });
    expect(snapshot()).toEqual(before);
  });

  test("by another class of caller may have the same id", () => {
    shop.ask(shop.form.reserve("1 SOCK", { requestId: "monday" }));

    const told = shop.ask({ ...make(), key: { source: "import", requestId: "monday" } });

    expect(told.outcome).toBe("accepted");
  });

  test("that is only tried writes nothing, and neither reads nor spends its id", () => {
    const request = make();
    const before = snapshot();

    const dry = shop.ask({ ...request, validateOnly: true });
    expect(dry.outcome).toBe("accepted");
    expect(dry.entryId).toBeNull();
    expect(snapshot()).toEqual(before);

    const real = shop.ask(request);
    expect(real.outcome).toBe("accepted");
    expect(dry.reservation).toEqual(real.reservation);
    expect(dry.stock).toEqual(real.stock);
    expect(shop.ask({ ...request, validateOnly: true }).outcome).not.toBe("replayed");
  });

  test("is decided twice alike, and deciding changes nothing", () => {
    const request = make();
    const books = new Books(shop.ledger.facts([request]));

    expect(decide(books, request)).toEqual(decide(books, request));
  });
});

describe("a request", () => {
  test("that was refused has not spent its id", () => {
    const request = shop.form.reserve("19 SOCK");
    expect(shop.ask(request).outcome).toBe("INSUFFICIENT_STOCK");
    shop.received("1 SOCK @MAIN");

    expect(shop.ask(request).outcome).toBe("accepted");
  });

  test("of the same words under two ids is two requests", () => {
    shop.reserve("1 SOCK");
    shop.reserve("1 SOCK");

    expect(shop.available("SOCK")).toBe(16n);
  });

  test("to release, repeated after the units were sold to others, gives nothing back", () => {
    const release = shop.form.release(shop.holds("9 SOCK @MAIN"));
    shop.ask(release);
    shop.holds("9 SOCK @MAIN");

    expect(shop.ask(release).outcome).toBe("replayed");
    expect(shop.available("SOCK @MAIN")).toBe(0n);
  });

  test("to reserve, repeated after its hold was released, holds nothing again", () => {
    const reserve = shop.form.reserve("9 SOCK @MAIN");
    shop.ask(reserve);
    shop.release(reserve.reservationId);

    const retry = shop.ask(reserve);

    expect(retry.outcome).toBe("replayed");
    expect(shop.state(reserve.reservationId)).toBe("released");
    expect(shop.available("SOCK @MAIN")).toBe(9n);
  });

  test("that is only tried sees what those before it in the batch did", () => {
    const told = shop.batch(
      shop.form.sell("9 SOCK @MAIN"),
      shop.form.sell("1 SOCK @MAIN", { validateOnly: true }),
    );

    expect(told.map(({ outcome }) => outcome)).toEqual(["accepted", "INSUFFICIENT_STOCK"]);
  });

  test("that is only tried takes no overdue hold back", () => {
    shop.holds("9 SOCK @MAIN");
    shop.wait(15 * MINUTE);
    const entries = shop.told().length;

    const dry = shop.reserve("9 SOCK @MAIN", { validateOnly: true });

    expect(dry.outcome).toBe("accepted");
    expect(shop.told(entries)).toEqual([]);
  });
});

test("books that lack a row they should have read say so instead of guessing", () => {
  const facts = shop.ledger.facts([]);
  const books = new Books({ ...facts, stock: [] });

  expect(() => books.stock("stock-1")).toThrow("was not read for this batch");
});
