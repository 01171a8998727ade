import { describe, expect, it } from "vitest";
import { hasOld } from "../../src/answers/old.ts";
import { readAnswer } from "../../src/answers/read.ts";
import { kindOf } from "../../src/answers/registry.ts";
import { valueText } from "../../src/answers/text.ts";
import type { Value } from "../../src/answers/value.ts";
import { readDirectAnswer } from "../../src/language/direct-answer.ts";
import { AnswerSpace } from "../../src/proof/answer-space.ts";
import type { FindingCondition, ValueCondition } from "../../src/protocol/condition.ts";
import { lintProtocol } from "../../src/protocol/lint.ts";
import { readSentence } from "../../src/protocol/sentence.ts";
import { leafTruth } from "../../src/triage/evaluate.ts";
import { buildForm, rawOfForm } from "../../src/views/form.ts";
import { options, question, questionOf, rule, small } from "../triage/small-protocol.ts";
import { wordLists } from "../word-lists.ts";

const protocol = small({
  questions: [
    question("pulse", {
      kind: "choice",
      options: options("good", "weak", "gone"),
      absent: "good",
      by_side: true,
      old: ["weak", "gone"],
    }),
    question("touch", { kind: "sensation", modalities: ["pin"], dermatomes: ["L4", "S2"], old: ["L4"] }),
    question("warmth", {
      kind: "sensation",
      modalities: ["pin"],
      dermatomes: ["L4", "L5"],
      old: ["L4", "L5"],
    }),
    question("skin", {
      kind: "signs",
      signs: [
        { id: "oedema", label: "Oedema", old: true },
        { id: "redness", label: "Redness" },
      ],
    }),
    question("residual", { kind: "number", unit: "mL", min: 0, max: 900, old: { worse: "higher" } }),
  ],
  rules: [
    rule("pulse", "URGENT", { any: ["pulse", "pulse is gone"] }),
    rule("feeling", "URGENT", { any: ["touch is reduced", "warmth is reduced"] }),
    rule("skin", "SOON", { any: ["skin.oedema", "skin.redness"] }),
    rule("residual", "URGENT", "residual >= 200 mL"),
  ],
});
const asked = (id: string) => questionOf(protocol, id);
const old = (value: unknown) => ({ value, old: true });

function read(id: string, raw: unknown): Value {
  const reading = readAnswer(asked(id), raw);
  if ("faults" in reading || "unknown" in reading.answer) throw new Error(JSON.stringify(reading));
  return reading.answer.value;
}

const OLD_ANSWERS: readonly [string, unknown, string][] = [
  ["pulse", old("weak"), "option weak (old)"],
  ["pulse", { left: old("gone"), right: "good" }, "left option gone (old), right option good"],
  [
    "touch",
    { "left.L4": old("reduced"), "right.S2.pin": "reduced" },
    "left L4 reduced (old), right S2 pin reduced",
  ],
  ["warmth", old("reduced"), "reduced (old)"],
  ["skin", { oedema: old("present"), redness: "absent" }, "oedema present (old), redness absent"],
  ["residual", { value: 240, old: true, before: 260 }, "240 mL (old, 260 mL before)"],
  ["power", { "left.hip": { grade: 3, old: true } }, "left hip 3/5 (old)"],
];

