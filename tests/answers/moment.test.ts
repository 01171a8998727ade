import { describe, expect, it } from "vitest";
import { momentOf, readIso } from "../../src/answers/moment-value.ts";
import { readAnswer } from "../../src/answers/read.ts";
import { kindOf } from "../../src/answers/registry.ts";
import { answerText, valueText } from "../../src/answers/text.ts";
import type { Value } from "../../src/answers/value.ts";
import { utcOffsetMinutes } from "../../src/bot/time-zone.ts";
import { readDirectAnswer } from "../../src/language/direct-answer.ts";
import { understand } from "../../src/language/understand.ts";
import { AnswerSpace } from "../../src/proof/answer-space.ts";
import { answerClassesOf } from "../../src/protocol/answer-classes.ts";
import { lintProtocol } from "../../src/protocol/lint.ts";
import { readSentence } from "../../src/protocol/sentence.ts";
import { leafTruth } from "../../src/triage/evaluate.ts";
import { buildForm, rawOfForm } from "../../src/views/form.ts";
import { question, questionOf, rule, small } from "../triage/small-protocol.ts";
import { wordLists } from "../word-lists.ts";

const protocol = small({
  questions: [question("injection", { kind: "moment", max: 400 })],
  rules: [rule("early", "URGENT", "injection < 24 h"), rule("late", "SOON", "injection >= 48 h")],
});
const injection = questionOf(protocol, "injection");

/** Thursday 3 December 2026, 11:20 in Zurich. */
const NOW = Date.parse("2026-12-03T11:20:00+01:00");
const inZurich = (at: number) => utcOffsetMinutes("Europe/Zurich", at);
const HOUR = 3_600_000;

function read(raw: unknown, now = NOW): Value {
  const reading = readAnswer(injection, raw, now, inZurich);
  if ("faults" in reading || "unknown" in reading.answer) throw new Error(JSON.stringify(reading));
  return reading.answer.value;
}

function typed(words: string, now = NOW, offset = inZurich): Value | string | null {
  const reading = readDirectAnswer(wordLists, injection, words, now, offset);
  if (reading === null) return null;
  if ("fault" in reading) return reading.fault;
  return "value" in reading.answer ? reading.answer.value : reading.answer.unknown;
}

/** An interval in local time, as "from to". */
function interval(value: Value | string | null, offsetAt = inZurich): string {
  const moment = momentOf(value ?? undefined);
  if (!moment) return String(value);
  const local = (at: number) => new Date(at + offsetAt(at) * 60_000).toISOString().slice(0, 16);
  return `${local(moment.earliest)} to ${local(moment.latest)}, ${moment.exact}`;
}

