/**
 * The programs of the command line: run within this process, which takes no start, or as a process, which is what people
 * have. Both take arguments, a folder and what is typed, and give what was printed and the exit code.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";

const root = join(import.meta.dirname, "../..");

const PROGRAMS = {
  chat: "adapters/terminal/main.ts",
  audit: "cli/audit.ts",
  fhir: "cli/fhir.ts",
  replay: "cli/replay.ts",
  protocol: "cli/protocol.ts",
  prove: "cli/prove.ts",
  triage: "cli/triage.ts",
} as const;

/** A program takes a second; a machine that is busy with other tests takes longer. Milliseconds. */
export const PROGRAMS_MAY_TAKE = 120_000;

export type ProgramName = keyof typeof PROGRAMS;

export const programFile = (program: ProgramName): string => join(root, PROGRAMS[program]);

export interface ProgramInput {
  /** The folder that it is started in. */
  folder: string;
  /** Lines that are typed. */
  lines?: readonly string[];
  env?: Readonly<Record<string, string>>;
}

export interface ProgramResult {
  out: string;
  err: string;
  code: number | string | null | undefined;
}

/** What a program finds in its environment: no setting of this machine, and one time zone. */
export const environmentOf = ({ folder, env }: ProgramInput): Record<string, string> => ({
  TRIAGE_STORE: "",
  TRIAGE_MASTER_KEY: "",
  TZ: "UTC",
  INIT_CWD: folder,
  ...env,
});

export const typed = ({ lines = [] }: ProgramInput): string => lines.map((line) => `${line}\n`).join("");

let runs = 0;

/** Runs a program within this process. What it changes of the process is put back. */
export async function runProgram(
  program: ProgramName,
  args: readonly string[],
  input: ProgramInput,
): Promise<ProgramResult> {
  const before = {
    argv: process.argv,
    env: process.env,
    exitCode: process.exitCode,
    folder: process.cwd(),
    stdin: Object.getOwnPropertyDescriptor(process, "stdin") as PropertyDescriptor,
    out: process.stdout.write,
    err: process.stderr.write,
  };
  const printed = { out: "", err: "" };
  const keep = (to: keyof typeof printed) =>
    ((text: string | Uint8Array) => {
      printed[to] += String(text);
      return true;
    }) as typeof process.stdout.write;
  process.argv = [process.execPath, programFile(program), ...args];
  process.env = { ...before.env, ...environmentOf(input) };
  process.exitCode = 0;
  process.chdir(input.folder);
  Object.defineProperty(process, "stdin", { configurable: true, value: Readable.from([typed(input)]) });
  process.stdout.write = keep("out");
  process.stderr.write = keep("err");
  try {
    runs += 1;
    // a module runs once for each name that it is imported by
    await import(`${programFile(program)}?run=${runs}`);
    return { ...printed, code: process.exitCode };
  } finally {
    process.argv = before.argv;
    process.env = before.env;
    process.exitCode = before.exitCode;
    process.chdir(before.folder);
    Object.defineProperty(process, "stdin", before.stdin);
    process.stdout.write = before.out;
    process.stderr.write = before.err;
  }
}

/** Programs on a store in a folder of their own, at a fixed moment. */
export function programRunner() {
  const folder = mkdtempSync(join(tmpdir(), "programs-"));
  return {
    folder,
    path: join(folder, "data", "triage.db"),
    run: (
      program: ProgramName,
      args: readonly string[],
      { lines = [], now = "2026-01-31T14:00:00Z" }: { lines?: readonly string[]; now?: string } = {},
    ) => runProgram(program, args, { folder, lines, env: { TRIAGE_NOW: now } }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
