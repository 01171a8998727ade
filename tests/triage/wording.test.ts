import { describe, expect, it } from "vitest";
import type { Role } from "../../src/protocol/schema.ts";
import { assess } from "../../src/triage/assess.ts";
import { RecommendationWording } from "../../src/triage/wording.ts";
import { type Raw, read, recommendation as recommendationOf } from "../patient.ts";
import { recommendation, rule, small, window } from "./small-protocol.ts";

type Changes = Record<string, unknown>;

/** What one recommendation of a true rule says. */
function worded(more: Changes, raw: Raw = {}, changes: Changes = {}, wish: Changes = {}) {
  const { rules = [], ...rest } = changes as { rules?: Changes[] };
  const protocol = small({
    rules: [rule("a", "SOON", "one", { recommend: [{ id: "imaging.worded", ...wish }] }), ...rules],
    recommendations: [recommendation("imaging.worded", more)],
    ...rest,
  });
  const findings = read({ one: true, two: false, three: false, ...raw }, protocol);
  const assessment = assess(protocol, findings);
  const wording = new RecommendationWording(protocol, findings, assessment);
  const item = recommendationOf(assessment, "imaging.worded");
  return {
    of: (role: Role = "physician") => wording.of(item, role),
    line: (role: Role = "physician") => wording.line(item, role),
    open: () => wording.open(),
  };
}

describe("a recommendation in words", () => {
  it("is the protocol's text for the reader", () => {
    const text = worded({ text: { physician: "Scan.", nurse: "Call somebody who scans." } });
    expect(text.of()).toEqual({ text: "Scan.", notes: [], label: null });
    expect(text.of("nurse").text).toBe("Call somebody who scans.");
    expect(text.line()).toBe("Scan.");
  });

  it("carries its remarks, the disagreement of its window's sources, and that a source stands alone", () => {
    const text = worded(
      { text: "Scan.", notes: [{ say: "Remark." }], support: "One source." },
      {},
      { windows: [window("disputed", "4 h", { conflict: "They disagree." })] },
      { window: "disputed" },
    );
    expect(text.of().notes).toEqual(["Remark.", "They disagree.", "One source."]);
    expect(text.line()).toBe("Scan. Remark. They disagree. One source.");
    expect(text.of().notes, "and is the same when it is asked again").toHaveLength(3);
  });

  it("is labelled where it is ours", () => {
    const text = worded({ text: "Scan.", from: "extension" });
    expect(text.of().label).toBe("Extension");
    expect(text.line()).toBe("Scan. [Extension]");
  });

  it("that the protocol does not have is named by its id", () => {
    const protocol = small({ rules: [rule("a", "SOON", "one", { recommend: ["imaging.scan"] })] });
    const findings = read({ one: true }, protocol);
    const assessment = assess(protocol, findings);
    const lost = { ...recommendationOf(assessment, "imaging.scan"), id: "imaging.lost", notes: ["Remark."] };
    expect(new RecommendationWording(protocol, findings, assessment).of(lost, "nurse")).toEqual({
      text: "imaging.lost",
      notes: ["Remark."],
      label: null,
    });
  });
});

describe("what a result fills in", () => {
  const emergency = rule("emergency", "EMERGENT", { any: ["two", "three"] });

  it("what is still open, by name, in the middle of a sentence", () => {
    const text = worded(
      { text: "Look at {open} now." },
      { two: "unknown", three: "unknown" },
      { rules: [emergency] },
    );
    expect(text.open()).toEqual(["label of two", "label of three"]);
    expect(text.of().text).toBe("Look at label of two, label of three now.");
  });

  it("what would raise it, with the value where it is not yes or no", () => {
    const rules = [emergency, rule("long", "URGENT", "hours >= 50 h")];
    const text = worded({ text: "Come back for {raises}." }, { hours: 1 }, { rules });
    expect(text.of().text).toBe("Come back for label of two, label of three, label of hours (50 h or more).");
    expect(text.of().text, "and again").toContain("label of two");
  });

  it("of a number the bound from which it raises, on either side", () => {
    const ends: [string[], number, string][] = [
      [["hours <= 50 h", "hours <= 20 h"], 60, "50 h or less"],
      [["hours < 50 h"], 60, "49.9 h or less"],
      [["hours >= 20 h", "hours >= 50 h"], 10, "20 h or more"],
      [["hours <= 20 h", "hours >= 50 h"], 30, "20 h or less, 50 h or more"],
    ];
    for (const [when, hours, expected] of ends) {
      const rules = [emergency, ...when.map((each, at) => rule(`bound-${at}`, "URGENT", each))];
      const text = worded({ text: "Come back for {raises}." }, { hours }, { rules });
      expect(text.of().text).toContain(`label of hours (${expected}).`);
    }
  });

  it("of a choice and of signs each one that raises by itself, for none of them may be thought harmless", () => {
    const rules = [
      emergency,
      rule("picked", "URGENT", "pick is some or much"),
      rule("marked", "URGENT", { any: ["marks.red", "marks.pale"] }),
    ];
    const text = worded({ text: "Come back for {raises}." }, { pick: "none", marks: "absent" }, { rules });
    expect(text.of().text).toContain("label of pick (option some or option much)");
    expect(text.of().text).toContain("label of marks (redness or pallor)");
  });

  it("anything new, when nothing that is asked would", () => {
    expect(worded({ text: "Come back for {raises}." }).of().text).toBe("Come back for anything new.");
  });

  it.each<[Raw, string]>([
    [{ two: true, three: true }, "3 (likely)"],
    [{ two: false, three: true }, "1 (unlikely)"],
    [{ two: "unknown", three: true }, "1 to 3, items unknown (likely or not is open)"],
    [{ two: true, three: "unknown" }, "2 to 3, items unknown (likely)"],
  ])("the score: %j is %s", (raw, expected) => {
    const scores = [
      {
        id: "score.points",
        label: "Score",
        from: "seed",
        items: [
          { label: "Two", points: 2, when: "two" },
          { label: "Three", points: 1, when: "three" },
        ],
        likely_from: 2,
        citations: ["said"],
      },
    ];
    const protocol = small({
      scores,
      rules: [rule("a", "SOON", "one", { recommend: ["score.points"] })],
      recommendations: [recommendation("score.points", { text: "Points: {score}." })],
    });
    const findings = read({ one: true, ...raw }, protocol);
    const assessment = assess(protocol, findings);
    const wording = new RecommendationWording(protocol, findings, assessment);
    expect(wording.of(recommendationOf(assessment, "score.points"), "physician").text).toBe(
      `Points: ${expected}.`,
    );
    const twice = new RecommendationWording(protocol, findings, {
      ...assessment,
      scores: [...assessment.scores, ...assessment.scores],
    });
    expect(twice.line(recommendationOf(assessment, "score.points"), "physician")).toBe(
      `Points: ${expected}; ${expected}.`,
    );
  });
});
