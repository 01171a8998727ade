/** The terminal's real program on a real screen: a pseudo-terminal, as somebody has who types. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentOf, programFile } from "./program-runner.ts";

const NOW = "2026-01-31T14:00:00Z";

/** One sitting at the terminal. */
export class Screen {
  /** All that was printed so far. */
  out = "";
  readonly #child: ChildProcess;
  #seen = 0;
  #heard: () => void = () => {};

  constructor(folder: string) {
    const line = [process.execPath, programFile("chat")].map((word) => `'${word}'`).join(" ");
    this.#child = spawn("script", ["-qfec", line, "/dev/null"], {
      cwd: folder,
      // nobody here takes the time to read
      env: { ...process.env, ...environmentOf({ folder }), TRIAGE_NOW: NOW, TERM: "dumb" },
    });
    this.#child.stdout?.setEncoding("utf8").on("data", (part: string) => {
      this.out += part;
      this.#heard();
    });
    this.#child.on("close", () => {
      this.out += "\n[ended]";
      this.#heard();
    });
  }

  type(keys: string): void {
    this.#child.stdin?.write(keys);
  }

  /** Waits until it is printed, after what was waited for before; gives what came in between. */
  async until(wanted: string | RegExp): Promise<string> {
    for (;;) {
      const rest = this.out.slice(this.#seen);
      const found = typeof wanted === "string" ? rest.indexOf(wanted) : rest.search(wanted);
      if (found >= 0) {
        const end = found + (typeof wanted === "string" ? wanted : (wanted.exec(rest)?.[0] ?? "")).length;
        this.#seen += end;
        return rest.slice(0, end);
      }
      if (rest.includes("[ended]")) throw new Error(`it ended before ${wanted}: ${rest}`);
      await new Promise<void>((done) => {
        this.#heard = done;
      });
    }
  }

  /** Types a line at the prompt, and waits for the next prompt; gives what was printed between. */
  async line(words: string): Promise<string> {
    this.type(`${words}\r`);
    return this.until(PROMPT);
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }
}

/** The name of a case, and that its words are awaited. */
export const PROMPT = /\n([a-z]+-[a-z]+-\d+)?> $/;

/** A folder with a store that several sittings share. */
export function screens() {
  const folder = mkdtempSync(join(tmpdir(), "screen-"));
  const opened: Screen[] = [];
  return {
    folder,
    open(): Screen {
      const screen = new Screen(folder);
      opened.push(screen);
      return screen;
    },
    remove() {
      for (const screen of opened) screen.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
