import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { legFigure } from "../../src/pictures/leg-figure.ts";
import { readFindings } from "../../src/triage/finding.ts";
import { manyAnswers } from "../arbitrary-answers.ts";
import { type Raw, wellBut } from "../patient.ts";
import { cases } from "../patient-cases.ts";
import { protocol } from "../protocol-under-test.ts";
import { caseOf, MINUTE, OPENED } from "./sample-case.ts";
import { drawnWords, expectWhole } from "./svg-contents.ts";

const figure = (findings: Raw) => legFigure(protocol, caseOf(findings));
const words = (findings: Raw) => figure(findings).words.join("\n");

describe("the leg figure", () => {
  it("shows the grade of each group by side, with its root level", () => {
    const said = words({ motor_grades: { "left.ankle_dorsiflexion": 3, "right.ankle_dorsiflexion": 5 } });
    expect(said).toContain("Ankle dorsiflexion (L4): right 5/5, left 3/5.");
    expect(said).toContain("Hip flexion (L2): right not recorded, left not recorded.");
  });

  it("marks an old weakness as old", () => {
    expect(words({ motor_grades: { "left.hip_flexion": { grade: 3, old: true } } })).toContain(
      "left 3/5, old",
    );
  });

  it("does not place a weakest grade whose place was not recorded, and does not lose it", () => {
    const { words: lines, svg } = figure({ motor_grades: { worst: 3 } });
    const note = "Motor power (MRC 0-5): the weakest grade is 3/5, its group and side are not recorded.";
    expect(lines).toContain(note);
    expect(lines.join()).toContain("Motor power (MRC 0-5): not recorded at every place");
    expect(drawnWords(svg)).toContain(note);
  });

  it("shows every group as normal when the weakest is", () => {
    expect(words({ motor_grades: { worst: 5 } })).toContain("Motor power (MRC 0-5): 5/5 at every place");
  });

  it("shows reduced sensation by level, side and modality, and keeps what was not examined apart", () => {
    const said = words({
      sensory_exam: { "left.L4": "reduced", "left.L5.pinprick": "reduced", "left.L5.light_touch": "normal" },
    });
    expect(said).toContain("L4: right not recorded, left reduced.");
    expect(said).toContain("L5: right not recorded, left reduced: pinprick; normal: light touch.");
  });

  it("does not lose a reduced sensation whose place was not recorded", () => {
    expect(words({ sensory_exam: "reduced" })).toContain(
      "Sensation in the legs: reduced, the place is not recorded.",
    );
  });

  it("shows both lengths and which is larger, without judging them", () => {
    const said = words({ leg_circumference: { calf: { left: 41.1, right: 38 } } });
    expect(said).toContain("Calf: right 38 cm, left 41.1 cm (left larger by 3.1 cm).");
    expect(said).toContain("Thigh: right not recorded, left not recorded.");
  });

  it("does not read the answer left as a no for the right leg", () => {
    expect(words({ leg_swelling: "left" })).toContain("Progressive leg swelling: right not named, left yes.");
    expect(words({ leg_swelling: "both" })).toContain("Progressive leg swelling: right both, left both.");
    expect(words({ leg_swelling: "none" })).toContain("Progressive leg swelling: right none, left none.");
  });

  it("tells unable, not assessed and not asked apart", () => {
    const said = words({ motor_grades: "unable", sensory_exam: "not_assessed" });
    expect(said).toContain("Motor power (MRC 0-5): unable to assess at every place");
    expect(said).toContain("Sensation in the legs: not assessed at every place");
    expect(said).toContain("Distal pulses: right not asked, left not asked.");
  });

  it("shows the more dangerous of two answers that stand, and says that they do", () => {
    const encounter = caseOf(wellBut({ distal_pulses: "present" }), {
      later: [
        {
          at: OPENED + 60 * MINUTE,
          body: {
            type: "answered",
            question: "distal_pulses",
            answer: { value: { left: "absent", right: "present" } },
            as: "dissent",
            how: "tap",
          },
        },
      ],
    });
    const said = legFigure(protocol, encounter).words.join("\n");
    expect(said).toContain("Distal pulses: right present, left absent.");
    expect(said).toContain(
      "Distal pulses: two answers stand. The one that counts is shown: left absent, right present.",
    );
  });

  it("takes its labels from the protocol", () => {
    const other = structuredClone(protocol);
    for (const question of other.questions)
      if (question.answer.kind === "grades")
        question.answer.groups = [
          { id: "wink", label: "Winking with <one> & both eyes", root: "VII", also: [] },
        ];
    const picture = legFigure(other, caseOf({}, { protocol: other }));
    expect(picture.words.join()).toContain("Winking with <one> & both eyes (VII)");
    expect(picture.svg).not.toContain("<one>");
    expectWhole(picture);
  });

  it("says which side is which", () => {
    expect(drawnWords(figure({}).svg)).toContain("the patient's right is on the left");
  });

  it.each(cases)("is whole and readable: $file", ({ patient }) => {
    expectWhole(figure(patient.findings));
  });

  it("is whole and readable for any answers, and draws every fact of its words", () => {
    fc.assert(
      fc.property(manyAnswers, (raw) => {
        if ("faults" in readFindings(protocol, raw)) return;
        const picture = figure(raw);
        expectWhole(picture);
        const drawn = drawnWords(picture.svg);
        for (const grade of picture.words.join().match(/\d\/5/g) ?? []) expect(drawn).toContain(grade);
        for (const length of picture.words.join().match(/[\d.]+ cm/g) ?? []) expect(drawn).toContain(length);
      }),
      { numRuns: 60, seed: 11 },
    );
  });
});
