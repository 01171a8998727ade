import { describe, expect, it } from "vitest";
import { readTimedAnswer } from "../../src/answers/timed.ts";

const NOW = Date.parse("2026-12-03T10:00:00Z");
const AT = Date.parse("2026-12-01T08:00:00Z");

describe("a value with the moment at which it was found", () => {
  it("is taken apart into the two", () => {
    expect(readTimedAnswer({ value: "negative", at: "2026-12-01T09:00+01:00" }, NOW)).toEqual({
      raw: "negative",
      at: { value: "2026-12-01T09:00:00+01:00", exact: "minute", earliest: AT, latest: AT },
    });
  });

  it("says how exact the moment is", () => {
    const timed = readTimedAnswer({ value: 240, at: "2026-12-01T09:00+01:00", exact: "hour" }, NOW);
    expect(timed).toMatchObject({ raw: 240, at: { earliest: AT - 1_800_000, latest: AT + 1_800_000 } });
  });

  it("keeps the mark of an old value, and a value that is a map", () => {
    const at = "2026-12-01T09:00+01:00";
    expect(readTimedAnswer({ value: 240, old: true, before: 260, at }, NOW)).toMatchObject({
      raw: { value: 240, old: true, before: 260 },
    });
    expect(readTimedAnswer({ value: { left: "weak" }, at }, NOW)).toMatchObject({ raw: { left: "weak" } });
    expect(readTimedAnswer({ value: { value: 6, exact: "hour" }, at }, NOW)).toMatchObject({
      raw: { value: 6, exact: "hour" },
    });
  });

  it("may be told without one", () => {
    for (const raw of [
      true,
      "weak",
      { left: "weak" },
      { value: 6, exact: "hour" },
      { value: "weak", old: true },
      null,
    ])
      expect(readTimedAnswer(raw, NOW)).toEqual({ raw, at: null });
  });

  it.each<[string, unknown, RegExp]>([
    ["a moment that is no date", "yesterday", /date and time with its offset/],
    ["a moment without an offset", "2026-12-01T09:00", /date and time with its offset/],
    ["a number of hours", 6, /date and time with its offset/],
    ["a moment after now", "2026-12-04T09:00Z", /future/],
  ])("is refused with %s", (_, at, why) => {
    expect(readTimedAnswer({ value: true, at }, NOW)).toEqual({ fault: expect.stringMatching(why) });
  });

  it("is refused with an exactness that is not known", () => {
    expect(readTimedAnswer({ value: true, at: "2026-12-01T09:00Z", exact: "week" }, NOW)).toEqual({
      fault: "exact is one of minute, hour, half_day, day",
    });
  });
});
