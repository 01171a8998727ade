/** Moments in a case: typed, chosen, in a form, and told back with their day and how exact they are. */
import { describe, expect, it } from "vitest";
import { utcOffsetMinutes } from "../../src/bot/time-zone.ts";
import { formView } from "../../src/turn/forms.ts";
import { A, HANDLE, HOUR, MINUTE, type Thread, view, words } from "./test-thread.ts";
import { startedUnder2 } from "./version-2-thread.ts";

/** The thread stands at 14:00 UTC on Saturday 31 January 2026, and a minute goes by before each turn. */
function asking(question: string): Thread {
  const thread = startedUnder2();
  thread.now = Date.parse("2026-01-31T13:58:00Z");
  thread.act({ do: "change", question });
  thread.wait(10 * MINUTE);
  thread.now = Date.parse("2026-01-31T13:59:00Z");
  return thread;
}
const momentOf = (thread: Thread, question: string) => {
  const answer = thread.standing(question);
  return answer && "value" in answer ? answer.value : undefined;
};
const at = (iso: string) => Date.parse(iso);

describe("when the injection was", () => {
  it.each([
    ["38 hours", "minute", "2026-01-30T00:00:00Z", "2026-01-30T00:00:00Z", "Fri 30 Jan, 00:00"],
    ["6 h ago", "minute", "2026-01-31T08:00:00Z", "2026-01-31T08:00:00Z", "Sat 31 Jan, 08:00"],
    ["yesterday 14:00", "minute", "2026-01-30T14:00:00Z", "2026-01-30T14:00:00Z", "Fri 30 Jan, 14:00"],
    [
      "about 9 this morning",
      "hour",
      "2026-01-31T08:30:00Z",
      "2026-01-31T09:30:00Z",
      "Sat 31 Jan, about 09:00",
    ],
    ["last night", "half_day", "2026-01-30T18:00:00Z", "2026-01-31T06:00:00Z", "Fri 30 Jan, night"],
    ["3 days ago", "day", "2026-01-28T00:00:00Z", "2026-01-29T00:00:00Z", "Wed 28 Jan"],
  ])("is read from %s as exactly as it is said", (typed, exact, earliest, latest, told) => {
    const thread = asking("hours_since_injection");
    const said = thread.say(typed);
    expect(momentOf(thread, "hours_since_injection")).toMatchObject({
      exact,
      earliest: at(earliest),
      latest: at(latest),
    });
    expect(words(said)).toContain(told);
  });

  it.each([
    ["in the last hour", "2026-01-31T13:00:00Z", "2026-01-31T14:00:00Z"],
    ["today", "2026-01-31T00:00:00Z", "2026-01-31T14:00:00Z"],
    ["yesterday", "2026-01-30T00:00:00Z", "2026-01-31T00:00:00Z"],
    ["2 days ago", "2026-01-29T00:00:00Z", "2026-01-30T00:00:00Z"],
    ["3 days ago", "2026-01-28T00:00:00Z", "2026-01-29T00:00:00Z"],
  ])("is chosen by a button that says no more than it knows: %s", (value, earliest, latest) => {
    const thread = asking("hours_since_injection");
    const asked = view(thread.said.toReversed(), "question");
    expect(asked.actions.map(({ act }) => "value" in act && act.value)).toContain(value);
    thread.tap("hours_since_injection", value);
    expect(momentOf(thread, "hours_since_injection")).toMatchObject({
      earliest: at(earliest),
      latest: at(latest),
    });
  });

  it.each([
    ["a tap", { kind: "act", handle: HANDLE, act: null }],
    ["words", { kind: "say", words: "today", addressed: true }],
  ] as const)("counts from when %s was sent, and not from when it was delivered", (_, sent) => {
    const thread = asking("hours_since_injection");
    thread.now = at("2026-02-01T01:10:00Z");
    const act = { do: "answer", question: "hours_since_injection", value: "today", rev: 0 } as const;
    const sentAt = at("2026-01-31T23:59:00Z");
    thread.do(sent.kind === "act" ? { ...sent, act, actor: A, sentAt } : { ...sent, actor: A, sentAt });
    expect(momentOf(thread, "hours_since_injection")).toMatchObject({
      earliest: at("2026-01-31T00:00:00Z"),
      latest: sentAt,
    });
  });

  it("counts from now where the platform says that it was sent in the future", () => {
    const thread = asking("hours_since_injection");
    const act = { do: "answer", question: "hours_since_injection", value: "today", rev: 0 } as const;
    thread.do({ kind: "act", handle: HANDLE, act, actor: A, sentAt: at("2026-02-01T09:00:00Z") });
    expect(momentOf(thread, "hours_since_injection")).toMatchObject({ earliest: at("2026-01-31T00:00:00Z") });
  });

  it("is not taken from the future, nor from words that leave it open", () => {
    const thread = asking("hours_since_injection");
    expect(words(thread.say("tomorrow 10:00"))).toContain("it lies in the future");
    thread.say("a few days ago");
    expect(momentOf(thread, "hours_since_injection")).toBeUndefined();
  });

  it("is typed in a form as in the thread, and stands there as it would be typed", () => {
    const thread = asking("hours_since_injection");
    const act = { do: "form", section: "course" } as const;
    thread.submit(act, { hours_since_injection: "yesterday 14:00" });
    expect(momentOf(thread, "hours_since_injection")).toMatchObject({ earliest: at("2026-01-30T14:00:00Z") });
    const form = formView(thread.context, thread.encounter, HANDLE, act, A).form;
    const field = form?.groups
      .flatMap(({ fields }) => fields)
      .find(({ id }) => id === "hours_since_injection");
    expect(field).toMatchObject({ kind: "text", value: "2026-01-30 14:00" });
  });

  it.each([
    ["a day of 23 hours, when the clocks went forward", "2026-03-29T12:00:00Z", "yesterday 14:00", 23],
    ["a day of 25 hours, when they went back", "2026-10-25T13:00:00Z", "yesterday 14:00", 25],
  ])("is told by the clocks of the place: %s", (_, now, typed, hours) => {
    const thread = asking("hours_since_injection");
    thread.now = at(now) - MINUTE;
    const zurich = (moment: number) => utcOffsetMinutes("Europe/Zurich", moment);
    Object.defineProperty(thread, "context", {
      get: () => ({
        ...Object.getPrototypeOf(thread).__lookupGetter__("context").call(thread),
        utcOffsetAt: zurich,
      }),
    });
    thread.say(typed);
    expect(momentOf(thread, "hours_since_injection")).toMatchObject({ earliest: at(now) - hours * HOUR });
  });
});

