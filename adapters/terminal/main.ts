/**
 * `npm run chat`: a whole case from a terminal. Reads a person's lines, or a file's (`npm run chat < answers.txt`),
 * and ends with the result. What is typed is not kept after it ends.
 */
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import {
  type Actor,
  type Encounter,
  loadProtocol,
  NO_SITE,
  ProtocolRefused,
  type TurnContext,
  turn,
} from "../../src/index.ts";
import { parseLine } from "./parse.ts";
import { type Look, renderView } from "./render.ts";

const ACTOR: Actor = { id: "terminal:you", name: "you" };

/** TRIAGE_NOW fixes the moment (ISO 8601), so that a transcript can be replayed to the letter. */
function clock(): () => number {
  const fixed = process.env.TRIAGE_NOW;
  if (fixed === undefined) return Date.now;
  const at = Date.parse(fixed);
  if (Number.isNaN(at))
    throw new Error(`TRIAGE_NOW is "${fixed}"; it is a moment such as 2026-01-31T14:00:00Z`);
  return () => at;
}

const look: Look = {
  colour: process.stdout.isTTY === true && process.env.NO_COLOR === undefined && process.env.TERM !== "dumb",
  width: Math.min(process.stdout.columns ?? 100, 100),
  time: (at) => {
    const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
    return local.toISOString().slice(0, 16).replace("T", " ");
  },
};

async function main(): Promise<number> {
  const { protocol, hash } = loadProtocol();
  const now = clock();
  const newCase = { id: randomUUID(), handle: `case-${randomUUID().slice(0, 8)}` };
  const context = (): TurnContext => ({
    protocol,
    hash,
    now: now(),
    utcOffsetMinutes: -new Date(now()).getTimezoneOffset(),
    latest: { protocol, hash },
    site: NO_SITE,
    newCase,
  });
  const interactive = process.stdin.isTTY === true;
  const write = (lines: readonly string[]) => process.stdout.write(`${lines.join("\n")}\n`);
  const prompt = () => process.stdout.write("> ");

  write([
    `${protocol.title}. Version ${protocol.version}, ${protocol.review}.`,
    protocol.disclaimer,
    "Do not type what identifies a patient. Type help for what you can say, quit to leave.",
  ]);
  let encounter: Encounter | null = null;
  const run = (inbound: Parameters<typeof turn>[2]) => {
    const turned = turn(context(), encounter, inbound);
    encounter = turned.encounter;
    // a question that is answered needs no second showing here: the answer stands above
    for (const { view, onlyUpdate } of turned.said) if (!onlyUpdate) write(renderView(view, look));
  };
  // one person at a terminal: the wording is chosen with role, not asked for
  run({ kind: "start", actor: { ...ACTOR, role: "physician" }, words: "" });
  prompt();
  const lines = createInterface({ input: process.stdin, terminal: interactive, historySize: 0 });
  for await (const line of lines) {
    if (!interactive) process.stdout.write(`${line}\n`);
    const typed = parseLine(line, ACTOR);
    if (typed.kind === "quit") return 0;
    if (typed.kind === "inbound") run(typed.inbound);
    prompt();
  }
  process.stdout.write("\n");
  // the input ended early: what is known so far is said, and never as a reassurance
  const left = encounter as Encounter | null;
  if (left && !left.closed && !left.decision)
    run({ kind: "say", actor: ACTOR, words: "status", addressed: true });
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  const known =
    error instanceof ProtocolRefused || (error instanceof Error && error.message.startsWith("TRIAGE_NOW"));
  if (!known) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