describe("a value that was there before", () => {
  it.each(OLD_ANSWERS)("is read in the place of the value and printed as old: %s %j", (id, raw, text) => {
    const value = read(id, raw);
    expect(valueText(asked(id), value)).toBe(text);
    expect(hasOld(value)).toBe(true);
    expect(read(id, value)).toEqual(value);
  });

  it("that is said not to be old is new", () => {
    expect(read("pulse", { value: "weak", old: false })).toBe("weak");
    expect(read("skin", { oedema: { value: true, old: false } })).toEqual({ oedema: "present" });
    expect(read("residual", { value: 240, old: false })).toBe(240);
    expect(hasOld(read("pulse", { left: "weak" }))).toBe(false);
  });

  it.each<[string, unknown, RegExp]>([
    ["pick", old("much"), /cannot be said here/],
    ["pulse", old("good"), /cannot be said here/],
    ["pulse", { left: { value: "weak", old: "yes" } }, /old is true or false/],
    ["pulse", { left: { value: "weak", old: true, since: 3 } }, /only value and old/],
    ["pulse", old("blue"), /cannot be said here/],
    ["touch", old("reduced"), /cannot be said here/],
    ["touch", { "left.S2": old("reduced") }, /cannot be said here/],
    ["touch", { "left.L4": old("normal") }, /cannot be said here/],
    ["skin", { redness: old("present") }, /cannot be said here/],
    ["skin", { oedema: old("absent") }, /cannot be said here/],
    ["hours", { value: 6, old: true, before: 6 }, /cannot be said here/],
    ["residual", { value: 240, old: true }, /"before" is needed/],
    ["residual", { value: 1000, old: true, before: 240 }, /outside 0 to 900 mL/],
    ["residual", { value: 300, old: true, before: 240 }, /worse than 240 before, and so it is new/],
  ])("is refused where the protocol does not let it be old: %s %j", (id, raw, why) => {
    const reading = readAnswer(asked(id), raw);
    expect("faults" in reading ? reading.faults.map(({ allowed }) => allowed) : reading).toEqual([
      expect.stringMatching(why),
    ]);
  });

  it("can be typed as a whole, by side, and by sign", () => {
    const typed = (id: string, words: string) => readDirectAnswer(wordLists, asked(id), words, 0);
    expect(typed("pulse", "option weak, old")).toEqual({ answer: { value: old("weak") } });
    expect(typed("residual", "240 ml old, 260 before")).toEqual({
      answer: { value: { ...old(240), before: 260 } },
    });
    expect(typed("pulse", "left option gone old, right option good")).toEqual({
      answer: { value: { left: old("gone"), right: "good" } },
    });
    expect(typed("skin", "oedema old, redness")).toEqual({
      answer: { value: { oedema: old("present"), redness: "present" } },
    });
    expect(typed("skin", "redness old")).toBeNull();
    expect(typed("warmth", "reduced old")).toEqual({ answer: { value: old("reduced") } });
    expect(typed("touch", "reduced old")).toBeNull();
  });

  it("comes back from its form as it went in", () => {
    for (const [id, raw] of OLD_ANSWERS) {
      const value = read(id, raw);
      const form = buildForm([asked(id)], { [id]: { value } }, "Title", { do: "form", section: "first" });
      const filled = Object.fromEntries(
        form.groups.flatMap(({ fields }) => fields.map((field) => [field.id, field.value ?? ""])),
      );
      expect([id, read(id, rawOfForm([asked(id)], filled).get(id))]).toEqual([id, value]);
    }
  });

  it("is shown as old in the table of both legs", () => {
    const missing = { text: "not recorded", tone: "unknown" } as const;
    const cells = (id: string, raw: unknown) =>
      kindOf(asked(id).answer)
        .sideTable(asked(id).answer, asked(id), read(id, raw), missing)
        ?.rows.map(({ left, right }) => [left.text, left.tone, right.text]);
    expect(cells("pulse", { left: old("gone"), right: "good" })).toEqual([
      ["option gone, old", "old", "option good"],
    ]);
    expect(cells("touch", { "left.L4": old("reduced") })).toEqual([
      ["reduced, old", "old", "not recorded"],
      ["not recorded", "unknown", "not recorded"],
    ]);
    expect(kindOf(asked("warmth").answer).unplaced(asked("warmth").answer, old("reduced") as Value)).toBe(
      "reduced (old), the place is not recorded",
    );
  });
});

const isValueCondition = (leaf: FindingCondition): leaf is ValueCondition =>
  ["present", "is", "compare", "difference", "new-grade"].includes(leaf.kind);

describe("a sentence about something that was there before", () => {
  const truth = (sentence: string, raw: unknown, oldCounts = false) => {
    const leaf = readSentence(sentence);
    if (!leaf || !("finding" in leaf) || !isValueCondition(leaf)) throw new Error(sentence);
    const [id = "", part] = leaf.finding.split(".");
    return leafTruth(asked(id), part, leaf, read(id, raw), { oldCounts });
  };

  it.each<[string, unknown]>([
    ["pulse", old("weak")],
    ["pulse is gone", { left: old("gone"), right: "good" }],
    ["warmth is reduced", old("reduced")],
    ["skin.oedema", { oedema: old("present") }],
    ["residual >= 200 mL", { value: 240, old: true, before: 260 }],
    ["power new grade < 5", { "left.hip": { grade: 3, old: true }, worst: 5 }],
  ])("is false, and true where old ones count: %s, %j", (sentence, raw) => {
    expect([truth(sentence, raw), truth(sentence, raw, true)]).toEqual([false, true]);
  });

  it("is true of something new next to it, and unknown for what was not examined", () => {
    expect(truth("pulse", { left: old("weak"), right: "weak" })).toBe(true);
    expect(truth("pulse", { left: old("weak") })).toBeNull();
    expect(truth("touch is reduced", { "left.L4": old("reduced"), "right.L4": "reduced" })).toBe(true);
    expect(truth("touch is reduced", { "left.L4": old("reduced") })).toBeNull();
    expect(truth("skin", { oedema: old("present"), redness: "present" })).toBe(true);
    expect(truth("skin", { oedema: old("present") })).toBeNull();
    expect(truth("skin", { oedema: old("present"), redness: "absent" })).toBe(false);
  });

  it("falls into the same classes when answers are tried as when the sentences are taken apart", () => {
    // the space throws where the two differ
    const space = new AnswerSpace(protocol);
    const heldIn = (id: string) =>
      space.domain(id).samples.filter(({ answer }) => answer && "value" in answer && hasOld(answer.value));
    for (const id of ["pulse", "warmth", "skin", "residual"]) expect(heldIn(id).length).toBeGreaterThan(0);
  });
});

describe("a protocol that lets values be old", () => {
  const issues = (answer: Readonly<Record<string, unknown>>) =>
    lintProtocol(small({ questions: [question("pulse", answer)] }), () => ({
      file: "small.yaml",
      line: 1,
      column: 1,
    })).filter(({ path }) => path.startsWith("questions[11].answer"));

  it("names options and dermatomes that it asks for", () => {
    const choice = { kind: "choice", options: options("good", "weak") };
    expect(issues({ ...choice, old: ["weak"] })).toEqual([]);
    expect(issues({ ...choice, old: ["week"] })).toMatchObject([
      { code: "unknown-option", path: "questions[11].answer.old[0]" },
    ]);
    expect(() => issues({ kind: "sensation", modalities: ["pin"], dermatomes: ["L4"], old: ["L5"] })).toThrow(
      /not examined/,
    );
  });
});
