/** The master key of a store in a file, where none is configured: next to the database, readable by its owner only. */
import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { SettingInvalid } from "../errors.ts";

export interface MasterKey {
  key: string | undefined;
  /** The file that was made just now: the operator is told once, and should keep a copy. */
  made: string | null;
}

/**
 * The master key for a store: the configured one, otherwise the one in the file next to an SQLite database, which is
 * created together with a new database. A database that has worked without a key continues without.
 * @throws SettingInvalid when the file cannot be read or made
 */
export function masterKeyFor(url: string, configured: string | undefined): MasterKey {
  const path = sqlitePath(url);
  if (configured?.trim() || path === null) return { key: configured, made: null };
  const file = `${path}.key`;
  try {
    if (existsSync(file)) return { key: readFileSync(file, "utf8"), made: null };
    if (existsSync(path)) return { key: undefined, made: null };
    return { key: make(file), made: file };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EEXIST" && existsSync(file)) return { key: readFileSync(file, "utf8"), made: null };
    throw new SettingInvalid(
      "TRIAGE_MASTER_KEY",
      `The master key's file ${file} cannot be read or made (${code ?? "unknown"}).`,
      `Let this user write in ${dirname(file)}, where cases are kept, or set TRIAGE_STORE to a place where it may.`,
    );
  }
}

/** The file of an SQLite store; null for one in memory and for any other kind. */
export function sqlitePath(url: string): string | null {
  const path = /^sqlite:(.+)$/s.exec(url)?.[1];
  return path === undefined || path === ":memory:" ? null : path;
}

/** Given its name only once it is complete: another process may look for it at the same moment. */
function make(file: string): string {
  const key = randomBytes(32).toString("base64");
  const draft = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(draft, `${key}\n`, { mode: 0o600, flag: "wx" });
  try {
    linkSync(draft, file);
  } finally {
    rmSync(draft);
  }
  return key;
}
