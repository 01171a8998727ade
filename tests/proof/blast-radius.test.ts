import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { blastRadius } from "../../src/proof/blast-radius.ts";
import { assess } from "../../src/triage/assess.ts";
import { UNDATED } from "../../src/triage/evaluate.ts";
import { readFindings } from "../../src/triage/finding.ts";
import { cases } from "../patient-cases.ts";
import { protocol as version1 } from "../protocol-under-test.ts";
import { version2 } from "../version-2.ts";

const file = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const text = file("protocols/blast-radius/post-spinal-injection-2.0.0.yaml");
const patients = cases.map(({ patient }) => patient);
const faultsOf = (changed: string) => {
  const result = blastRadius(changed, patients, version1, version2);
  return "faults" in result ? result.faults : [];
};

describe("the blast radius from 1.0.0 to 2.0.0", () => {
  it("is the document in docs; make it with: npm run --silent protocol -- blast-radius > docs/generated/blast-radius-2.0.0.md", () => {
    expect(blastRadius(text, patients, version1, version2)).toEqual({
      document: file("docs/generated/blast-radius-2.0.0.md"),
    });
  });

  it("refuses a fall that nothing explains", () => {
    expect(faultsOf(text.replace("cases: [X70]", "cases: [X40]"))).toEqual([
      "X70 falls or loses a study, and nothing says why",
    ]);
  });

  it("refuses an explanation of a case that does not fall", () => {
    expect(faultsOf(text.replace("cases: [X70]", "cases: [X70, X02]"))).toEqual([
      "X02 is explained, and neither falls nor loses a study",
    ]);
  });

  it("refuses the explanations of another step", () => {
    expect(faultsOf(text.replace('from: "1.0.0"', 'from: "0.9.0"'))).toEqual([
      "it explains post-spinal-injection 0.9.0 -> 2.0.0, not post-spinal-injection 1.0.0 -> 2.0.0",
    ]);
  });

  it("says truly that those who lack the course of the pain come out as before once it is unchanged", () => {
    const [, list = ""] = /cases: \[(X01[^\]]*)\]/.exec(text) ?? [];
    const unclaimed = list.split(", ");
    expect(unclaimed).toHaveLength(17);
    for (const { id, findings } of patients.filter((one) => unclaimed.includes(one.id))) {
      const levels = (of: typeof version1, raw: Record<string, unknown>) => {
        const read = readFindings(of, raw, UNDATED.now);
        if ("faults" in read) throw new Error(`${id} cannot be read`);
        const { urgency, acts_on } = assess(of, read.findings);
        return { id, urgency, acts_on };
      };
      expect(levels(version2, { ...findings, pain_trend: "unchanged" })).toEqual(levels(version1, findings));
    }
  });
});
