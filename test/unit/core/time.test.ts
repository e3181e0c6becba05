import {
  formatDay,
  formatDuration,
  formatInstant,
  parseDay,
  parseInstant,
  wholeDays,
  wholeSecond,
  DAY_MS,
} from "../../../lib/core/time";

describe("reading an instant", () => {
  test.each([
    ["a day is its first instant in UTC", "2026-03-15", 1_773_532_800_000],
    ["Korean time", "2026-03-15T09:00:00+09:00", 1_773_532_800_000],
    ["a blank in the place of the T", "2026-02-01 10:01:15+09:00", 1_769_907_675_000],
    ["an offset without a colon", "2026-03-15T09:00:00+0900", 1_773_532_800_000],
    ["a western offset", "2026-03-14T19:00:00-05:00", 1_773_532_800_000],
    ["half an hour more", "2026-03-15T05:30:00+05:30", 1_773_532_800_000],
    ["the last minute of an offset's hour", "2026-03-15T00:59:00+00:59", 1_773_532_800_000],
    ["the easternmost offset", "2026-03-15T14:00:00+14:00", 1_773_532_800_000],
    ["no seconds", "2026-03-15T00:00Z", 1_773_532_800_000],
    ["milliseconds", "2026-03-15T00:00:00.125Z", 1_773_532_800_125],
    ["microseconds are cut", "2026-03-15T00:00:00.125999Z", 1_773_532_800_125],
    ["tenths", "2026-03-15T00:00:00.5Z", 1_773_532_800_500],
    ["a leap day", "2028-02-29", 1_835_395_200_000],
  ])("%s", (_, text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });

  test.each([
    ["a day that does not exist", "2026-02-30"],
    ["a leap day in another year", "2027-02-29"],
    ["a month that does not exist", "2026-13-01"],
    ["a time without a zone", "2026-03-15T00:00:00"],
    ["24 hours", "2026-03-15T24:00:00Z"],
    ["60 minutes", "2026-03-15T00:60:00Z"],
    ["60 seconds", "2026-03-15T00:00:60Z"],
    ["an offset of 15 hours", "2026-03-15T00:00:00+15:00"],
    ["an offset of 60 minutes", "2026-03-15T00:00:00+00:60"],
    ["another order", "15.03.2026"],
    ["nothing", ""],
    ["words", "tomorrow"],
  ])("%s is none", (_, text) => {
    expect(parseInstant(text)).toBeNull();
  });

  test("a day is not an instant with a time", () => {
    expect(parseDay("2026-03-15")).toBe(1_773_532_800_000);
    expect(parseDay("2026-03-15T00:00:00Z")).toBeNull();
  });
});

test("instants are shown without milliseconds where there are none", () => {
  expect(formatInstant(1_773_532_800_000)).toBe("2026-03-15T00:00:00Z");
  expect(formatInstant(1_773_532_800_001)).toBe("2026-03-15T00:00:00.001Z");
  expect(formatDay(1_773_532_799_999)).toBe("2026-03-14");
});

test.each([
  [200 * DAY_MS, "200 days"],
  [200 * DAY_MS + 1, "more than 200 days"],
  [201 * DAY_MS - 1, "more than 200 days"],
  [DAY_MS, "1 day"],
  [DAY_MS + 1000, "more than 1 day"],
  [DAY_MS - 1, "less than a day"],
  [0, "less than a day"],
  [-2 * DAY_MS, "less than a day"],
])("%i ms are %s", (durationMs, text) => {
  expect(formatDuration(durationMs)).toBe(text);
});

test("a whole second is the last one that has begun, also before 1970", () => {
  expect([0, 999, 1000, 1999.5, -1].map(wholeSecond)).toEqual([0, 0, 1000, 1000, -1000]);
});

test("whole days are rounded down on both sides of zero", () => {
  expect([1.9, 1, 0.9, 0, -0.1, -1, -1.1].map((days) => wholeDays(days * DAY_MS))).toEqual([1, 1, 0, 0, -1, -1, -2]);
});
