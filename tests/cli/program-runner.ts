/** The terminal's real programs, run on a store in a folder of their own. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

/** A program starts in a second; a machine that is busy with other tests takes longer. Milliseconds. */
export const PROGRAMS_MAY_TAKE = 120_000;

const PROGRAMS = {
  main: "adapters/terminal/main.ts",
  audit: "cli/audit.ts",
  replay: "cli/replay.ts",
} as const;

export interface ProgramInput {
  lines?: readonly string[];
  now?: string;
  env?: Readonly<Record<string, string>>;
}

export function programRunner() {
  const folder = mkdtempSync(join(tmpdir(), "terminal-"));
  const path = join(folder, "data", "triage.db");
  const run = (
    program: keyof typeof PROGRAMS,
    args: readonly string[],
    { lines = [], now = "2026-01-31T14:00:00Z", env = {} }: ProgramInput = {},
  ) => {
    const done = spawnSync(process.execPath, [join(root, PROGRAMS[program]), ...args], {
      cwd: folder,
      input: lines.map((line) => `${line}\n`).join(""),
      encoding: "utf8",
      env: { ...process.env, TRIAGE_STORE: "", TRIAGE_MASTER_KEY: "", ...env, TRIAGE_NOW: now, TZ: "UTC" },
    });
    return { out: done.stdout, err: done.stderr, code: done.status };
  };
  return { folder, path, run, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
