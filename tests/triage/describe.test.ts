import { describe, expect, it } from "vitest";
import { condition } from "../../src/protocol/condition.ts";
import { conditionWords, recommendationName } from "../../src/triage/describe.ts";
import { protocol } from "../protocol-under-test.ts";

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
