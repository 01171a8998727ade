/**
 * npm run protocol -- lint [FILE]: every fault of a protocol file, with its place and its cure.
 * Exit status: 0 no error, 1 errors, 2 wrong use or a file that cannot be read.
 */
import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { checkProtocol, type Issue, SHIPPED_PROTOCOL } from "../../src/index.ts";

const USAGE = "usage: npm run protocol -- lint [FILE]";
const COMMANDS = ["lint"];

/** What to print where, and the exit status. */
interface Outcome {
  out: string;
  err: string;
  status: 0 | 1 | 2;
}

const misuse = (message: string): Outcome => ({ out: "", err: `${message}\n${USAGE}\n`, status: 2 });

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
  // npm runs scripts in the package's folder; a name that was typed is meant from where it was typed
  const from = process.env.INIT_CWD ?? process.cwd();
  const path = file === undefined ? SHIPPED_PROTOCOL : resolve(from, file);
  const name = file ?? relative(from, path);
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

const REASONS: Record<string, string> = {
  ENOENT: "there is no such file",
  EACCES: "it may not be opened",
  EISDIR: "it is a folder",
};

function read(path: string): { text: string } | { fault: string } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path)) };
  } catch (fault) {
    const code = fault instanceof Error && "code" in fault ? String(fault.code) : "";
    if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return { fault: "it is not UTF-8 text" };
    return { fault: REASONS[code] ?? (code || String(fault)) };
  }
}

const { out, err, status } = run(process.argv.slice(2));
process.stdout.write(out);
process.stderr.write(err);
process.exitCode = status;
