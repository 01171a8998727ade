/**
 * npm run protocol -- lint [FILE]: every error of a protocol file and of its signed review, each with its location
 * and its remedy; and the commands of the other protocol-*.ts files of this folder.
 * Exit status: 0 no error, 1 errors, 2 wrong use or a file that cannot be read.
 */
import { parseArgs } from "node:util";
import { checkProtocol } from "../src/protocol/lint.ts";
import { reportBlastRadius } from "./protocol-blast-radius.ts";
import { reportCitations } from "./protocol-citations.ts";
import { reportArticleCoverage } from "./protocol-coverage.ts";
import { diffProtocols } from "./protocol-diff.ts";
import {
  type CommandResult,
  issueText,
  locateProtocol,
  printResult,
  readProtocolText,
  usageError,
} from "./protocol-file.ts";
import { mutateProtocol } from "./protocol-mutate.ts";
import { drawProtocol, PICTURE_COMMANDS } from "./protocol-pictures.ts";
import { issuesOfReviewBeside, reviewProtocol } from "./protocol-review.ts";

type Subcommand = (args: string[]) => CommandResult | Promise<CommandResult>;
const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = {
  lint: runLint,
  mutate: mutateProtocol,
  diff: diffProtocols,
  citations: reportCitations,
  coverage: reportArticleCoverage,
  review: reviewProtocol,
  "blast-radius": reportBlastRadius,
  ...Object.fromEntries(
    PICTURE_COMMANDS.map((command): [string, Subcommand] => [command, (args) => drawProtocol(command, args)]),
  ),
};
const SUBCOMMAND_NAMES = Object.keys(SUBCOMMANDS).join(", ");
const USAGE = `usage: npm run protocol -- lint [FILE]; the others (${SUBCOMMAND_NAMES}) tell about themselves with --help`;

const subcommandError = (message: string): CommandResult => usageError(`${message}\n${USAGE}`);

function runSubcommand(args: string[]): CommandResult | Promise<CommandResult> {
  const [name, ...rest] = args;
  if (name === "--help" || name === "-h") return { out: `${USAGE}\n`, err: "", status: 0 };
  if (name === undefined) return subcommandError(`a command is needed: ${SUBCOMMAND_NAMES}`);
  const command = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  return command ? command(rest) : subcommandError(`"${name}" is no command; allowed: ${SUBCOMMAND_NAMES}`);
}

function runLint(args: string[]): CommandResult {
  let parsed: { values: { help?: boolean | undefined }; positionals: string[] };
  try {
    const options = { help: { type: "boolean", short: "h" } } as const;
    parsed = parseArgs({ args, options, allowPositionals: true });
  } catch (fault) {
    return subcommandError(fault instanceof Error ? (fault.message.split(". ")[0] ?? "") : String(fault));
  }
  if (parsed.values.help) return { out: `${USAGE}\n`, err: "", status: 0 };
  const [file, ...more] = parsed.positionals;
  if (more.length > 0) return subcommandError("one file at a time");
  const { path, name } = locateProtocol(file);
  const reading = readProtocolText(path);
  if ("fault" in reading) return usageError(`${name} cannot be read: ${reading.fault}`);
  const { protocol, issues: found } = checkProtocol(reading.text, name);
  const issues = [...found, ...(protocol ? issuesOfReviewBeside(path, protocol, reading.text) : [])];
  const errors = issues.filter(({ severity }) => severity === "error").length;
  return {
    out: `${issues.map(issueText).join("")}${lintSummary(name, errors, issues.length - errors)}\n`,
    err: "",
    status: errors ? 1 : 0,
  };
}

function lintSummary(name: string, errors: number, warnings: number): string {
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;
  if (errors + warnings === 0) return `${name}: no faults`;
  return `${name}: ${count(errors, "error")}, ${count(warnings, "warning")}`;
}

printResult(await runSubcommand(process.argv.slice(2)));
