/** What is offered to be typed is taken when it is typed. */

import { describe, expect, it } from "vitest";
import { readAnswer } from "../../src/answers/read.ts";
import { kindOf } from "../../src/answers/registry.ts";
import { readDirectAnswer } from "../../src/language/direct-answer.ts";
import { inputHint, typed } from "../../src/language/input-hints.ts";
import { protocol } from "../protocol-under-test.ts";
import { questionOf } from "../triage/small-protocol.ts";
import { wordLists } from "../word-lists.ts";

const NOW = Date.parse("2026-11-24T14:00:00Z");

describe("every example of what can be typed", () => {
  for (const each of protocol.questions) {
    const examples = [...kindOf(each.answer).examples(each.answer), "not assessed", "unable to assess"];
    it.each(examples)(`is taken as it stands: ${each.id}: %s`, (example) => {
      expect(readDirectAnswer(wordLists, each, example, NOW)).toHaveProperty("answer");
    });
  }
});

describe("in one line", () => {
  const line = (id: string) => typed(questionOf(protocol, id).answer);

  it("says of a measured value its range and units", () => {
    expect(line("post_void_residual_ml")).toBe("0 to 3000 mL (or in L)");
    expect(line("fever")).toContain("C");
    expect(line("fever")).toContain('"yes", "no"');
  });

  it("tells one label from the next also where it has a comma", () => {
    expect(line("headache")).toContain('", "');
  });

  it("says nothing in the words of a file", () => {
    for (const { id } of protocol.questions) expect(line(id)).not.toMatch(/[{}_]/);
  });
});

describe("a typed answer that does not fit", () => {
  const grades = questionOf(protocol, "motor_grades");

  it("is told what is wrong with it, in words", () => {
    const reading = readAnswer(grades, { worst: 9 });
    expect("faults" in reading && inputHint(grades, reading.faults)).toBe("9: a whole MRC grade 0 to 5");
  });

  it("is told what can be typed where no more can be said", () => {
    const reading = readAnswer(grades, "weak");
    expect("faults" in reading && inputHint(grades, reading.faults)).toMatch(/^weak: "all 5\/5", "left /);
    expect(inputHint(grades, [])).toMatch(/^"all 5\/5"/);
  });
});
