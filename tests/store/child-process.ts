/** Real processes for tests of what happens between them. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface Child {
  readonly lines: readonly string[];
  /** Resolves when this line was said; rejects when the child ended without. */
  said(line: string): Promise<void>;
  /** Resolves with the first line that is of this form. */
  matching(form: RegExp): Promise<string>;
  tell(line: string): void;
  kill(): void;
  /** Resolves with how it ended: an exit code or a signal. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

/** Starts tests/store/children/<name>.ts. */
export const child = (name: "append" | "crash" | "open", ...args: string[]): Child =>
  childOf(fileURLToPath(new URL(`./children/${name}.ts`, import.meta.url)), ...args);

/** Starts a script. Its errors go to this process's own. */
export function childOf(script: string, ...args: string[]): Child {
  const started: ChildProcess = spawn(process.execPath, [script, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of waiting) look();
  };
  let over = false;
  if (!started.stdout) throw new Error("the child has no output");
  createInterface({ input: started.stdout }).on("line", (line) => {
    lines.push(line);
    wake();
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    started.on("close", (code, signal) => {
      over = true;
      resolve(signal ?? code);
      wake();
    });
  });
  const matching = (wanted: RegExp | string) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const found = lines.find((line) =>
          typeof wanted === "string" ? line === wanted : wanted.test(line),
        );
        if (found !== undefined) resolve(found);
        else if (over) reject(new Error(`the child ended without saying "${wanted}"`));
        else return;
        waiting.delete(look);
      };
      waiting.add(look);
      look();
    });
  return {
    lines,
    ended,
    matching,
    said: async (line) => {
      await matching(line);
    },
    tell: (line) => {
      started.stdin?.write(`${line}\n`);
    },
    kill: () => {
      started.kill("SIGKILL");
    },
  };
}
