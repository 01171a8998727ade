import { describe, expect, it } from "vitest";
import { type Assessment, assess } from "../../src/triage/assess.ts";
import { kindOf } from "../../src/triage/recommend.ts";
import { type Raw, read, recommendation as recommendationOf, recommended } from "../patient.ts";
import { recommendation, rule, small, window } from "./small-protocol.ts";

function found(changes: Record<string, unknown>, raw: Raw): Assessment {
  const protocol = small(changes);
  return assess(protocol, read(raw, protocol));
}

const KNOWN: Raw = { one: false, two: false, three: false };
const scan = (id: string, urgency: string, when: string, more: Record<string, unknown> = {}) =>
  rule(id, urgency, when, { recommend: [{ id: "imaging.scan", ...more }] });

describe("what is recommended", () => {
  it("comes from the rules that are true, and from them only as far as their own condition is true", () => {
    const rules = [
      rule("a", "SOON", "one", { recommend: ["imaging.scan", { id: "consult.ask", if: "two" }] }),
      rule("b", "SOON", "three", { recommend: ["disposition.look"] }),
    ];
    expect(recommended(found({ rules }, { ...KNOWN, one: true }))).toEqual(["imaging.scan"]);
    expect(recommended(found({ rules }, { ...KNOWN, one: true, two: true }))).toEqual([
      "imaging.scan",
      "consult.ask",
    ]);
    expect(recommended(found({ rules }, { ...KNOWN, one: true, two: "unknown" }))).not.toContain(
      "consult.ask",
    );
  });

  it("is in the order of its kind, whatever the order of the rules", () => {
    const rules = [
      rule("a", "SOON", "one", {
        recommend: ["followup.call", "disposition.look", "consult.ask", "imaging.scan"],
      }),
    ];
    expect(
      recommended(
        found({ rules, recommendations: [recommendation("followup.call")] }, { ...KNOWN, one: true }),
      ),
    ).toEqual(["imaging.scan", "consult.ask", "disposition.look", "followup.call"]);
  });

  it("names each rule once that asks for it, the most urgent first", () => {
    const rules = [
      scan("calm-one", "SOON", "one"),
      rule("twice", "URGENT", "one", { recommend: ["imaging.scan", { id: "imaging.scan", window: "day" }] }),
    ];
    expect(recommendationOf(found({ rules }, { ...KNOWN, one: true }), "imaging.scan").because).toEqual([
      "twice",
      "calm-one",
    ]);
  });

  it("shows the disposition of a rule that leads before those of its equals, in whatever order they stand", () => {
    const recommendations = [recommendation("disposition.a"), recommendation("disposition.b")];
    const a = rule("a", "URGENT", "one", { recommend: ["disposition.a"] });
    const b = rule("b", "URGENT", "one", { recommend: ["disposition.b"], leads_when: "two" });
    const soon = rule("c", "SOON", "one", { recommend: ["disposition.look"], leads_when: "two" });
    const order = (rules: unknown[], two: boolean) =>
      recommended(found({ rules, recommendations }, { ...KNOWN, one: true, two }));
    expect(order([soon, a, b], true)).toEqual(["disposition.b", "disposition.a", "disposition.look"]);
    expect(order([soon, b, a], true)).toEqual(["disposition.b", "disposition.a", "disposition.look"]);
    expect(order([soon, a, b], false)).toEqual(["disposition.a", "disposition.b", "disposition.look"]);
  });
});

describe("the window", () => {
  const windowed = (first?: string, second?: string, own?: string) => {
    const rules = [
      scan("a", "URGENT", "one", first ? { window: first } : {}),
      scan("b", "SOON", "one", second ? { window: second } : {}),
    ];
    const scanning = recommendation("imaging.other", own ? { window: own } : {});
    const of = JSON.parse(JSON.stringify(rules).replaceAll("imaging.scan", "imaging.other"));
    return recommendationOf(
      found({ rules: of, recommendations: [scanning] }, { ...KNOWN, one: true }),
      "imaging.other",
    ).window;
  };

  it("is the strictest of those given, whichever comes first", () => {
    expect(windowed("day", "now")?.id).toBe("now");
    expect(windowed("now", "day")?.id).toBe("now");
    expect(windowed("day", "day")?.id).toBe("day");
  });

  it("is the recommendation's own where the rule names none, and none where neither does", () => {
    expect(windowed(undefined, undefined, "day")?.id).toBe("day");
    expect(windowed("now", undefined, "day")?.id).toBe("now");
    expect(windowed(undefined, "now")?.id).toBe("now");
    expect(windowed("now", undefined)?.id).toBe("now");
    expect(windowed()).toBeNull();
  });

  it("stays the first of two that are as strict", () => {
    const windows = [window("also", "1 h"), window("again", "1 hour")];
    const rules = [
      scan("a", "URGENT", "one", { window: "also" }),
      scan("b", "SOON", "one", { window: "again" }),
    ];
    expect(
      recommendationOf(found({ rules, windows }, { ...KNOWN, one: true }), "imaging.scan").window?.id,
    ).toBe("also");
  });

  it("says what it is counted from, what to aim for, what is too early, and where its sources disagree", () => {
    const windows = [
      window("full", "48 h", {
        aim: "24 h",
        not_before: "6 h",
        conflict: "They disagree.",
        counted_from: "injection",
      }),
    ];
    const rules = [
      scan("a", "URGENT", "one", { window: "full" }),
      scan("b", "URGENT", "two", { window: "day" }),
    ];
    const windowOf = (raw: Raw) =>
      recommendationOf(found({ rules, windows }, { ...KNOWN, ...raw }), "imaging.scan").window;
    expect(windowOf({ one: true })).toEqual({
      id: "full",
      within: expect.stringMatching(/^P/),
      hours: 48,
      from: "injection",
      aim_hours: 24,
      not_before_hours: 6,
      conflict: "They disagree.",
    });
    expect(windowOf({ two: true })).toEqual({
      id: "day",
      within: expect.stringMatching(/^P/),
      hours: 24,
      from: "recognition",
    });
  });
});

