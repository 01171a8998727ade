/** The program as somebody has it who cloned it: a folder of its own, what a production install brings, and a shell. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
/** A program starts in a second or two; a machine that is busy with other tests takes longer. Milliseconds. */
export const COMMANDS_MAY_TAKE = 400_000;

/** What a clone does not hold, and what the program does without. */
const LEFT_OUT = [
  ".git",
  "node_modules",
  "data",
  ".env",
  "tests",
  "bench",
  "scratch",
  "coverage",
  "reports",
  ".e2e",
];

interface PackageLock {
  packages: Record<string, { dev?: true }>;
}

export class FreshClone {
  readonly folder = mkdtempSync(join(tmpdir(), "newcomer-"));
  readonly #env: NodeJS.ProcessEnv;
  readonly #children: ChildProcess[] = [];

  /** @param env settings; a free port is taken where none is set */
  constructor(env: Readonly<Record<string, string>> = {}) {
    cpSync(ROOT, this.folder, {
      recursive: true,
      filter: (from) => dirname(from) !== ROOT || !LEFT_OUT.includes(basename(from)),
    });
    this.#install();
    const own = (process.env.PATH ?? "").split(delimiter).filter((each) => !each.includes("node_modules"));
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(TRIAGE|SLACK|TEAMS|WEB|API|FHIR|CDS|npm)_/.test(name),
    );
    this.#env = {
      ...Object.fromEntries(inherited),
      PATH: own.join(delimiter),
      TRIAGE_PORT: "0",
      npm_config_update_notifier: "false",
      ...env,
    };
  }

  /** The packages that `npm ci --omit=dev` brings, and no other. */
  #install(): void {
    const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as PackageLock;
    const brought = Object.entries(packages).filter(
      ([path, { dev }]) =>
        /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) && !dev && existsSync(join(ROOT, path)),
    );
    for (const [path] of brought) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      symlinkSync(join(ROOT, path), join(this.folder, path));
    }
    mkdirSync(join(this.folder, "node_modules/.bin"), { recursive: true });
    if (brought.some(([path]) => path === "node_modules/node"))
      symlinkSync(join(ROOT, "node_modules/node/bin/node"), join(this.folder, "node_modules/.bin/node"));
  }

  /** Runs a line of a shell to its end. */
  run(line: string, input = ""): { out: string; err: string; code: number | null } {
    const done = spawnSync("bash", ["-c", line], {
      cwd: this.folder,
      env: this.#env,
      input,
      encoding: "utf8",
    });
    return { out: done.stdout, err: done.stderr, code: done.status };
  }

  /** Runs a line that goes on, until it says that it has started. `npm ci` is checked, and changes nothing. */
  async start(line: string): Promise<StartedProgram> {
    const dry = line.replace(/\bnpm ci\b([^&]*)/, "npm ci$1 --dry-run --offline --no-audit >/dev/null ");
    const child = spawn("bash", ["-c", dry], { cwd: this.folder, env: this.#env, detached: true });
    this.#children.push(child);
    let said = "";
    const ended = new Promise<number | null>((done) => child.on("close", done));
    const url = await new Promise<string>((done, failed) => {
      const hear = (part: Buffer) => {
        said += part;
        const [, port] = /"event":"started","port":(\d+)/.exec(said) ?? [];
        // what it tells people comes by a pipe of its own, and last
        if (port && said.includes("Ctrl+C")) done(`http://127.0.0.1:${port}`);
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      void ended.then(() => failed(new Error(`it ended: ${said}`)));
    });
    return {
      url,
      said,
      stop: (signal) => {
        // as a terminal does it: Ctrl+C goes to the whole group
        if (child.pid !== undefined) process.kill(-child.pid, signal);
        return ended;
      },
    };
  }

  remove(): void {
    for (const { pid, exitCode, signalCode } of this.#children)
      if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, "SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface StartedProgram {
  url: string;
  said: string;
  /** @returns the exit code */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}
