/**
 * `npm run simulate`: conversations by the thousand in simulated worlds, on an SQLite file and on Postgres with two
 * processes. `npm run simulate -- --seed N --store sqlite` tells one of them again, with everything that happened.
 */
import { fork } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { postgresAnswers } from "../store/temp-database.ts";
import { judgeTranscript } from "../transcripts/judge.ts";
import { readTranscripts, writeTranscript } from "../transcripts/transcript.ts";
import { Tally } from "./results-summary.ts";
import { live } from "./run-simulation.ts";
import { type Kind, simulatedDatabase } from "./simulated-database.ts";
import type { SimulationResult } from "./simulation.ts";

const usage = `npm run simulate -- [--store sqlite|postgres] [--conversations N] [--from SEED] [--workers N] [--minutes N]
npm run simulate -- --seed N --store sqlite|postgres [--transcript FILE]
npm run simulate -- --judge FILE

  --store          one of the two; without it both, one after the other
  --conversations  as many as are wanted (10000)
  --from           the seed of the first world (1)
  --workers        processes that live through worlds at the same time (one for each processor)
  --minutes        when to give up (30)
  --seed           one world, told with everything that happened
  --transcript     where to write what stood on its screens, one JSON object a line
  --judge          judges a file of transcripts; docs/simulator.md explains the format`;

const { values } = options();

const wholeNumber = (name: "seed" | "conversations" | "from" | "workers" | "minutes"): number => {
  const value = values[name] ?? "";
  return /^[1-9]\d*$/.test(value)
    ? Number(value)
    : refuse(`--${name} is a whole number from 1 on, not "${value}"`);
};

const stores: Kind[] = values.store === undefined ? ["sqlite", "postgres"] : [kindOf(values.store)];
if (values.judge !== undefined) judgeFile(values.judge);
else if (values.worker) await work(stores[0] as Kind);
else if (values.seed !== undefined) await tell(wholeNumber("seed"), stores[0] as Kind);
else for (const kind of stores) await run(kind);

function kindOf(name: string): Kind {
  if (name === "sqlite" || name === "postgres") return name;
  return refuse(`--store is sqlite or postgres, not "${name}"`);
}

function options() {
  try {
    const parsed = parseArgs({
      options: {
        seed: { type: "string" },
        transcript: { type: "string" },
        judge: { type: "string" },
        store: { type: "string" },
        conversations: { type: "string", default: "10000" },
        from: { type: "string", default: "1" },
        workers: { type: "string", default: String(availableParallelism()) },
        minutes: { type: "string", default: "30" },
        worker: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (!parsed.values.help) return parsed;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}

function refuse(why: string): never {
  process.stderr.write(`${why}\n\n${usage}\n`);
  process.exit(2);
}

/** Judges what somebody wrote down: a world of another day, or what a platform showed. */
function judgeFile(file: string): void {
  try {
    for (const lines of readTranscripts(readFileSync(file, "utf8"))) {
      const [begin] = lines;
      const { faults, met } = judgeTranscript(lines);
      const source = begin?.what === "begin" ? begin.source : "";
      const dangers = Object.entries(met).map(([danger, times]) => `  met ${times} times: ${danger}`);
      const broken = faults.map((fault) => `  - ${fault}`);
      const verdict = faults.length === 0 ? "all is as it must be" : `${faults.length} broken`;
      process.stdout.write(`${[`${source}: ${verdict}`, ...broken, ...dangers].join("\n")}\n`);
      if (faults.length > 0) process.exitCode = 1;
    }
  } catch (error) {
    process.stderr.write(`${file}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  }
}

/** One world, told from its beginning to its end. */
async function tell(seed: number, kind: Kind): Promise<void> {
  const ground = await simulatedDatabase(kind);
  try {
    const told = await live(seed, ground);
    if (values.transcript !== undefined) writeFileSync(values.transcript, writeTranscript(told.transcript));
    const story = `${told.trace.join("\n")}\n\n${new Tally(kind).verdict(told)}\n`;
    await new Promise<void>((done) => process.stdout.write(story, () => done()));
    if (told.faults.length > 0) process.exitCode = 1;
  } finally {
    await ground.remove();
  }
  // what waits in the world would keep the process alive
  process.exit();
}

/** Worlds until there were enough conversations, or no time is left. */
async function run(kind: Kind): Promise<void> {
  const silent = kind === "postgres" ? await postgresAnswers() : undefined;
  if (silent) {
    process.stderr.write(`not run on postgres: ${silent}\n`);
    process.exitCode = 2;
    return;
  }
  const tally = new Tally(kind);
  const wanted = wholeNumber("conversations");
  const end = Date.now() + wholeNumber("minutes") * 60_000;
  let next = wholeNumber("from");
  const worker = () =>
    new Promise<void>((done, fail) => {
      const child = fork(import.meta.filename, ["--worker", "--store", kind], {
        execArgv: ["--import", "./src/runtime.mjs"],
      });
      const more = () => {
        if (tally.conversations >= wanted || Date.now() > end) return child.disconnect();
        child.send(next);
        next += 1;
      };
      child.on("message", (told: SimulationResult | "ready") => {
        if (told !== "ready") {
          tally.add(told);
          if (told.faults.length > 0) process.stdout.write(`${tally.verdict(told)}\n`);
        }
        more();
      });
      child.on("error", fail);
      child.on("exit", (code) => (code === 0 ? done() : fail(new Error(`a worker ended with ${code}`))));
    });
  await Promise.all(Array.from({ length: wholeNumber("workers") }, worker));
  process.stdout.write(`${tally.summary(wanted)}\n`);
  if (tally.failed > 0 || tally.conversations < wanted) process.exitCode = 1;
}

/** Lives through the seeds that it is sent, one after the other. */
async function work(kind: Kind): Promise<void> {
  const ground = await simulatedDatabase(kind);
  const send = (message: unknown) => process.send?.(message);
  let last = Promise.resolve();
  process.on("message", (seed: number) => {
    last = (async () => {
      const told = await live(seed, ground);
      // the story of a world in which all is well is of no use, and long
      send({ ...told, trace: [], transcript: [] });
    })().catch((error: unknown) => {
      process.stderr.write(
        `seed ${seed} on ${kind}: ${error instanceof Error ? error.stack : String(error)}\n`,
      );
      process.exit(1);
    });
  });
  process.on("disconnect", () => void last.then(() => ground.remove()).then(() => process.exit(0)));
  send("ready");
}
