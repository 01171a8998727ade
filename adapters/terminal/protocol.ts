/**
 * npm run protocol -- lint [FILE]: every fault of a protocol file, with its place and its cure; and the commands of
 * protocol-pictures.ts, protocol-mutate.ts, protocol-diff.ts and protocol-citations.ts.
 * Exit status: 0 no error, 1 errors, 2 wrong use or a file that cannot be read.
 */
import { parseArgs } from "node:util";
import { checkProtocol } from "../../src/index.ts";
import { reportCitations } from "./protocol-citations.ts";
import { diff } from "./protocol-diff.ts";
import { finish, issueText, located, type Outcome, read, refusal } from "./protocol-file.ts";
import { mutate } from "./protocol-mutate.ts";
import { DRAWN, draw } from "./protocol-pictures.ts";

type Command = (args: string[]) => Outcome | Promise<Outcome>;
const COMMANDS: Readonly<Record<string, Command>> = {
  lint,
  mutate,
  diff,
  citations: reportCitations,
  ...Object.fromEntries(DRAWN.map((command): [string, Command] => [command, (args) => draw(command, args)])),
};
const NAMES = Object.keys(COMMANDS).join(", ");
const USAGE = `usage: npm run protocol -- lint [FILE]; the others (${NAMES}) tell about themselves with --help`;

const misuse = (message: string): Outcome => refusal(`${message}\n${USAGE}`);

function run(args: string[]): Outcome | Promise<Outcome> {
  const [name, ...rest] = args;
  if (name === "--help" || name === "-h") return { out: `${USAGE}\n`, err: "", status: 0 };
  if (name === undefined) return misuse(`a command is needed: ${NAMES}`);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return command ? command(rest) : misuse(`"${name}" is no command; allowed: ${NAMES}`);
}

function lint(args: string[]): Outcome {
  let parsed: { values: { help?: boolean | undefined }; positionals: string[] };
  try {
    const options = { help: { type: "boolean", short: "h" } } as const;
    parsed = parseArgs({ args, options, allowPositionals: true });
  } catch (fault) {
    return misuse(fault instanceof Error ? (fault.message.split(". ")[0] ?? "") : String(fault));
  }
  if (parsed.values.help) return { out: `${USAGE}\n`, err: "", status: 0 };
  const [file, ...more] = parsed.positionals;
  if (more.length > 0) return misuse("one file at a time");
  const { path, name } = located(file);
  const reading = read(path);
  if ("fault" in reading) return refusal(`${name} cannot be read: ${reading.fault}`);
  const { issues } = checkProtocol(reading.text, name);
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

finish(await run(process.argv.slice(2)));