describe("a recommendation that another replaces", () => {
  const replaced = recommendation("imaging.first", {
    replaced: { by: "imaging.scan", when: "two" },
    window: "day",
    notes: [{ say: "Of the first." }],
  });
  const rules = [rule("a", "SOON", "one", { recommend: ["imaging.first"] })];
  const changes = { rules, recommendations: [replaced] };

  it("stays while that is not known to be so", () => {
    const stays = found(changes, { ...KNOWN, one: true });
    expect(recommended(stays)).toEqual(["imaging.first"]);
    expect(recommendationOf(stays, "imaging.first")).not.toHaveProperty("replaces");
    expect(recommended(found(changes, { one: true, three: false }))).toEqual(["imaging.first"]);
  });

  it("gives its place and its time, and not its remarks", () => {
    const instead = found(changes, { ...KNOWN, one: true, two: true });
    expect(recommended(instead)).toEqual(["imaging.scan"]);
    expect(recommendationOf(instead, "imaging.scan")).toMatchObject({
      replaces: "imaging.first",
      window: { id: "day" },
      notes: [],
    });
  });
});

describe("remarks", () => {
  it("are the rule's and those of the recommendation that apply, each once", () => {
    const noted = recommendation("imaging.noted", {
      notes: [{ say: "Always." }, { when: "two", say: "With two." }, { when: "three", say: "With three." }],
    });
    const rules = [
      rule("a", "URGENT", "one", { recommend: [{ id: "imaging.noted", note: "Of the rule." }] }),
      rule("b", "SOON", "one", { recommend: [{ id: "imaging.noted", note: "Of the other." }] }),
    ];
    const notes = (raw: Raw) =>
      recommendationOf(
        found({ rules, recommendations: [noted] }, { ...KNOWN, one: true, ...raw }),
        "imaging.noted",
      ).notes;
    expect(notes({})).toEqual(["Of the rule.", "Always.", "Of the other."]);
    expect(notes({ two: true })).toEqual(["Of the rule.", "Always.", "With two.", "Of the other."]);
  });
});

describe("a gate", () => {
  const gated = recommendation("treatment.drug", {
    gate: { only_if: "two", reason: "Two is not known.", released_by: ["two"] },
  });
  const changes = {
    rules: [rule("a", "SOON", "one", { recommend: ["treatment.drug"] })],
    recommendations: [gated],
  };

  it.each([false, "unknown"])(
    "holds back what it guards while its condition is not known to be true: %s",
    (two) => {
      const closed = found(changes, { ...KNOWN, one: true, two });
      expect(recommended(closed)).toEqual([]);
      expect(closed.withheld).toEqual([
        {
          id: "treatment.drug",
          kind: "treatment",
          reason: "Two is not known.",
          released_by: ["two"],
          because: ["a"],
          citations: ["said"],
        },
      ]);
    },
  );

  it("lets it through once it is", () => {
    const opened = found(changes, { ...KNOWN, one: true, two: true });
    expect(recommended(opened)).toEqual(["treatment.drug"]);
    expect(opened.withheld).toEqual([]);
  });
});

describe("a recommendation that the protocol does not have", () => {
  it("is left out", () => {
    expect(
      recommended(
        found(
          { rules: [rule("a", "SOON", "one", { recommend: ["imaging.none"] })] },
          { ...KNOWN, one: true },
        ),
      ),
    ).toEqual([]);
  });
});

describe("the kind of a recommendation", () => {
  it("is what its id begins with; a score is an assessment", () => {
    expect(kindOf("imaging.scan")).toBe("imaging");
    expect(kindOf("followup.call")).toBe("followup");
    expect(kindOf("score.wells")).toBe("assessment");
  });
});
