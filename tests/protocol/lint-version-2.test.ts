/** The faults that only version 2.0's sentences and lists can have, each put into the file that has none. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { condition } from "../../src/protocol/condition.ts";
import { checkProtocol } from "../../src/protocol/lint.ts";
import { readSentence, sentenceText } from "../../src/protocol/sentence.ts";
import { NEWEST_PROTOCOL } from "../../src/protocol-store.ts";

const sound = readFileSync(NEWEST_PROTOCOL, "utf8");

function codesAfter(was: string, is: string): string[] {
  expect(sound).toContain(was);
  return checkProtocol(sound.replace(was, is), "f.yaml").issues.map(({ code }) => code);
}

/** A sentence that every deficit is excluded by: another in its place is linted there. */
const PLACE = "- perianal_sensation is normal\n";
const instead = (sentence: string) => codesAfter(PLACE, `- ${sentence}\n`);

describe("the linter of version 2.0", () => {
  it.each([
    ["score.pesi >= 3 points", "unknown-score"],
    ["site allows everything", "unknown-site-switch"],
    ["treatment.anticoagulation is recommended apart from no-such-rule", "unknown-rule"],
    ["fever may be <= 72 h", "not-a-moment"],
    ["some onset before fever", "not-a-moment"],
    ["hours_since_injection at onset of nonsense <= 2 h", "unknown-question"],
    ["hours_since_injection may be <= 72 mL", "wrong-unit"],
    ["motor_grades answered within 4 mL", "wrong-unit"],
    ["fever after last of leg_swelling", "not-a-study"],
    ["treatment.anticoagulation is held for more than time", "misplaced-sentence"],
    ["new headache is postural", "wrong-narrowing"],
    ["perianal_sensation is normal on left", "wrong-narrowing"],
    ["perianal_sensation is normal at S2", "wrong-narrowing"],
    ["sensory_exam is normal at T1", "wrong-narrowing"],
  ])("%s is %s", (sentence, code) => {
    expect(instead(sentence)).toContain(code);
  });

  it.each([
    ["    panel: start\n", "", "no-panel"],
    ["panels:\n", "panels:\n  - { id: spare, title: Spare, how: asked }\n", "unused-panel"],
    [
      "lines:\n",
      "lines:\n  - { id: sixth, label: Sixth, acts: [disposition.return_advice] }\n",
      "too-many-lines",
    ],
    [
      "        assessment.resuscitation_first,\n",
      "        assessment.resuscitation_first,\n        consult.neurosurgery,\n",
      "act-on-two-lines",
    ],
    ["        assessment.resuscitation_first,\n", "", "act-on-no-line"],
  ])("%s changed to %s is %s", (was, is, code) => {
    expect(codesAfter(was, is)).toContain(code);
  });
});

describe("a sentence", () => {
  it.each([
    "new sensory_exam is reduced at S2 or S3 on left",
    "leg_circumference.calf left over right >= 3 cm",
    "motor_grades new grade < 5 on right",
    "motor_grades is known",
    "hours_since_injection may be <= 72 h",
    "hours_since_injection at onset of fever or infection_signs <= 2 h",
    "hours_since_injection at entered onset of fever > 1 h",
    "hours_since_injection at answer to motor_grades >= 24 h",
    "motor_grades answered within 90 min",
    "fever after last of mri_result or repeat_mri_result",
    "some onset before hours_since_injection",
    "score.news2 item >= 3 points",
    "site allows expected_local_anaesthetic_effect",
    "imaging.mri_spine is recommended apart from dvt-confirmed or pe-confirmed",
    "treatment.anticoagulation is held for more than time",
  ])("%s reads back as it is written", (text) => {
    const leaf = readSentence(text);
    expect(leaf && sentenceText(leaf)).toBe(text);
  });

  it("that is not known is false under certainly", () => {
    expect(condition.parse({ certainly: "fever" })).toEqual({
      kind: "certainly",
      of: { kind: "present", finding: "fever" },
    });
  });
});