describe("a moment in an answer file", () => {
  it.each<[string, unknown, string]>([
    [
      "a date and time is exact to the minute",
      "2026-12-01T09:00:00+01:00",
      "2026-12-01T09:00 to 2026-12-01T09:00, minute",
    ],
    ["a time at UTC is the same moment", "2026-12-01T08:00Z", "2026-12-01T09:00 to 2026-12-01T09:00, minute"],
    ["a number of hours counts back from now", 6, "2026-12-03T05:20 to 2026-12-03T05:20, minute"],
    [
      "about an hour is half an hour to each side",
      { value: "2026-12-01T09:00:00+01:00", exact: "hour" },
      "2026-12-01T08:30 to 2026-12-01T09:30, hour",
    ],
    [
      "half a day is six hours to each side",
      { value: "2026-12-01T06:00:00+01:00", exact: "half_day" },
      "2026-12-01T00:00 to 2026-12-01T12:00, half_day",
    ],
    [
      "a day is the whole day of that place",
      { value: "2026-12-01T15:00:00+01:00", exact: "day" },
      "2026-12-01T00:00 to 2026-12-02T00:00, day",
    ],
    [
      "a number of hours may be inexact too",
      { value: 24, exact: "hour" },
      "2026-12-02T10:50 to 2026-12-02T11:50, hour",
    ],
    [
      "nothing that happened lies after now",
      { value: "2026-12-03T11:00:00+01:00", exact: "hour" },
      "2026-12-03T10:30 to 2026-12-03T11:20, hour",
    ],
  ])("%s", (_, raw, expected) => {
    expect(interval(read(raw))).toBe(expected);
  });

  it("is read again as it was stored, at any later time", () => {
    for (const raw of [
      6,
      "2026-12-01T09:00:00+01:00",
      { value: "2026-12-01T09:00:00+01:00", exact: "day" },
    ]) {
      const value = read(raw);
      expect(read(value, NOW + 48 * HOUR)).toEqual(value);
      expect(readAnswer(injection, value)).toEqual({ answer: { value } });
    }
  });

  it.each<[string, unknown, RegExp]>([
    ["after now", "2026-12-03T12:00:00+01:00", /^it lies in the future$/],
    ["longer ago than the protocol asks for", "2026-01-01T12:00:00+01:00", /more than 400 h ago/],
    ["without an offset", "2026-12-01T09:00", /with its offset/],
    ["that is no date", "soon", /with its offset/],
    ["below zero hours", -1, /0 or more/],
    ["with another exactness", { value: 3, exact: "week" }, /minute, hour, half_day, day/],
    ["with a key that is not known", { value: 3, about: true }, /not "about"/],
    [
      "with an interval that its time does not lie in",
      { value: "2026-12-01T09:00Z", exact: "day", earliest: 0, latest: 1 },
      /./,
    ],
    ["as a list", [3], /with its offset/],
  ])("%s is refused, and says what is wrong", (_, raw, why) => {
    const reading = readAnswer(injection, raw, NOW, inZurich);
    expect("faults" in reading ? reading.faults.map(({ allowed }) => allowed) : reading).toEqual([
      expect.stringMatching(why),
    ]);
  });

  it("that is a number of hours is refused where nobody says what moment it counts back from", () => {
    expect(readAnswer(injection, 6)).toMatchObject({ faults: [{ finding: "injection", value: "6" }] });
    expect(readAnswer(injection, { hours_ago: 6 }, NOW)).toHaveProperty("faults");
  });

  it("has the 23 or 25 hours of a day on which the clocks are changed", () => {
    const hours = (raw: unknown, now: string) => {
      const moment = momentOf(read(raw, Date.parse(now)));
      return moment && (moment.latest - moment.earliest) / HOUR;
    };
    expect(hours({ value: "2026-03-29T12:00:00+02:00", exact: "day" }, "2026-03-31T12:00Z")).toBe(23);
    expect(hours({ value: "2026-10-25T12:00:00+01:00", exact: "day" }, "2026-10-27T12:00Z")).toBe(25);
  });
});