describe("when the symptoms began", () => {
  const ill = () => {
    const thread = startedUnder2();
    thread.tap("new_severe_pain", "present");
    thread.tap("limb_weakness_or_sensory_change", "present");
    thread.now = at("2026-01-31T13:58:00Z");
    thread.act({ do: "change", question: "symptom_onset" });
    return thread;
  };

  it("is one moment for every symptom that is there", () => {
    const thread = ill();
    thread.wait(10_000).say("3 h ago");
    expect(momentOf(thread, "symptom_onset")).toMatchObject({
      new_severe_pain: { exact: "minute" },
      limb_weakness_or_sensory_change: { exact: "minute" },
    });
  });

  it("is a moment for each that is named", () => {
    const thread = ill();
    thread.wait(10_000).say("numbness yesterday 14:00, severe pain since 6 h ago");
    expect(momentOf(thread, "symptom_onset")).toMatchObject({
      limb_weakness_or_sensory_change: { earliest: at("2026-01-30T14:00:00Z") },
      new_severe_pain: { exact: "minute" },
    });
  });

  it("has a field for each symptom that is there, and nothing is lost by filling in one", () => {
    const thread = ill();
    const act = { do: "form", section: "course" } as const;
    const fields = () =>
      formView(thread.context, thread.encounter, HANDLE, act, A).form?.groups.flatMap(
        (group) => group.fields,
      ) ?? [];
    expect(fields().map(({ id }) => id)).toContain("symptom_onset.new_severe_pain");
    thread.submit(act, { "symptom_onset.new_severe_pain": "yesterday 14:00" });
    expect(momentOf(thread, "symptom_onset")).toMatchObject({
      new_severe_pain: { earliest: at("2026-01-30T14:00:00Z") },
    });
    const known = fields().find(({ id }) => id === "symptom_onset.new_severe_pain");
    expect(known).toMatchObject({ value: "2026-01-30 14:00" });
    const both = {
      "symptom_onset.new_severe_pain": "2026-01-30 14:00",
      "symptom_onset.limb_weakness_or_sensory_change": "2 h ago",
    };
    thread.submit(act, both);
    expect(Object.keys((momentOf(thread, "symptom_onset") ?? {}) as object)).toHaveLength(2);
  });
});
