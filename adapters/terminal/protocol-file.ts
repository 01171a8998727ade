/** A protocol file as it was named on the command line, or one line that says why it cannot be read. */
import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { checkProtocol, type Issue, type Protocol, SHIPPED_PROTOCOL } from "../../src/index.ts";

/** What to print where, and the exit status. */
export interface Outcome {
  out: string;
  err: string;
  status: 0 | 1 | 2;
}

export const refusal = (message: string): Outcome => ({ out: "", err: `${message}\n`, status: 2 });

const REASONS: Record<string, string> = {
  ENOENT: "there is no such file",
  EACCES: "it may not be opened",
  EISDIR: "it is a folder",
};

/** Its text and the name to call it by; without a name, the protocol that ships. */
export function textOfProtocol(file: string | undefined): { name: string; text: string } | { fault: string } {
  // npm runs scripts in the package's folder; a name that was typed is meant from where it was typed
  const from = process.env.INIT_CWD ?? process.cwd();
  const path = file === undefined ? SHIPPED_PROTOCOL : resolve(from, file);
  const name = file ?? relative(from, path);
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
    return { name, text };
  } catch (fault) {
    const code = fault instanceof Error && "code" in fault ? String(fault.code) : "";
    const reason =
      code === "ERR_ENCODING_INVALID_ENCODED_DATA"
        ? "it is not UTF-8 text"
        : (REASONS[code] ?? (code || fault));
    return { fault: `${name} cannot be read: ${reason}` };
  }
}

/** A protocol without an error of the linter, or what to tell about it. */
export function soundProtocol(
  file: string | undefined,
): { name: string; protocol: Protocol } | { fault: string } {
  const reading = textOfProtocol(file);
  if ("fault" in reading) return reading;
  const { protocol, issues } = checkProtocol(reading.text, reading.name);
  const errors = issues.filter(({ severity }) => severity === "error");
  if (protocol && errors.length === 0) return { name: reading.name, protocol };
  const [first] = errors;
  return {
    fault: `${errors.map(issueText).join("")}${reading.name} has ${errors.length === 1 ? "an error" : `${errors.length} errors`}; mend ${first && errors.length > 1 ? "them" : "it"} first: npm run protocol -- lint`,
  };
}

export const issueText = ({ file, line, column, severity, message, cure }: Issue) =>
  `${file}:${line}:${column}  ${severity}  ${message}\n    ${cure}\n`;

/** Prints an outcome and sets the exit status. */
export function finish({ out, err, status }: Outcome): void {
  process.stdout.write(out);
  process.stderr.write(err);
  process.exitCode = status;
}
