/**
 * `npm run --silent triage -- --json FILE`: one answer file in, one JSON assessment out.
 * Exit 0 with the result on standard output; exit 2 with a line a fault on standard error and nothing on
 * standard output. `--ask` prints the next question instead.
 */

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { allowed } from "../src/answers/read.ts";
import type { Protocol } from "../src/protocol/schema.ts";
import { loadProtocol } from "../src/protocol-store.ts";
import { nextQuestion } from "../src/triage/ask.ts";
import { assess } from "../src/triage/assess.ts";
import { type Findings, readFindings } from "../src/triage/finding.ts";
import { RecommendationWording } from "../src/triage/wording.ts";
import { readAnswersFile } from "./answers-file.ts";

const USAGE = "usage: npm run --silent triage -- --json FILE [--ask]   (FILE may be - for standard input)";

function main(args: string[]): number {
  let options: { json?: string | undefined; ask?: boolean | undefined; help?: boolean | undefined };
  try {
    options = parseArgs({
      args,
      options: { json: { type: "string" }, ask: { type: "boolean" }, help: { type: "boolean", short: "h" } },
    }).values;
  } catch (error) {
    return failWith([`${error instanceof Error ? error.message.split(". ")[0] : error}`, USAGE]);
  }
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  if (options.json === undefined) return failWith(["no answer file is named", USAGE]);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(options.json === "-" ? 0 : options.json);
  } catch (error) {
    return failWith([`cannot read ${options.json}: ${fileErrorReason(error)}`]);
  }
  const file = readAnswersFile(bytes);
  if ("faults" in file) return failWith(file.faults);
  const { protocol } = loadProtocol();
  const reading = readFindings(protocol, file.findings, Date.now());
  if ("faults" in reading)
    return failWith(
      reading.faults.map((fault) => `${fault.finding}: ${fault.value} is not accepted; ${fault.allowed}`),
    );
  const result = options.ask
    ? questionOutput(protocol, reading.findings)
    : assessmentOutput(protocol, reading.findings);
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  return 0;
}

/** The assessment in the documented shape; keys are stable, checks rely on them. */
function assessmentOutput(protocol: Protocol, findings: Findings): unknown {
  const result = assess(protocol, findings);
  const wording = new RecommendationWording(protocol, findings, result);
  return {
    protocol: result.protocol,
    urgency: result.urgency,
    could_be: result.could_be,
    acts_on: result.acts_on,
    provisional: result.provisional,
    recommendations: result.recommendations.map((each) => ({
      id: each.id,
      kind: each.kind,
      text: wording.line(each, "physician"),
      window: each.window && { within: each.window.within, from: each.window.from },
      because: each.because,
      citations: each.citations,
    })),
    withheld: result.withheld.map(({ id, reason, released_by }) => ({ id, reason, released_by })),
    open: result.open.map(({ finding }) => finding),
    rules: result.rules,
  };
}

function questionOutput(protocol: Protocol, findings: Findings): unknown {
  const asking = nextQuestion(protocol, findings) ?? nextQuestion(protocol, findings, "results");
  if (!asking) return { question: null };
  const { id, label, ask, why, citations, answer } = asking.question;
  return {
    question: { id, label, ask: ask.physician, why, citations, allowed: allowed(answer) },
    section: { id: asking.section.id, title: asking.section.title },
    position: asking.position,
    total: asking.total,
  };
}

const fileErrorReason = (error: unknown): string =>
  (error as NodeJS.ErrnoException)?.code === "ENOENT"
    ? "there is no such file"
    : ((error as NodeJS.ErrnoException)?.code ?? "it cannot be opened");

/** Control characters of a hostile file must not reach the terminal. */
function failWith(lines: readonly string[]): number {
  for (const line of lines) process.stderr.write(`${line.replace(/\p{Cc}/gu, " ")}\n`);
  return 2;
}

process.exitCode = main(process.argv.slice(2));
