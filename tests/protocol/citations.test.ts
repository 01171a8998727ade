import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { citationReport } from "../../src/protocol/citations.ts";
import { version2 as protocol } from "../version-2.ts";

const report = citationReport(protocol);

describe("the report of citations", () => {
  it("is the one in docs; make it with: npm run --silent protocol -- citations > docs/generated/citations.md", () => {
    expect(readFileSync(new URL("../../docs/generated/citations.md", import.meta.url), "utf8")).toBe(report);
  });

  it("leads from every claim over its passage to a reference with tier and mark", () => {
    const [, claims = ""] = report.split("## Claim -> passages");
    for (const { id, citations } of protocol.recommendations) {
      const line = claims.split("\n").find((one) => one.startsWith(`| recommendation \`${id}\` |`));
      for (const cited of citations) expect(line).toContain(`\`${cited}\` (`);
    }
    expect(report).not.toMatch(/undefined/);
  });

  it("lists the article's five numbers, its three titles without one, and its review", () => {
    expect(report).toContain("It prints the numbers [1], [2], [3], [4], [5] and 3 titles without a number.");
    expect(report.match(/\(no number\)/g)).toHaveLength(3);
    expect(report).toContain("pending human review");
  });

  it("tells what rests on the article alone", () => {
    expect(report).toMatch(
      /\| recommendation `disposition\.pain_specialist_2_weeks` \| The article alone says so\./,
    );
  });
});
