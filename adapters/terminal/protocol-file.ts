/** A protocol file as it is named on the command line. */
import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { SHIPPED_PROTOCOL } from "../../src/index.ts";

/** What to print where, and the exit status: 0 done, 1 the protocol has errors, 2 wrong use or an unreadable file. */
export interface Outcome {
  out: string;
  err: string;
  status: 0 | 1 | 2;
}

/** npm runs scripts in the package's folder; a name that was typed is meant from where it was typed. */
export const from = (): string => process.env.INIT_CWD ?? process.cwd();

/** Its path, and its name for messages; without a file, the protocol that ships. */
export function located(file: string | undefined): { path: string; name: string } {
  const path = file === undefined ? SHIPPED_PROTOCOL : resolve(from(), file);
  return { path, name: file ?? relative(from(), path) };
}

const REASONS: Record<string, string> = {
  ENOENT: "there is no such file",
  EACCES: "it may not be opened",
  EISDIR: "it is a folder",
};

/** Why a file could not be read. */
function reasonOf(fault: unknown): string {
  const code = fault instanceof Error && "code" in fault ? String(fault.code) : "";
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return "it is not UTF-8 text";
  return REASONS[code] ?? (code || String(fault));
}

export function read(path: string): { text: string } | { fault: string } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path)) };
  } catch (fault) {
    return { fault: reasonOf(fault) };
  }
}
