/** The terminal's programs on a copy of a store, each as a process of its own. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { copyOf, descriptionOf, type Kind } from "./fixture.ts";
import type { StoreAt } from "./installation.ts";
import { linesOf } from "./outcome.ts";

const ROOT = join(import.meta.dirname, "../..");
const PROGRAMS = {
  chat: "adapters/terminal/main.ts",
  audit: "cli/audit.ts",
  replay: "cli/replay.ts",
};

export interface ProgramResult {
  status: number | null;
  stdout: string;
  stderr: string;
}

export function run(
  program: keyof typeof PROGRAMS,
  args: readonly string[],
  { url, masterKey, schema }: StoreAt,
  more: { input?: string; now?: string } = {},
): ProgramResult {
  const at = schema === undefined ? url : `${url}?options=${encodeURIComponent(`-c search_path=${schema}`)}`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", join(ROOT, PROGRAMS[program]), ...args, "--store", at],
    {
      encoding: "utf8",
      input: more.input ?? "",
      env: {
        ...process.env,
        TZ: "UTC",
        NO_COLOR: "1",
        // a store in a file has its key beside it
        TRIAGE_MASTER_KEY: schema === undefined ? "" : masterKey,
        ...(more.now !== undefined && { TRIAGE_NOW: more.now }),
      },
    },
  );
  return { status, stdout, stderr };
}

/** What a person at the terminal is shown who starts it again, and what is said to an answer and to "status". */
export async function terminalSays(folder: string, kind: Kind): Promise<readonly string[]> {
  const copy = await copyOf(folder, kind);
  try {
    const now = new Date(Date.parse(descriptionOf(folder).leftAt) + 120_000).toISOString();
    const { status, stdout, stderr } = run("chat", [], copy.store, { now, input: "no\nstatus\nquit\n" });
    if (status !== 0) throw new Error(`the terminal ended with ${status}: ${stderr}`);
    // the first lines are of the newest protocol
    return linesOf(stdout.split("\n").slice(3));
  } finally {
    await copy.remove();
  }
}
