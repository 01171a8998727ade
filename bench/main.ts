/** `npm run bench`: measures everything, or the named parts, against named peers. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { reachablePostgresUrl } from "./bench-postgres.ts";
import { asData, type BenchRun, replaceReport, reportMarkdown, thisMachine } from "./performance-report.ts";
import type { SectionFigures } from "./section.ts";
import { SECTIONS } from "./sections.ts";

const REPORT_PAGE = fileURLToPath(new URL("../docs/performance.md", import.meta.url));

const BENCH_USAGE = `npm run bench -- [PART ...] [--quick] [--million] [--json FILE] [--write]

  --quick       minutes become seconds; the figures are not to be quoted
  --million     growth up to a million cases, which takes some ten minutes more
  --json FILE   the figures as JSON, too
  --write       puts the report of a whole run into docs/performance.md

Parts, all of them when none is named:
${SECTIONS.map(({ id, title }) => `  ${id.padEnd(8)} ${title}`).join("\n")}

BENCH_POSTGRES names a Postgres that may be written to; a schema of its own is made in it and dropped.`;

/** Runs what the arguments ask for, and returns the exit code. */
async function main(args: string[]): Promise<number> {
  let parsed: {
    values: { quick?: boolean; million?: boolean; json?: string; write?: boolean; help?: boolean };
    positionals: string[];
  };
  try {
    parsed = parseArgs({
      args,
      options: {
        quick: { type: "boolean" },
        million: { type: "boolean" },
        json: { type: "string" },
        write: { type: "boolean" },
        help: { type: "boolean" },
      },
      allowPositionals: true,
    });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${BENCH_USAGE}`);
    return 2;
  }
  const { values, positionals } = parsed;
  if (values.help) {
    console.log(BENCH_USAGE);
    return 0;
  }
  const unknown = positionals.find((name) => !SECTIONS.some(({ id }) => id === name));
  if (unknown !== undefined) {
    console.error(`There is no part "${unknown}".\n\n${BENCH_USAGE}`);
    return 2;
  }
  const { quick = false, million = false, json, write = false } = values;
  if (write && (quick || positionals.length > 0)) {
    console.error("--write takes a whole run: leave out --quick and the names of parts.");
    return 2;
  }
  const sections = SECTIONS.filter(({ id }) => positionals.length === 0 || positionals.includes(id));
  const postgres = await reachablePostgresUrl();
  const measured = new Map<string, SectionFigures>();
  let failed = false;
  for (const section of sections) {
    const say = (line: string) => console.error(`${section.id}: ${line}`);
    try {
      measured.set(section.id, await section.measure({ quick, million, postgres, say }));
    } catch (error) {
      failed = true;
      say(`not measured. ${error instanceof Error ? error.message : error}`);
    }
  }
  const run: BenchRun = {
    sections,
    measured,
    machine: thisMachine(),
    day: new Date().toISOString().slice(0, 10),
    quick,
  };
  const report = reportMarkdown(run);
  console.log(report);
  if (json) writeFileSync(json, `${JSON.stringify(asData(run), null, 2)}\n`);
  if (write && !failed) writeFileSync(REPORT_PAGE, replaceReport(readFileSync(REPORT_PAGE, "utf8"), report));
  return failed ? 1 : 0;
}

// handles that a library leaves open do not keep a finished run from ending
process.exit(await main(process.argv.slice(2)));
