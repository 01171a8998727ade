/** `npm run bench` lists the benchmarks; `npm run bench -- NAME [--json FILE]` runs one. */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { engineBenchmark, type Report } from "./engine.ts";

const BENCHMARKS: Readonly<Record<string, { about: string; run: () => Promise<Report> }>> = {
  engine: {
    about: "assessments per second, beside json-rules-engine with the same rules",
    run: engineBenchmark,
  },
};

const list = Object.entries(BENCHMARKS)
  .map(([name, { about }]) => `  ${name.padEnd(8)} ${about}`)
  .join("\n");
const usage = `npm run bench -- NAME [--json FILE]\n\n${list}`;

/** Runs what the arguments ask for, and gives the exit code. */
async function main(args: string[]): Promise<number> {
  let parsed: { values: { json?: string }; positionals: string[] };
  try {
    parsed = parseArgs({ args, options: { json: { type: "string" } }, allowPositionals: true });
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    return 2;
  }
  const [name, ...more] = parsed.positionals;
  if (name === undefined) {
    console.log(usage);
    return 0;
  }
  const benchmark = BENCHMARKS[name];
  if (!benchmark || more.length > 0) {
    console.error(`There is no benchmark "${parsed.positionals.join(" ")}".\n\n${usage}`);
    return 2;
  }
  const report = await benchmark.run();
  if (!report.ok) {
    console.error(report.text);
    return 1;
  }
  console.log(report.text);
  if (parsed.values.json) writeFileSync(parsed.values.json, `${JSON.stringify(report.data, null, 2)}\n`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
