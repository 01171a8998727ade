/**
 * `npm run --silent triage -- --json FILE`: one answer file in, one JSON assessment out, under the newest version of
 * the protocol or the one that `--protocol FILE` names.
 * Exit 0 with the result on standard output; exit 2 with one line per error on standard error and nothing on
 * standard output. `--ask` prints the next question instead.
 */

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import {
  assessmentJson,
  jsonText,
  questionJson,
  readAnswersUnder,
} from "../src/answer-file/assessment-json.ts";
import { fileFaultText, readAnswersFile } from "../src/answer-file/read-answer-file.ts";
import { ProtocolRefused } from "../src/errors.ts";
import type { Protocol } from "../src/protocol/schema.ts";
import { loadProtocol, NEWEST_PROTOCOL } from "../src/protocol-store.ts";
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
  if ("faults" in file) return failWith(file.faults.map(fileFaultText));
  const protocol = protocolOf(options.protocol);
  if (typeof protocol === "string") return failWith([protocol]);
  const setting = { now: file.now ?? Date.now(), site: file.site };
  const reading = readAnswersUnder(protocol, file.findings, setting);
  if ("switches" in reading)
    return failWith(
      reading.switches.map((id) => `site: ${id} is no switch of ${protocol.id} ${protocol.version}`),
    );
  if ("faults" in reading)
    return failWith(
      reading.faults.map((fault) => `${fault.finding}: ${fault.value} is not accepted; ${fault.allowed}`),
    );
  process.stdout.write(jsonText(options.ask ? questionJson(reading) : assessmentJson(reading)));
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
