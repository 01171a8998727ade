/** A program under measurement, in a process of its own: its usage is counted apart from the driver's. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** For this program; the others do not read it. */
const SITE_FILE = join(import.meta.dirname, "site.yaml");

/** What a process has used so far. */
export interface Usage {
  /** Of all its threads, user and system, in milliseconds. */
  cpu: number;
  /** Resident memory, in bytes. */
  rss: number;
}

type SubjectReply = { ready: string } | { usage: Usage } | { failed: string };

export class Subject {
  readonly #child: ChildProcess;
  /** Where it listens. */
  readonly url: string;
  /** How long it took until it listened, in milliseconds. */
  readonly startedIn: number;

  private constructor(child: ChildProcess, url: string, startedIn: number) {
    this.#child = child;
    this.url = url;
    this.startedIn = startedIn;
  }

  /** Starts bench/subjects/NAME.ts and waits until it listens. @throws with its own words when it does not */
  static async start(name: string, env: Readonly<Record<string, string>>): Promise<Subject> {
    const file = fileURLToPath(new URL(`subjects/${name}.ts`, import.meta.url));
    const began = performance.now();
    const child = fork(file, [], {
      env: { PATH: process.env.PATH ?? "", NODE_ENV: "production", TRIAGE_SITE: SITE_FILE, ...env },
      execArgv: ["--disable-warning=ExperimentalWarning", ...(env.BENCH_NODE_OPTIONS?.split(" ") ?? [])],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let complaint = "";
    child.stderr?.on("data", (chunk) => {
      complaint = `${complaint}${chunk}`.slice(-4000);
    });
    const reply = await Promise.race([
      once(child, "message").then(([message]) => message as SubjectReply),
      once(child, "exit").then(([code]): SubjectReply => ({ failed: `ended with ${code}` })),
    ]);
    if (!("ready" in reply)) {
      child.kill();
      throw new Error(`${name} did not start: ${"failed" in reply ? reply.failed : "?"}\n${complaint}`);
    }
    return new Subject(child, reply.ready, performance.now() - began);
  }

  async usage(): Promise<Usage> {
    this.#child.send("usage");
    const [reply] = (await once(this.#child, "message")) as [SubjectReply];
    if (!("usage" in reply)) throw new Error("the subject did not say what it used");
    return reply.usage;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.send("stop");
    const late = setTimeout(() => this.#child.kill("SIGKILL"), 5_000);
    await ended;
    clearTimeout(late);
  }
}
