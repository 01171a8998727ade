/**
 * npm run protocol -- lint [FILE]: every fault of a protocol file, with its place and its cure; and the commands of
 * protocol-pictures.ts.
 * Exit status: 0 no error, 1 errors, 2 wrong use or a file that cannot be read.
 */
import { parseArgs } from "node:util";
import { checkProtocol, type Issue } from "../../src/index.ts";
import { located, type Outcome, read } from "./protocol-file.ts";
import { DRAWN, draw } from "./protocol-pictures.ts";

const USAGE = `usage: npm run protocol -- lint [FILE]; ${DRAWN.join(" or ")} --help tells of the others`;
const COMMANDS = ["lint", ...DRAWN];

const misuse = (message: string): Outcome => ({ out: "", err: `${message}\n${USAGE}\n`, status: 2 });

function run(args: string[]): Outcome {
  const drawn = DRAWN.find((command) => command === args[0]);
  if (drawn) return draw(drawn, args.slice(1));
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
  const { path, name } = located(file);
  const reading = read(path);
  if ("fault" in reading) return { out: "", err: `${name} cannot be read: ${reading.fault}\n`, status: 2 };
  const { issues } = checkProtocol(reading.text, name);
  const errors = issues.filter(({ severity }) => severity === "error").length;
  return {
    out: `${issues.map(line).join("")}${summary(name, errors, issues.length - errors)}\n`,
    err: "",
    status: errors ? 1 : 0,
  };
}

const line = ({ file, line, column, severity, message, cure }: Issue) =>
  `${file}:${line}:${column}  ${severity}  ${message}\n    ${cure}\n`;

function summary(name: string, errors: number, warnings: number): string {
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;
  if (errors + warnings === 0) return `${name}: no faults`;
  return `${name}: ${count(errors, "error")}, ${count(warnings, "warning")}`;
}

const { out, err, status } = run(process.argv.slice(2));
process.stdout.write(out);
process.stderr.write(err);
process.exitCode = status;
