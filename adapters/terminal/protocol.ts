/**
 * npm run protocol -- lint [FILE]: every fault of a protocol file, with its place and its cure.
 * Exit status: 0 no error, 1 errors, 2 wrong use or a file that cannot be read.
 */
import { parseArgs } from "node:util";
import { checkProtocol } from "../../src/index.ts";
import { finish, issueText, type Outcome, refusal, textOfProtocol } from "./protocol-file.ts";

const USAGE = "usage: npm run protocol -- lint [FILE]";
const COMMANDS = ["lint"];

const misuse = (message: string): Outcome => refusal(`${message}\n${USAGE}`);

function run(args: string[]): Outcome {
  let parsed: { values: { help?: boolean | undefined }; positionals: string[] };
  try {
    const options = { help: { type: "boolean", short: "h" } } as const;
    parsed = parseArgs({ args, options, allowPositionals: true });
  } catch (fault) {
    return misuse(fault instanceof Error ? (fault.message.split(". ")[0] ?? "") : String(fault));
  }
  if (parsed.values.help) return { out: `${USAGE}\n`, err: "", status: 0 };
  const [command, file, ...more] = parsed.positionals;
  if (command === undefined) return misuse(`a command is needed: ${COMMANDS.join(", ")}`);
  if (!COMMANDS.includes(command))
    return misuse(`"${command}" is no command; allowed: ${COMMANDS.join(", ")}`);
  if (more.length > 0) return misuse("one file at a time");
  return lint(file);
}

function lint(file: string | undefined): Outcome {
  const reading = textOfProtocol(file);
  if ("fault" in reading) return refusal(reading.fault);
  const { name, text } = reading;
  const { issues } = checkProtocol(text, name);
  const errors = issues.filter(({ severity }) => severity === "error").length;
  return {
    out: `${issues.map(issueText).join("")}${summary(name, errors, issues.length - errors)}\n`,
    err: "",
    status: errors ? 1 : 0,
  };
}

function summary(name: string, errors: number, warnings: number): string {
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;
  if (errors + warnings === 0) return `${name}: no faults`;
  return `${name}: ${count(errors, "error")}, ${count(warnings, "warning")}`;
}

finish(run(process.argv.slice(2)));
