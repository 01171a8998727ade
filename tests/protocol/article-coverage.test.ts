import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { articleCoverageReport, readArticleCoverage } from "../../src/protocol/article-coverage.ts";
import { version2 } from "../version-2.ts";

const text = readFileSync(
  new URL("../../protocols/article-coverage/post-spinal-injection-2.0.0.yaml", import.meta.url),
  "utf8",
);

function faultsOf(changed: string): string[] {
  const reading = readArticleCoverage(changed, version2);
  return "faults" in reading ? reading.faults : [];
}

describe("the coverage of the article", () => {
  it("names only places that version 2.0 has, and gives each sentence a place or a reason", () => {
    expect(faultsOf(text)).toEqual([]);
  });

  it("is the document in docs; make it with: npm run --silent protocol -- coverage > docs/generated/article-coverage.md", () => {
    const reading = readArticleCoverage(text, version2);
    if ("faults" in reading) throw new Error(reading.faults.join("\n"));
    expect(readFileSync(new URL("../../docs/generated/article-coverage.md", import.meta.url), "utf8")).toBe(
      articleCoverageReport(reading.coverage, version2),
    );
  });

  it.each([
    [
      "an id that is not in the protocol",
      "question.fever,",
      "question.fevers,",
      "sentence 14: the protocol has no question.fevers",
    ],
    [
      "a gap in the numbers",
      "number: 14,",
      "number: 15,",
      "sentence 15: the numbers run from 1 without a gap",
    ],
    [
      "another version",
      'version: "2.0.0"',
      'version: "1.0.0"',
      "it is of post-spinal-injection 1.0.0, not of post-spinal-injection 2.0.0",
    ],
    [
      "a long quotation",
      "quote: Urinary retention",
      "quote: one two three four five six seven",
      "sentences.11.quote: quote at most six words",
    ],
    [
      "neither a place nor a reason",
      "covered_by: [protocol.disclaimer, citation.article-disclaimer]",
      "covered_by: []",
      "sentences.45: say where it is covered (covered_by) or why it is not (reason)",
    ],
  ])("refuses %s", (_, before, after, fault) => {
    expect(text).toContain(before);
    expect(faultsOf(text.replace(before, after))).toEqual([fault]);
  });
});
