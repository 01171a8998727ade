/**
 * `npm run --silent triage -- --json FILE`: one answer file in, one JSON assessment out, under the newest version of
 * the protocol or the one that `--protocol FILE` names.
 * Exit 0 with the result on standard output; exit 2 with one line per error on standard error and nothing on
 * standard output. `--ask` prints the next question instead.
 */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { allowed } from "../src/answers/read.ts";
import { ProtocolRefused } from "../src/errors.ts";
import type { Protocol } from "../src/protocol/schema.ts";
import { loadProtocol, NEWEST_PROTOCOL } from "../src/protocol-store.ts";
import { nextQuestion } from "../src/triage/ask.ts";
import { assess } from "../src/triage/assess.ts";
import type { Setting } from "../src/triage/evaluate.ts";
import { type Findings, readFindings } from "../src/triage/finding.ts";
import type { ReleaseStep } from "../src/triage/recommend.ts";
import { RecommendationWording } from "../src/triage/wording.ts";
import { readAnswersFile } from "./answers-file.ts";
import { invocationFolder } from "./protocol-file.ts";

const USAGE =
  "usage: npm run --silent triage -- --json FILE [--ask] [--protocol FILE]   (- for standard input)";

function main(args: string[]): number {
  let options: {
    json?: string | undefined;
    ask?: boolean | undefined;
    protocol?: string | undefined;
    help?: boolean | undefined;
  };
  try {
    options = parseArgs({
      args,
      options: {
        json: { type: "string" },
        ask: { type: "boolean" },
        protocol: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
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
  const protocol = protocolOf(options.protocol);
  if (typeof protocol === "string") return failWith([protocol]);
  const setting: Setting = { now: file.now ?? Date.now(), site: file.site };
  const unknown = Object.keys(setting.site).filter(
    (id) => !protocol.site_switches.some((one) => one.id === id),
  );
  if (unknown.length > 0)
    return failWith(unknown.map((id) => `site: ${id} is no switch of ${protocol.id} ${protocol.version}`));
  const reading = readFindings(protocol, file.findings, setting.now);
  if ("faults" in reading)
    return failWith(
      reading.faults.map((fault) => `${fault.finding}: ${fault.value} is not accepted; ${fault.allowed}`),
    );
  const result = options.ask
    ? questionOutput(protocol, reading.findings, setting)
    : assessmentOutput(protocol, reading.findings, setting);
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  return 0;
}

/** The protocol of a file, or what is wrong with it. */
function protocolOf(file: string | undefined): Protocol | string {
  try {
    return loadProtocol(file === undefined ? NEWEST_PROTOCOL : resolve(invocationFolder(), file)).protocol;
  } catch (error) {
    return error instanceof ProtocolRefused
      ? `${file ?? "the protocol"} has errors: npm run protocol -- lint ${file ?? ""} names them`
      : `cannot read ${file}: ${fileErrorReason(error)}`;
  }
}

/** The assessment in the documented shape; keys are stable, checks rely on them. */
function assessmentOutput(protocol: Protocol, findings: Findings, setting: Setting): unknown {
  const result = assess(protocol, findings, setting);
  const wording = new RecommendationWording(protocol, findings, result, setting);
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
    withheld: result.withheld.map(({ id, reason, released_by, release }) => ({
      id,
      reason,
      released_by,
      ...(release && { release: release.map((step) => releaseText(step, setting.now)) }),
    })),
    open: result.open.map(({ finding }) => finding),
    rules: result.rules,
  };
}

/** What a gate requires, with the hour at which time alone meets it, in this machine's time zone. */
function releaseText({ say, at }: ReleaseStep, now: number): string {
  if (at === undefined) return say;
  const day = (ms: number) => new Date(ms).toDateString();
  const time = new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const date = new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "long" });
  const when =
    day(at) === day(now)
      ? `${time} today`
      : day(at) === day(now + 86_400_000)
        ? `${time} tomorrow`
        : `${time} on ${date}`;
  return `${say}: ${when}`;
}

function questionOutput(protocol: Protocol, findings: Findings, setting: Setting): unknown {
  const asking =
    nextQuestion(protocol, findings, "triage", setting) ??
    nextQuestion(protocol, findings, "results", setting);
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
