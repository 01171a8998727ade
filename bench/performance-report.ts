/** The measurements, as Markdown for people and as JSON for machines. */
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { loadProtocol } from "../src/protocol-store.ts";
import type { BenchSection, ReportColumn, SectionFigures } from "./section.ts";

/** Where figures come from. */
export interface Machine {
  node: string;
  platform: string;
  cpu: string;
  cores: number;
  memory: string;
  protocol: string;
}

export function thisMachine(): Machine {
  const { protocol } = loadProtocol();
  return {
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    protocol: `${protocol.id} ${protocol.version}`,
  };
}

/** The version of an installed package. */
export function versionOf(name: string): string {
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

/** The versions of all packages that some section's figures depend on, in one line. */
export function versionsOf(sections: readonly BenchSection[]): string {
  const names = [...new Set(sections.flatMap(({ packages }) => packages))].sort();
  return names.map((name) => `${name} ${versionOf(name)}`).join(", ");
}

export interface BenchRun {
  sections: readonly BenchSection[];
  measured: ReadonlyMap<string, SectionFigures>;
  machine: Machine;
  /** The day, as in 2026-11-28. */
  day: string;
  quick: boolean;
}

/** The whole report: the rows where a peer is ahead first, then each section's table. */
export function reportMarkdown({ sections, measured, machine, day, quick }: BenchRun): string {
  const { node, platform, cpu, cores, memory, protocol } = machine;
  return [
    `Measured on ${day} with Node.js ${node} on ${platform}: ${cpu}, ${cores} cores, ${memory}. Protocol ${protocol}.` +
      (quick ? " A quick run: to see that it works, not to quote." : ""),
    "",
    `Versions: ${versionsOf(sections)}.`,
    "",
    "### Where a peer is ahead",
    "",
    ...aheadLines(sections, measured),
    ...sections.flatMap((section) => ["", ...sectionLines(section, measured.get(section.id))]),
  ].join("\n");
}

function sectionLines(
  { title, about, columns, rows }: BenchSection,
  measured: SectionFigures | undefined,
): string[] {
  const cell = (row: string, column: ReportColumn) => figureText(measured?.figures[row]?.[column.id], column);
  return [
    `### ${title}`,
    "",
    ...about.flatMap((words) => [words, ""]),
    `| | ${columns.map((column) => column.title).join(" | ")} |`,
    `| --- |${columns.map(() => " ---: |").join("")}`,
    ...rows.map(({ id, what }) => `| ${what} | ${columns.map((column) => cell(id, column)).join(" | ")} |`),
    ...(measured && measured.notes.length > 0 ? ["", ...measured.notes.map((note) => `- ${note}`)] : []),
  ];
}

function figureText(figure: number | undefined, { digits }: ReportColumn): string {
  if (figure === undefined || Number.isNaN(figure)) return "–";
  return figure.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A peer's row that beats ours, by how much; in the words of the tables. */
export function aheadLines(
  sections: readonly BenchSection[],
  measured: ReadonlyMap<string, SectionFigures>,
): string[] {
  const lines = sections.flatMap(({ id, title, columns, rows }) => {
    const figures = measured.get(id)?.figures ?? {};
    const own = rows.find(({ whose }) => whose === "ours");
    if (!own) return [];
    return columns.flatMap((column) => {
      const ours = figures[own.id]?.[column.id];
      if (ours === undefined || !column.better) return [];
      return rows
        .filter(({ whose }) => whose === "peer")
        .flatMap((peer) => {
          const theirs = figures[peer.id]?.[column.id];
          if (theirs === undefined) return [];
          const ahead = column.better === "lower" ? theirs < ours : theirs > ours;
          if (!ahead) return [];
          const values = `${figureText(theirs, column)} against ${figureText(ours, column)} here`;
          return [`- ${title}, ${column.title}: ${peer.what.split(":")[0]}, ${values}`];
        });
    });
  });
  return lines.length > 0 ? lines : ["- In no row."];
}

/** The same as data. */
export function asData({ sections, measured, machine, day, quick }: BenchRun): object {
  return {
    day,
    quick,
    machine,
    versions: Object.fromEntries(
      [...new Set(sections.flatMap(({ packages }) => packages))]
        .sort()
        .map((name) => [name, versionOf(name)]),
    ),
    sections: sections.map(({ id, title, columns, rows }) => ({
      id,
      title,
      columns: columns.map(({ id: column, title: words, better }) => ({ id: column, title: words, better })),
      rows: rows.map((row) => ({ ...row, figures: measured.get(id)?.figures[row.id] ?? null })),
      notes: measured.get(id)?.notes ?? [],
    })),
  };
}

const REPORT_BEGIN = "<!-- made by npm run bench -- --write: begin -->";
const REPORT_END = "<!-- made by npm run bench -- --write: end -->";

/** The page with the report in its place. @throws when the page has no such place */
export function replaceReport(page: string, report: string): string {
  const [before, rest] = page.split(REPORT_BEGIN);
  const after = rest?.split(REPORT_END)[1];
  if (before === undefined || after === undefined)
    throw new Error(`the page lacks "${REPORT_BEGIN}" and "${REPORT_END}"`);
  return `${before}${REPORT_BEGIN}\n\n${report}\n\n${REPORT_END}${after}`;
}

/** The report that stands in a page. @throws when the page has no place for one */
export function currentReport(page: string): string {
  const report = page.split(REPORT_BEGIN)[1]?.split(REPORT_END)[0];
  if (report === undefined) throw new Error(`the page lacks "${REPORT_BEGIN}"`);
  return report;
}