describe("a moment in words", () => {
  it.each<[string, string]>([
    ["6 h ago", "2026-12-03T05:20 to 2026-12-03T05:20, minute"],
    ["6h", "2026-12-03T05:20 to 2026-12-03T05:20, minute"],
    ["about 6 hours ago", "2026-12-03T04:50 to 2026-12-03T05:50, hour"],
    ["30 minutes ago", "2026-12-03T10:50 to 2026-12-03T10:50, minute"],
    ["yesterday 14:00", "2026-12-02T14:00 to 2026-12-02T14:00, minute"],
    ["at 9am", "2026-12-03T09:00 to 2026-12-03T09:00, minute"],
    ["around noon yesterday", "2026-12-02T11:30 to 2026-12-02T12:30, hour"],
    ["about 9 this morning", "2026-12-03T08:30 to 2026-12-03T09:30, hour"],
    ["9 yesterday evening", "2026-12-02T21:00 to 2026-12-02T21:00, minute"],
    ["last night", "2026-12-02T18:00 to 2026-12-03T06:00, half_day"],
    ["last night at 10", "2026-12-02T21:30 to 2026-12-02T22:30, hour"],
    ["10 last night", "2026-12-02T21:30 to 2026-12-02T22:30, hour"],
    ["last night at 22:15", "2026-12-02T22:15 to 2026-12-02T22:15, minute"],
    ["last night at 12", "2026-12-02T23:30 to 2026-12-03T00:30, hour"],
    ["last night at 2am", "2026-12-03T01:30 to 2026-12-03T02:30, hour"],
    ["this morning", "2026-12-03T00:00 to 2026-12-03T11:20, half_day"],
    ["yesterday evening", "2026-12-02T14:00 to 2026-12-03T02:00, half_day"],
    ["Monday night", "2026-11-30T18:00 to 2026-12-01T06:00, half_day"],
    ["on Tuesday", "2026-12-01T00:00 to 2026-12-02T00:00, day"],
    ["Friday", "2026-11-27T00:00 to 2026-11-28T00:00, day"],
    ["since yesterday", "2026-12-02T00:00 to 2026-12-03T00:00, day"],
    ["3 days ago", "2026-11-30T00:00 to 2026-12-01T00:00, day"],
    ["1 Dec at 09:00", "2026-12-01T09:00 to 2026-12-01T09:00, minute"],
    ["2026-12-01 09:00", "2026-12-01T09:00 to 2026-12-01T09:00, minute"],
  ])("%s", (words, expected) => {
    expect(interval(typed(words))).toBe(expected);
  });

  it.each([
    "a few hours ago",
    "a couple of days ago",
    "yesterday after lunch",
    "01/12 09:00",
    "3.12.",
    "between 9 and 10",
    "9",
    "her injection was on Tuesday, and the pain began",
  ])("%s leaves something open, and is not read", (words) => {
    expect(typed(words)).toBeNull();
  });

  it.each(["tomorrow", "at 14:00", "next Monday"])("%s lies in the future, and is refused", (words) => {
    expect(typed(words)).toMatch(/it lies in the future/);
  });

  it("is told by the clock of that day, and not by today's", () => {
    // the clocks went back on Sunday 25 October at 03:00
    const now = Date.parse("2026-10-26T10:00:00+01:00");
    expect(momentOf(read("2026-10-24T14:00:00+02:00", now))?.earliest).toBe(
      momentOf((typed("Saturday 14:00", now) ?? undefined) as Value)?.earliest,
    );
    expect(interval(typed("48 hours ago", now))).toBe("2026-10-24T11:00 to 2026-10-24T11:00, minute");
    expect(interval(typed("2 days ago", now))).toBe("2026-10-24T00:00 to 2026-10-25T00:00, day");
  });

  it("is both moments where the clock showed the time twice", () => {
    const now = Date.parse("2026-10-25T10:00:00+01:00");
    const moment = momentOf((typed("at 02:30", now) ?? undefined) as Value);
    expect(moment?.earliest).toBe(Date.parse("2026-10-25T02:30:00+02:00"));
    expect(moment?.latest).toBe(Date.parse("2026-10-25T02:30:00+01:00"));
    expect(moment?.exact).toBe("hour");
  });

  it("that could not be on the clock is taken an hour later", () => {
    const now = Date.parse("2026-03-29T10:00:00+02:00");
    expect(interval(typed("at 02:30", now))).toBe("2026-03-29T03:30 to 2026-03-29T03:30, minute");
  });
});

describe("a moment at the beginning of a longer text", () => {
  it("is proposed as the moment that was said", () => {
    const at = { lists: wordLists, pending: "injection", now: NOW, utcOffsetMinutes: 60 };
    const { items } = understand(protocol, "yesterday 14:00", at);
    expect(
      items.map(({ question: id, answer }) => [id, "value" in answer && interval(answer.value)]),
    ).toEqual([["injection", "2026-12-02T14:00 to 2026-12-02T14:00, minute"]]);
  });
});

describe("a moment in print", () => {
  it.each<[unknown, string]>([
    ["2026-12-01T09:00:00+01:00", "Tue 1 Dec, 09:00"],
    [{ value: "2026-12-01T09:00:00+01:00", exact: "hour" }, "Tue 1 Dec, about 09:00"],
    [{ value: "2026-12-01T06:00:00+01:00", exact: "half_day" }, "Tue 1 Dec, morning"],
    [{ value: "2026-12-01T00:00:00+01:00", exact: "half_day" }, "Mon 30 Nov, night"],
    [{ value: "2026-12-01T23:00:00+01:00", exact: "half_day" }, "Tue 1 Dec, night"],
    [{ value: "2026-12-01T12:00:00+01:00", exact: "day" }, "Tue 1 Dec"],
    ["2026-11-30T20:30:00-05:00", "Mon 30 Nov, 20:30"],
  ])("%j has its day and says how exact it is", (raw, expected) => {
    expect(valueText(injection, read(raw))).toBe(expected);
  });

  it("that is not known says why", () => {
    expect(answerText(injection, { unknown: "declined" })).toBe("declined");
  });

  it("fills a field with words that are read as the same moment", () => {
    for (const words of [
      "yesterday 14:00",
      "about 9 this morning",
      "last night",
      "yesterday evening",
      "on Tuesday",
    ]) {
      const value = typed(words) as Value;
      const form = buildForm([injection], { injection: { value } }, "Title", {
        do: "form",
        section: "first",
      });
      const [field] = form.groups[0]?.fields ?? [];
      const raw = rawOfForm([injection], { injection: field?.value ?? "" }).get("injection");
      expect([words, field?.value, interval(typed(String(raw)))]).toEqual([
        words,
        field?.value,
        interval(value),
      ]);
    }
  });
});

