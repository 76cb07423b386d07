import { describe, expect, test } from "@jest/globals";

import { endOfDay, isCalendarDay } from "../../src/core/calendar.ts";

describe("what is good through a day may be sold until", () => {
  test.each([
    ["UTC", "2026-02-28", "2026-03-01T00:00:00.000Z"],
    ["UTC", "2028-02-28", "2028-02-29T00:00:00.000Z"],
    ["UTC", "2026-12-31", "2027-01-01T00:00:00.000Z"],
    ["UTC", "9999-12-31", "+010000-01-01T00:00:00.000Z"],
    ["UTC", "1970-01-01", "1970-01-02T00:00:00.000Z"],
    ["Europe/Rome", "2026-01-15", "2026-01-15T23:00:00.000Z"],
    ["Europe/Rome", "2026-07-15", "2026-07-15T22:00:00.000Z"],
    // A day of 23 hours, the day before it, and a day of 25.
    ["Europe/Rome", "2026-03-28", "2026-03-28T23:00:00.000Z"],
    ["Europe/Rome", "2026-03-29", "2026-03-29T22:00:00.000Z"],
    ["Europe/Rome", "2026-10-24", "2026-10-24T22:00:00.000Z"],
    ["Europe/Rome", "2026-10-25", "2026-10-25T23:00:00.000Z"],
    // Clocks went from midnight to one o'clock: the next day began at one.
    ["America/Sao_Paulo", "2018-11-03", "2018-11-04T03:00:00.000Z"],
    ["America/Sao_Paulo", "2018-11-04", "2018-11-05T02:00:00.000Z"],
    // They went back from midnight to eleven: the day had that hour twice.
    ["America/Sao_Paulo", "2018-02-17", "2018-02-18T03:00:00.000Z"],
    ["America/Sao_Paulo", "2026-05-01", "2026-05-02T03:00:00.000Z"],
    ["Asia/Kathmandu", "2026-05-01", "2026-05-01T18:15:00.000Z"],
    ["Pacific/Apia", "2026-05-01", "2026-05-01T11:00:00.000Z"],
    // Samoa left out the 30th when it crossed the date line.
    ["Pacific/Apia", "2011-12-28", "2011-12-29T10:00:00.000Z"],
    ["Pacific/Apia", "2011-12-29", "2011-12-30T10:00:00.000Z"],
    ["Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00.000Z"],
    ["Pacific/Apia", "2011-12-31", "2011-12-31T10:00:00.000Z"],
    ["Pacific/Kiritimati", "2026-05-01", "2026-05-01T10:00:00.000Z"],
    ["Pacific/Pago_Pago", "2026-05-01", "2026-05-02T11:00:00.000Z"],
    ["Australia/Lord_Howe", "2026-04-05", "2026-04-05T13:30:00.000Z"],
  ])("in %s, %s: %s", (timeZone, day, instant) => {
    expect(new Date(endOfDay(day, timeZone)).toISOString()).toBe(instant);
  });

  test("its last moment there, whatever the clocks do", () => {
    const zones = ["Europe/Rome", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia"];
    const years = ["2011", "2018", "2026"];
    for (const timeZone of zones) {
      const shown = new Intl.DateTimeFormat("sv", { timeZone, dateStyle: "short" });
      for (const day of years.flatMap(daysOf)) {
        const end = endOfDay(day, timeZone);
        expect([timeZone, shown.format(end) > day]).toEqual([timeZone, true]);
        expect([timeZone, shown.format(end - 1) <= day]).toEqual([timeZone, true]);
      }
    }
  });
});

test.each([
  ["2026-02-28", true],
  ["2026-02-29", false],
  ["2028-02-29", true],
  ["2026-13-01", false],
  ["2026-00-10", false],
  ["2026-04-31", false],
  ["1969-12-31", false],
  ["1970-01-01", true],
  ["9999-12-31", true],
  ["2026-2-28", false],
  ["tomorrow", false],
])("%s is a day: %s", (day, isDay) => {
  expect(isCalendarDay(day)).toBe(isDay);
});

function daysOf(year: string): string[] {
  const first = Date.UTC(Number(year), 0, 1);
  return Array.from({ length: 365 }, (_, index) =>
    new Date(first + index * 86_400_000).toISOString().slice(0, 10),
  );
}
