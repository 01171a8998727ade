import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventBody } from "../../src/case/encounter.ts";
import { lasting } from "../../src/pictures/timeline-facts.ts";
import { windowTimeline } from "../../src/pictures/window-timeline.ts";
import { cases } from "../patient-cases.ts";
import { protocol } from "../protocol-under-test.ts";
import { type CaseOptions, caseOf, HOUR, MINUTE, OPENED, sample, time } from "./sample-case.ts";
import { collisions, drawnWords, expectWhole } from "./svg-contents.ts";

const strip = (name: string, now: number, later: CaseOptions["later"] = [], width = 720) =>
  windowTimeline(protocol, sample(name, { later }), { now, time, width });
const happened = (at: number, body: EventBody) => ({ at, body });
/** B07: recognised at 14:15, the imaging due 18:15, the examination 15:15. */
const b07 = (now: number, later: CaseOptions["later"] = []) => strip("b07", OPENED + now, later);

describe("the strip of a case", () => {
  it("shows the injection, the opening, the recognition and now, at their times", () => {
    const { words, svg } = b07(30 * MINUTE);
    expect(words.slice(0, 5)).toEqual([
      "Case amber-falcon-42: EMERGENT.",
      "Time since the injection: 48 h: Thu 14:02.",
      "Case opened: Sat 14:00.",
      "Recognised: EMERGENT: Sat 14:15.",
      "Now: Sat 14:30.",
    ]);
    for (const said of [
      "Time since the injection: 48 h Thu 14:02",
      "Recognised: EMERGENT Sat 14:15",
      "Now Sat 14:30",
    ])
      expect(drawnWords(svg)).toContain(said);
  });

  it("leaves the injection out while its time is not known", () => {
    const { words } = windowTimeline(protocol, caseOf({ fever: true }), { now: OPENED + HOUR, time });
    expect(words.join()).not.toContain("Time since");
  });

  it("shows both times when two people disagree about the injection", () => {
    const later = [
      happened(OPENED + 20 * MINUTE, {
        type: "answered",
        question: "hours_since_injection",
        answer: { value: 24 },
        as: "dissent",
        how: "tap",
      }),
    ];
    const { words } = b07(30 * MINUTE, later);
    expect(words.filter((line) => line.includes("disputed"))).toHaveLength(2);
  });

  it("tells how long is left of a window that runs", () => {
    const { words, svg } = b07(30 * MINUTE);
    const status = "Due Sat 18:15, in 3 h 45 min";
    expect(words.join()).toContain(
      `radiology and neurosurgery. ${status} (counted from recognition, Sat 14:15)`,
    );
    expect(drawnWords(svg)).toContain(status);
  });

  it("is due up to the last moment, and overdue after it", () => {
    const at = 4 * HOUR + 15 * MINUTE;
    expect(b07(at).words.join()).toContain("Due Sat 18:15, in less than a minute");
    expect(b07(at + 1).words.join()).toContain("Overdue by less than a minute: was due Sat 18:15");
  });

  it("shows what is overdue before anything else", () => {
    const { words } = b07(2 * HOUR);
    const windows = words.slice(5);
    expect(windows[0]).toContain("Overdue by 45 min: was due Sat 15:15");
    expect(windows[1]).toContain("Due Sat 18:15");
  });

  it("shows what is done, and what was done late and by how much", () => {
    const done = (late: boolean, at: number) =>
      b07(6 * HOUR, [happened(OPENED + at, { type: "done", deadline: "assessment.full_examination", late })]);
    expect(done(false, HOUR).words.join()).toContain("Done Sat 15:00: was due Sat 15:15");
    expect(done(true, 2 * HOUR).words.join()).toContain("Done Sat 16:00, 45 min late: was due Sat 15:15");
  });

  it("keeps a window that is no longer asked for, marked as such", () => {
    const later = [happened(OPENED + HOUR, { type: "lifted", deadline: "imaging.ct_myelography" })];
    expect(b07(6 * HOUR, later).words.join()).toContain("No longer asked for since Sat 15:00");
  });

  it("says until when a reminder was put off", () => {
    const later = [
      happened(OPENED + HOUR, {
        type: "snoozed",
        deadline: "imaging.ct_myelography",
        until: OPENED + 2 * HOUR,
      }),
    ];
    expect(b07(90 * MINUTE, later).words.join()).toContain("reminder put off until Sat 16:00");
  });

  it("stops at the moment a case was closed, and still says what was open then", () => {
    const later = [happened(OPENED + 2 * HOUR, { type: "closed", reason: "person" })];
    const { words } = b07(50 * HOUR, later);
    expect(words).toContain("Case closed: Sat 16:00.");
    expect(words.join()).toContain("Still open when the case was closed, 45 min after Sat 15:15");
    expect(words.join()).toContain("Still open when the case was closed: was due Sat 18:15");
  });

  it("does not show the channel what the protocol shows to the owner alone", () => {
    const encounter = sample("x35");
    const now = OPENED + HOUR;
    const contact = "The call of the day after was missed";
    expect(windowTimeline(protocol, encounter, { now, time }).svg).not.toContain(contact);
    expect(windowTimeline(protocol, encounter, { now, time, forOwner: true }).svg).toContain(contact);
  });

  it("says so when no window runs", () => {
    const { words, svg } = strip("x01", OPENED + HOUR);
    expect(words.at(-1)).toBe("No window is running.");
    expect(drawnWords(svg)).toContain("No window is running.");
  });

  it("never reads as reassurance while the result is provisional", () => {
    const { title } = windowTimeline(protocol, caseOf({ fever: false }), { now: OPENED + MINUTE, time });
    expect(title).toMatch(/PROVISIONAL, could be EMERGENT/);
  });

  it("gives each state a shape of its own, besides its colour and its words", () => {
    const states = new Map<string, string>([
      ["overdue", b07(5 * HOUR).svg],
      ["due", b07(30 * MINUTE).svg],
      [
        "done",
        b07(HOUR, [
          happened(OPENED + HOUR, { type: "done", deadline: "assessment.full_examination", late: false }),
        ]).svg,
      ],
    ]);
    expect(states.get("overdue")).toMatch(/stroke-linejoin="round" class="tp-f-alarm tp-s-alarm"/);
    expect(states.get("due")).toMatch(/<circle [^>]*r="7"[^>]*tp-s-wait/);
    expect(states.get("done")).toMatch(/tp-s-good/);
  });

  it("names the protocol, its version and its review, since the picture may travel alone", () => {
    expect(drawnWords(b07(HOUR).svg)).toContain(
      `${protocol.title}, version ${protocol.version}, ${protocol.review}.`,
    );
  });

  it("escapes what comes from outside", () => {
    const handle = `<script>"&'`;
    const picture = windowTimeline(protocol, caseOf({}, { handle }), { now: OPENED, time: () => "<b>&" });
    expect(picture.svg).not.toMatch(/<script|<b>/);
    expectWhole(picture);
  });

  it("refuses a width that has no room for words", () => {
    const encounter = sample("b07");
    for (const width of [0, 319, Number.NaN])
      expect(() => windowTimeline(protocol, encounter, { now: OPENED, time, width })).toThrow(/at least 320/);
  });

  it("holds no style sheet in the light theme, and dark colours in the other", () => {
    const encounter = sample("b07");
    expect(windowTimeline(protocol, encounter, { now: OPENED, time, theme: "light" }).svg).not.toContain(
      "<style",
    );
    expect(windowTimeline(protocol, encounter, { now: OPENED, time }).svg).toContain(
      "prefers-color-scheme:dark",
    );
  });

  it.each(cases)("is whole and readable at any width: $file", ({ patient }) => {
    const encounter = caseOf(patient.findings);
    for (const width of [320, 720])
      for (const now of [OPENED + HOUR, OPENED + 40 * 24 * HOUR])
        expectWhole(windowTimeline(protocol, encounter, { now, time, width, forOwner: true }));
  });

  it("keeps its words apart however close together things happen", () => {
    const ms = fc.integer({ min: 0, max: 3 * HOUR });
    const deadline = fc.record({ started: ms, runs: ms, done: fc.option(ms) });
    fc.assert(
      fc.property(
        fc.array(deadline, { maxLength: 8 }),
        ms,
        fc.integer({ min: 320, max: 1000 }),
        (list, now, width) => {
          const later = list.flatMap(({ started, runs, done }, at) => {
            const id = protocol.recommendations[at]?.id ?? "";
            const begun = OPENED + started;
            const due = begun + runs;
            return [
              happened(begun, {
                type: "deadline",
                deadline: { id, due, started: begun, counted_from: "recognition" },
              }),
              ...(done === null
                ? []
                : [happened(begun + done, { type: "done", deadline: id, late: done > runs } as const)]),
            ];
          });
          const encounter = caseOf({ hours_since_injection: 0.01 }, { later });
          const end = OPENED + Math.max(now, 6 * HOUR);
          expect(collisions(windowTimeline(protocol, encounter, { now: end, time, width }))).toEqual([]);
          expect(collisions(windowTimeline(protocol, encounter, { now: OPENED + 1, time, width }))).toEqual(
            [],
          );
        },
      ),
      { numRuns: 40, seed: 7 },
    );
  });
});

describe("a length of time in words", () => {
  it.each([
    [0, "less than a minute"],
    [59_999, "less than a minute"],
    [60_000, "1 min"],
    [HOUR, "1 h"],
    [HOUR + 5 * MINUTE, "1 h 5 min"],
    [24 * HOUR, "1 day"],
    [27 * HOUR, "1 day 3 h"],
    [14 * 24 * HOUR, "14 days"],
  ])("%d ms is %s", (ms, words) => {
    expect(lasting(ms)).toBe(words);
  });
});
