import { describe, expect, test } from "vitest";
import { checkProtocol } from "../../src/protocol/lint.ts";
import { faults, smallProtocol } from "./fault-fixtures.ts";

const codesOf = (text: string) => checkProtocol(text, "f.yaml").issues.map(({ code }) => code);

describe("the linter", () => {
  test("finds no fault in the small protocol", () => {
    expect(checkProtocol(smallProtocol, "small.yaml").issues).toEqual([]);
  });

  test.each(faults)(
    "$id: $fault is reported once, as $reported, with its remedy",
    ({ id, text, reported }) => {
      const { issues } = checkProtocol(text, `${id}.yaml`);
      expect(issues.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual([reported]);
      for (const { message, remedy, file } of issues) {
        expect(file).toBe(`${id}.yaml`);
        expect(message.length).toBeGreaterThan(8);
        expect(remedy.length).toBeGreaterThan(8);
        // no word of the machinery reaches a clinician
        expect(`${message} ${remedy}`).not.toMatch(/undefined|\[object|zod|invalid input|unrecognized/i);
      }
    },
  );

  test("is tested with more than 24 faults, no two of them alike", () => {
    expect(faults.length).toBeGreaterThan(24);
    expect(new Set(faults.map(({ text }) => text)).size).toBe(faults.length);
  });
});

/** The small protocol with one text replaced. */
function changed(was: string, is: string, text = smallProtocol): string {
  expect(text).toContain(was);
  return text.replace(was, is);
}

describe("the linter accepts", () => {
  test.each([
    [
      "the article cited without a number",
      "reference: article, number: [1], mark: V }",
      "reference: article, mark: V }",
    ],
    [
      "the article's own words without support, beside a source that was read",
      "citations: [article-weakness]\n    ask_when",
      "citations: [article-weakness, guideline-weakness]\n    ask_when",
    ],
    [
      "an unknown that is asked for by name",
      "{ all: [fever, hours <= 72 h] }",
      "{ any: [fever, hours <= 72 h, weakness is unknown] }",
    ],
    [
      "not over a finding that is no adjunct",
      "{ all: [fever, hours <= 72 h] }",
      "{ all: [fever, hours <= 72 h, not: weakness] }",
    ],
    [
      "not over a deficit that adjuncts only add to",
      "{ all: [fever, hours <= 72 h] }",
      "{ all: [fever, hours <= 72 h, not: deficit] }",
    ],
    [
      "numbers that leave a single value",
      "{ all: [fever, hours <= 72 h] }",
      "{ all: [fever, hours <= 72 h, hours >= 72 h] }",
    ],
    [
      "a full stop inside a number",
      "why: Fever after an injection",
      "why: Fever of 38.0 C or more. Fever of 38.5 C",
    ],
  ])("%s", (_, was, is) => {
    expect(codesOf(changed(was, is))).toEqual([]);
  });
});

describe("several faults", () => {
  test("are reported together, from top to bottom", () => {
    const text = changed(
      "why: It decides",
      "why: One. Two. Three. It decides",
      changed("hours <= 72 h", "hours <= 3 days"),
    );
    expect(codesOf(text)).toEqual(["long-wording", "wrong-unit"]);
  });

  test("what is inside a dead alternative is not reported again", () => {
    const nested = "{ any: [fever, all: [hours > 96 h, hours < 24 h, any: [weakness, fever]]] }";
    expect(codesOf(changed("{ all: [fever, hours <= 72 h] }", nested))).toEqual(["never-true"]);
  });

  test("a slip in a name does not also make its finding unused", () => {
    expect(codesOf(changed("{ all: [fever, hours <= 72 h] }", "{ all: [fever, hous <= 72 h] }"))).toEqual([
      "unknown-finding",
    ]);
  });
});

describe("each kind of part is checked on its own", () => {
  test.each([
    [
      "a duplicate option",
      "{ id: reduced, label: Reduced }",
      "{ id: normal, label: Reduced }",
      ["duplicate-id", "unknown-option"],
    ],
    [
      "a duplicate citation",
      "id: article-weakness, says",
      "id: article-fever, says",
      ["unknown-citation", "unknown-citation", "unknown-citation", "duplicate-id"],
    ],
    [
      "a score that no recommendation shows",
      "scores:\n  - { id: score.risk",
      "scores:\n  - { id: score.other",
      ["unknown-score", "unknown-recommendation"],
    ],
    [
      "a score without the name of one",
      "scores:\n  - { id: score.risk",
      "scores:\n  - { id: caution.risk",
      ["unknown-score", "unknown-kind"],
    ],
    [
      "an unknown replacement",
      "result: mri_result",
      "replaced: { by: imaging.ct, when: fever }",
      ["unknown-recommendation"],
    ],
    [
      "an unknown provisional recommendation",
      "recommend: disposition.examine",
      "recommend: disposition.exam",
      ["unknown-recommendation"],
    ],
    ["a part of a finding that has none", "hours <= 72 h] }", "hours.calf <= 72 h] }", ["unknown-part"]],
    [
      "a derived finding spoken of as a choice",
      "when: deficit,",
      "when: deficit is reduced,",
      ["wrong-sentence"],
    ],
    [
      "an adjunct that is asked whether it is unknown",
      "hours <= 72 h] }",
      "hours <= 72 h, anal_tone is unknown] }",
      ["wrong-sentence"],
    ],
    [
      "a yes-or-no question spoken of as a choice",
      "when: { all: [fever,",
      "when: { all: [fever is high,",
      ["wrong-sentence"],
    ],
    [
      "until_known on a question without options",
      "from: seed, label: Weakness,",
      "from: seed, label: Weakness, until_known: absent,",
      ["unknown-option"],
    ],
    [
      "a rule that acts as if at an urgency and recommends nothing in time",
      "urgency: ROUTINE, recommend",
      "urgency: ROUTINE, acts_on: EMERGENT, recommend",
      ["no-window"],
    ],
    [
      "a window that is only sometimes given",
      "recommend: [{ id: imaging.mri, window: now }]\n",
      "recommend: [{ id: imaging.mri, window: now, if: weakness }]\n",
      ["no-window"],
    ],
    [
      "a raise that can never come",
      "urgency: URGENT",
      "urgency: URGENT\n    raised: { to: EMERGENT, when: not: fever }",
      ["yaml-syntax"],
    ],
    [
      "a raise that excludes its own rule",
      "urgency: URGENT",
      "urgency: URGENT\n    raised: { to: EMERGENT, when: hours > 72 h }",
      ["never-true"],
    ],
    [
      "a last resort above another rule",
      "rules:\n",
      "rules:\n  - { id: first, label: First, from: extension, when: no rule above, urgency: ROUTINE, recommend: [score.risk] }\n",
      ["no-last-resort", "unreachable-rule"],
    ],
    [
      "a note for what cannot be",
      "result: mri_result",
      "notes: [{ when: { all: [fever, not: fever] }, say: Never. }]",
      ["never-true"],
    ],
    [
      "a question from the article that cites nothing of it",
      "id: hours, section: history, from: extension",
      "id: hours, section: history, from: seed",
      ["unlabelled-extension"],
    ],
  ])("%s is reported", (_, was, is, codes) => {
    expect(codesOf(changed(was, is))).toEqual(codes);
  });

  test("a derived finding that rests on adjuncts alone may not be negated either", () => {
    const text = changed(
      "{ any: [weakness, anal_tone is reduced] }",
      "anal_tone is reduced",
      changed("hours <= 72 h] }", "hours <= 72 h, weakness, not: deficit] }"),
    );
    expect(codesOf(text)).toEqual(["negated-adjunct"]);
  });

  test("support is the admission that no source was read", () => {
    const unread = changed("number: [1], mark: V2", "number: [1], mark: NS");
    expect(codesOf(unread)).toEqual(["unread-source"]);
    expect(
      codesOf(
        changed(
          "citations: [article-fever]",
          "citations: [article-fever]\n    support: The article alone says so.",
          unread,
        ),
      ),
    ).toEqual([]);
  });
});
