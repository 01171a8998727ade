import { describe, expect, it } from "vitest";
import { lowerFirst } from "../../src/answers/label-case.ts";
import { answerText, valueText, watchedText } from "../../src/answers/text.ts";
import type { Value } from "../../src/answers/value.ts";
import { condition } from "../../src/protocol/condition.ts";
import { conditionWords, findingLabel, recommendationName } from "../../src/triage/describe.ts";
import { protocol } from "../protocol-under-test.ts";
import { question, questionOf, recommendation, small } from "./small-protocol.ts";

const said = (raw: unknown) => conditionWords(protocol, condition.parse(raw));

describe("a condition in words", () => {
  it("puts a part with its own and / or in parentheses, so that it reads one way only", () => {
    expect(said({ all: ["fever", { any: ["headache is meningism", "sepsis_signs"] }] })).toBe(
      "Fever: present and (Headache: with meningism (stiff neck, photophobia) or Signs of sepsis: present)",
    );
    expect(said({ all: ["mri_result is not_done or pending", { not: "fever" }] })).toBe(
      "(Spine imaging result: not done or pending) and Fever: absent",
    );
    expect(said({ not: { any: ["fever", "headache is postural"] } })).toBe(
      "not (Fever: present or Headache: postural, better lying down)",
    );
  });

  it("keeps abbreviations as they are written", () => {
    expect(said("duplex_result is proximal_dvt")).toBe("Duplex result: proximal DVT");
  });

  it("names a recommendation by its first sentence, never by its id", () => {
    expect(said("imaging.ct_angiography is recommended")).toBe(
      "CT angiography from the aorta to the feet is recommended",
    );
  });
});

describe("the name of a recommendation", () => {
  it("leaves out what a result fills in", () => {
    expect(recommendationName(protocol, "disposition.complete_examination_now")).toBe(
      "Complete the examination now",
    );
    for (const { id } of protocol.recommendations)
      expect(recommendationName(protocol, id)).not.toMatch(/[{}]|\.$/);
  });

  it("takes the reader's wording", () => {
    expect(recommendationName(protocol, "imaging.mri_spine", "nurse")).toBe("MRI of the spine");
  });
});

describe("an answer in words", () => {
  const under = small({
    questions: [
      question("temp", { kind: "tri", measured: { unit: "C", min: 30, max: 45, present_at_least: 38 } }),
      question("lamp", {
        kind: "choice",
        by_side: true,
        degrees: { min: 0, max: 90 },
        options: [
          { id: "on", label: "Switched on" },
          { id: "off", label: "OFF as found" },
        ],
      }),
    ],
  });
  const every = (grade: Value) =>
    Object.fromEntries(["left.hip", "left.knee", "right.hip", "right.knee"].map((cell) => [cell, grade]));

  it.each<[string, Value, string]>([
    ["one", "present", "present"],
    ["one", 38.4, "38.4"],
    ["temp", "absent", "absent"],
    ["temp", 38.4, "38.4 C"],
    ["pick", "some", "option some"],
    ["pick", "elsewhere", "elsewhere"],
    ["pick", 3, "3"],
    ["lamp", "off", "OFF as found"],
    ["lamp", { left: "on", right: "off" }, "left switched on, right OFF as found"],
    ["lamp", { right: "on" }, "right switched on"],
    ["lamp", { left: "on", left_degrees: 40 }, "left switched on, left at 40 degrees"],
    ["lamp", { left_degrees: 40, right_degrees: 0 }, "left at 40 degrees, right at 0 degrees"],
    ["hours", 6, "6 h"],
    ["power", "strong", "strong"],
    ["power", { worst: 5 }, "all 5/5"],
    ["power", { worst: 4 }, "worst 4/5"],
    ["power", { worst: { grade: 3, old: true } }, "worst 3/5 (old)"],
    ["power", { worst: 5, "left.hip": 5 }, "all 5/5"],
    ["power", { worst: 5, "left.hip": { grade: 2, old: true } }, "worst 5/5, left hip 2/5 (old)"],
    ["power", { worst: 3, "left.hip": 3, "right.knee": 5 }, "worst 3/5, left hip 3/5"],
    ["power", every(5), "all 5/5"],
    ["power", { ...every(5), "right.knee": 4 }, "right knee 4/5, the others normal"],
    ["power", { "left.hip": 5, "right.knee": 4 }, "left hip 5/5, right knee 4/5"],
    ["feeling", "reduced", "reduced"],
    [
      "feeling",
      { "left.L4": "reduced", "right.L5.very_fine": "normal" },
      "left L4 reduced, right L5 very fine normal",
    ],
    [
      "girth",
      { calf: { left: 13, right: 12.5 }, thigh: { right: 18 } },
      "calf left 13 cm, right 12.5 cm; thigh right 18 cm",
    ],
    ["girth", { thigh: { left: 18 } }, "thigh left 18 cm"],
    ["girth", { calf: 13 }, "calf 13 cm"],
    ["girth", "wide", ""],
    ["marks", { red: "present", pale: "absent" }, "redness present, pallor absent"],
    ["marks", "present", ""],
  ])("%s: %j", (id, value, expected) => {
    expect(valueText(questionOf(under, id), value)).toBe(expected);
    expect(answerText(questionOf(under, id), { value })).toBe(expected);
  });

  it("that is not known says why, and one that is missing was not asked", () => {
    const one = questionOf(under, "one");
    expect(answerText(one, { unknown: "not_assessed" })).toBe("not assessed");
    expect(answerText(one, { unknown: "unable" })).toBe("unable to assess");
    expect(answerText(one, { unknown: "declined" })).toBe("declined");
    expect(answerText(one, undefined)).toBe("not asked");
  });

  it("lowers the first letter of a label, and leaves an abbreviation and a name inside it", () => {
    expect(["Calf", "MRI of Calf", "A calf", "calf Of", "X"].map(lowerFirst)).toEqual([
      "calf",
      "MRI of Calf",
      "A calf",
      "calf Of",
      "X",
    ]);
  });
});

