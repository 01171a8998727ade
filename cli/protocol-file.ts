/** A protocol file as named on the command line. */
import { readFileSync, writeFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Issue } from "../src/protocol/issue.ts";
import { checkProtocol } from "../src/protocol/lint.ts";
import type { Protocol } from "../src/protocol/schema.ts";
import { NEWEST_PROTOCOL } from "../src/protocol-store.ts";

/** What to print where, and the exit status: 0 done, 1 the protocol has errors, 2 wrong use or an unreadable file. */
export interface CommandResult {
  out: string;
  err: string;
  status: 0 | 1 | 2;
}

/** npm runs scripts in the package's folder; a typed name is relative to where it was typed. */
export const invocationFolder = (): string => process.env.INIT_CWD ?? process.cwd();

/** Its path, and its name for messages; without a file, the protocol that ships. */
export function locateProtocol(file: string | undefined): { path: string; name: string } {
  const path = file === undefined ? NEWEST_PROTOCOL : resolve(invocationFolder(), file);
  return { path, name: file ?? relative(invocationFolder(), path) };
}

const READ_ERROR_REASONS: Record<string, string> = {
  ENOENT: "there is no such file",
  EACCES: "it may not be opened",
  EISDIR: "it is a folder",
};

/** Why a file could not be read. */
function readErrorReason(fault: unknown): string {
  const code = fault instanceof Error && "code" in fault ? String(fault.code) : "";
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return "it is not UTF-8 text";
  return READ_ERROR_REASONS[code] ?? (code || String(fault));
}

export function readProtocolText(path: string): { text: string } | { fault: string } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path)) };
  } catch (fault) {
    return { fault: readErrorReason(fault) };
  }
}

/** A protocol without a linter error, or what to report about it. */
export function soundProtocol(
  file: string | undefined,
): { name: string; protocol: Protocol } | { fault: string } {
  const { path, name } = locateProtocol(file);
  const reading = readProtocolText(path);
  if ("fault" in reading) return { fault: `${name} cannot be read: ${reading.fault}` };
  const { protocol, issues } = checkProtocol(reading.text, name);
  const errors = issues.filter(({ severity }) => severity === "error");
  if (protocol && errors.length === 0) return { name, protocol };
  return { fault: `${errors.map(issueText).join("")}${name}: mend this first` };
}

export const issueText = ({ file, line, column, severity, message, remedy }: Issue) =>
  `${file}:${line}:${column}  ${severity}  ${message}\n    ${remedy}\n`;

export const usageError = (message: string): CommandResult => ({ out: "", err: `${message}\n`, status: 2 });

/** The files named after a command that takes files and no options, or what to print instead of running it. */
export function fileArguments(
  args: string[],
  usage: string,
): { files: string[] } | { answer: CommandResult } {
  try {
    const options = { help: { type: "boolean", short: "h" } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    if (values.help) return { answer: { out: `${usage}\n`, err: "", status: 0 } };
    return { files: positionals };
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message.split(". ")[0] : fault;
    return { answer: usageError(`${reason}\n${usage}`) };
  }
}

/** Prints an outcome and sets the exit status. */
export function printResult({ out, err, status }: CommandResult): void {
  process.stdout.write(out);
  process.stderr.write(err);
  process.exitCode = status;
}

const WRITE_ERROR_REASONS: Record<string, string> = {
  ENOENT: "there is no such folder",
  EACCES: "it may not be written to",
  EISDIR: "it is a folder",
};

/** Writes a text into the named file, relative to where it was typed; without a name it is printed. */
export function writeResult(text: string, out: unknown): CommandResult {
  if (typeof out !== "string") return { out: text, err: "", status: 0 };
  try {
    writeFileSync(resolve(invocationFolder(), out), text);
    return { out: "", err: "", status: 0 };
  } catch (fault) {
    const code = fault instanceof Error && "code" in fault ? String(fault.code) : "";
    const reason = WRITE_ERROR_REASONS[code] ?? (code || String(fault));
    return { out: "", err: `${out} cannot be written: ${reason}\n`, status: 2 };
  }
}
