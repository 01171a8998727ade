/** docs/performance.md shows what the bench is now: its rows, its versions. Its timings are the machine's that ran it. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  aheadLines,
  asData,
  currentReport,
  replaceReport,
  reportMarkdown,
  versionsOf,
} from "../../bench/performance-report.ts";
import { SECTIONS } from "../../bench/sections.ts";

const page = readFileSync("docs/performance.md", "utf8");

describe("the page on performance", () => {
  it("has every part, column and row of the bench, and no other row", () => {
    const report = currentReport(page);
    const rows = report.split("\n").filter((line) => /^\| [^-]/.test(line) && !line.startsWith("| |"));
    expect(rows.map((line) => line.split(" | ")[0]?.slice(2))).toEqual(
      SECTIONS.flatMap((section) => section.rows.map(({ what }) => what)),
    );
    for (const { title, columns } of SECTIONS) {
      expect(report).toContain(`### ${title}`);
      expect(report).toContain(`| | ${columns.map((column) => column.title).join(" | ")} |`);
    }
  });

  it("names the versions that are installed", () => {
    expect(currentReport(page)).toContain(`Versions: ${versionsOf(SECTIONS)}.`);
  });

  it("names the rows where a peer is ahead before any table", () => {
    const report = currentReport(page);
    expect(report.indexOf("### Where a peer is ahead")).toBeLessThan(report.indexOf("\n|"));
  });
});

describe("the report", () => {
  const [section] = SECTIONS;
  if (!section) throw new Error("nothing is measured");
  const figures = { sqlite: { cpu: 4, ack: 3, post: 9 }, bolt: { cpu: 3, ack: 5 } };
  const measured = new Map([[section.id, { figures, notes: ["A note."] }]]);
  const machine = { node: "24", platform: "p", cpu: "c", cores: 2, memory: "4 GB", protocol: "p 1" };
  const run = { sections: [section], measured, machine, day: "2026-11-28", quick: false };

  it("says where a peer is ahead, by how much, and where it is not says nothing", () => {
    expect(aheadLines([section], measured)).toEqual([
      "- A turn in Slack, CPU ms per turn: bare Bolt handler, 3.00 against 4.00 here",
    ]);
  });

  it("leaves a cell empty that was not measured", () => {
    expect(reportMarkdown(run)).toMatch(/\| bare Bolt handler: the next .* \| 3\.00 \| 5\.0 \| – \| – \|/);
  });

  it("gives the same as data", () => {
    const known = new Map<string, object>(Object.entries(figures));
    expect(asData(run)).toMatchObject({
      sections: [
        {
          id: "slack",
          rows: section.rows.map(({ id }) => ({ id, figures: known.get(id) ?? null })),
        },
      ],
    });
  });

  it("takes its place in the page, and nothing else of it", () => {
    const next = replaceReport(page, reportMarkdown(run));
    expect(currentReport(next).trim()).toBe(reportMarkdown(run));
    expect(next.startsWith(page.slice(0, page.indexOf("<!--")))).toBe(true);
    expect(() => replaceReport("no place", "")).toThrow(/lacks/);
  });
});