describe("what to watch for", () => {
  const watched = (id: string, values: readonly Value[], all: readonly Value[] = values) =>
    watchedText(questionOf(protocol, id), values, all);

  it("says of a number from where on it matters, and in which direction", () => {
    const all = [100, 150, 200, 250, 300];
    expect(watched("post_void_residual_ml", [200, 250, 300], all)).toBe("200 mL or more");
    expect(watched("post_void_residual_ml", [100, 150], all)).toBe("150 mL or less");
    expect(watched("post_void_residual_ml", [100, 250, 300], all)).toBe("100 mL or less, 250 mL or more");
    expect(watched("post_void_residual_ml", [150, 200], all)).toBe("150 to 200 mL");
    expect(watched("post_void_residual_ml", all), "any at all").toBe("");
    expect(watched("post_void_residual_ml", [], all)).toBe("");
  });

  it("says of strength that less is worse, of a comparison that it differs, of yes or no nothing", () => {
    expect(watched("motor_grades", [{ worst: 4 }, { worst: 2 }])).toBe("4/5 or worse");
    expect(watched("leg_circumference", [{ calf: { left: 13.1, right: 10 } }])).toBe("calf unequal");
    expect(watched("sensory_exam", ["reduced"])).toBe("reduced");
    expect(watched("fever", ["present"])).toBe("");
  });

  it("names of several signs each that matters by itself, and of a choice each choice, told apart", () => {
    const named = protocol.questions.find(({ answer }) => answer.kind === "signs");
    const [first, second, third] = named?.answer.kind === "signs" ? named.answer.signs : [];
    const only = (id = "") => ({ [third?.id ?? ""]: "absent", [id]: "present" });
    expect(watched(named?.id ?? "", [only(first?.id), only(second?.id)])).toBe(
      `${lowerFirst(first?.label ?? "")} or ${lowerFirst(second?.label ?? "")}`,
    );
    expect(watched("distal_pulses", ["reduced", "absent"])).toBe("reduced or absent");
    const headache = questionOf(protocol, "headache").answer;
    const kinds = headache.kind === "choice" ? headache.options.slice(1).map(({ id }) => id) : [];
    expect(watched("headache", kinds), "one of them has a comma of its own").toContain("; or ");
  });
});

describe("the name of a finding", () => {
  const under = small({ derived: [{ id: "both", label: "Both of them", from: "seed", when: "one" }] });

  it.each([
    ["one", "Label of one"],
    ["marks", "Label of marks"],
    ["marks.red", "Redness"],
    ["marks.none", "Label of marks"],
    ["girth.thigh", "Thigh"],
    ["girth", "Label of girth"],
    ["pick.red", "Label of pick"],
    ["both", "Both of them"],
    ["nothing", "nothing"],
  ])("%s is %s", (finding, label) => {
    expect(findingLabel(under, finding)).toBe(label);
  });
});

describe("every sentence in words", () => {
  const under = small({
    recommendations: [recommendation("imaging.other", { text: "Scan 1.5 T: {open}. Then wait." })],
  });

  it.each<[unknown, string]>([
    ["one", "Label of one: present"],
    [{ not: "one" }, "Label of one: absent"],
    [{ not: "pick is some" }, "not Label of pick: option some"],
    [{ not: { any: ["one"] } }, "not Label of one: present"],
    ["pick is some or much", "Label of pick: option some or option much"],
    ["nothing is some", "nothing: some"],
    ["hours < 3 h", "Label of hours below 3 h"],
    ["hours <= 3 h", "Label of hours at most 3 h"],
    ["hours > 3 h", "Label of hours above 3 h"],
    ["hours >= 3 h", "Label of hours at least 3 h"],
    ["girth.calf difference > 3 cm", "Calf difference above 3 cm"],
    ["power new grade < 5", "Label of power: a new grade below 5"],
    ["one is unable", "Label of one: unable to assess"],
    ["one is unknown", "Label of one: not known"],
    ["imaging.other is recommended", "Scan 1.5 T is recommended"],
    ["imaging.none is recommended", "imaging.none is recommended"],
    ["no rule above", "no other criterion is met"],
    [{ any: ["one", "two"] }, "Label of one: present or Label of two: present"],
    [{ all: ["one", { any: ["two"] }] }, "Label of one: present and Label of two: present"],
    [
      { all: ["one", { not: { all: ["two", "three"] } }] },
      "Label of one: present and not (Label of two: present and Label of three: present)",
    ],
    [
      { at_least: { count: 2, of: ["one", "pick is some or much"] } },
      "at least 2 of Label of one: present, (Label of pick: option some or option much)",
    ],
  ])("%j", (raw, expected) => {
    expect(conditionWords(under, condition.parse(raw))).toBe(expected);
  });

  it("names a recommendation by what stands before what a result fills in", () => {
    const named = (text: string) =>
      recommendationName(
        small({ recommendations: [recommendation("imaging.named", { text })] }),
        "imaging.named",
      );
    expect(named("Look at{open}. Then wait.")).toBe("Look at");
    expect(named("Look: {open}")).toBe("Look");
    expect(named("Look {open} and {raises}.")).toBe("Look and");
    expect(named("Look at 3.5 of them.  Then wait.")).toBe("Look at 3.5 of them");
  });
});