describe("how long ago a moment was", () => {
  const truth = (sentence: string, raw: unknown, now = NOW) => {
    const leaf = readSentence(sentence);
    if (leaf?.kind !== "compare") throw new Error(sentence);
    return leafTruth(injection, undefined, leaf, read(raw), { now });
  };

  it("is counted from the moment at which the sentence is read", () => {
    expect(truth("injection >= 24 h", "2026-12-02T12:00:00+01:00")).toBe(false);
    expect(truth("injection >= 24 h", "2026-12-02T12:00:00+01:00", NOW + HOUR)).toBe(true);
    expect(truth("injection >= 24 h", 24)).toBe(true);
    expect(truth("injection < 24 h", 24)).toBe(false);
  });

  it("is not known where it depends on which moment of the interval it was", () => {
    const tuesday = { value: "2026-12-02T12:00:00+01:00", exact: "day" };
    expect(truth("injection >= 24 h", tuesday)).toBeNull();
    expect(truth("injection < 24 h", tuesday)).toBeNull();
    expect(truth("injection >= 48 h", tuesday)).toBe(false);
    expect(truth("injection >= 11 h", tuesday)).toBe(true);
  });

  it("is not known without a present moment", () => {
    const leaf = readSentence("injection >= 24 h");
    if (leaf?.kind !== "compare") throw new Error("no comparison");
    expect(leafTruth(injection, undefined, leaf, read(6))).toBeNull();
  });

  it("falls into the same classes when answers are tried as when its sentences are taken apart", () => {
    const leaves = ["injection < 24 h", "injection >= 48 h"].flatMap((text) => {
      const leaf = readSentence(text);
      return leaf && "finding" in leaf ? [leaf] : [];
    });
    // before, over or after each threshold, or over both; not known, and unable, are one more for these sentences
    expect(answerClassesOf(injection, leaves)).toHaveLength(6);
    expect(new AnswerSpace(protocol).domain("injection").classes.length).toBeGreaterThanOrEqual(6);
  });

  it("is tried on each side of every threshold", () => {
    const { answer } = injection;
    expect(kindOf(answer).boundaryValues(answer, () => [24])).toEqual([
      { hours_ago: 23.9 },
      { hours_ago: 24 },
      { hours_ago: 24.1 },
    ]);
  });
});

describe("a protocol with a moment", () => {
  it("may compare how long ago it was in hours, and say nothing else of it", () => {
    const faults = (sentence: string) => {
      const asked = small({
        questions: [question("injection", { kind: "moment", max: 400 })],
        rules: [rule("early", "URGENT", sentence)],
      });
      return lintProtocol(asked, () => ({ file: "small.yaml", line: 1, column: 1 }))
        .filter(({ path }) => path.startsWith("rules[0].when"))
        .map(({ code, remedy }) => `${code}: ${remedy}`);
    };
    expect(faults("injection < 24 h")).toEqual([]);
    expect(faults("injection < 24 d")).toEqual(["wrong-unit: convert the number to h"]);
    expect(faults("injection")).toEqual(['wrong-sentence: write it like "injection <= 400 h"']);
  });

  it("reads the offset that a time is written with", () => {
    expect(readIso("2026-12-01T09:00-03:30")).toEqual({ at: Date.parse("2026-12-01T12:30Z"), offset: -210 });
    expect(readIso("2026-13-01T09:00Z")).toBeNull();
    expect(readIso(3)).toBeNull();
  });
});
