/**
 * `npm run chat`: a case from a terminal. Reads a person's lines, or a file's (`npm run chat < answers.txt`). Cases are
 * kept: closed and started again, it goes on where it was.
 */
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import {
  type Actor,
  type BotService,
  createService,
  installedProtocols,
  NO_HOSPITAL_CONFIG,
  openTerminalStore,
  runToExitCode,
  type Store,
  storeUrl,
  type ThreadKey,
  TriageError,
} from "../../src/index.ts";
import { terminalAdapter } from "./adapter.ts";
import { parseLine } from "./parse.ts";
import { renderView, type TerminalStyle } from "./render.ts";

const USAGE = `usage: npm run chat [-- --store URL | --memory]
  --store URL  where cases are kept: sqlite:FILE or postgres://... (sqlite:./data/triage.db when left out)
  --memory     keeps nothing after it ends`;

const TERMINAL_ACTOR: Actor = { id: "terminal:local:you", name: "you" };
const TERMINAL_THREAD: ThreadKey = { platform: "terminal", tenant: "local", channel: "chat", thread: "1" };
/** Printing takes no time: what a killed program left unprinted is printed soon after its next start. */
const PRINT_LEASE_MS = 1_000;

/** TRIAGE_NOW fixes the moment (ISO 8601), so that a transcript can be replayed to the letter. */
function clockFromEnvironment(): () => number {
  const fixed = process.env.TRIAGE_NOW;
  if (fixed === undefined) return Date.now;
  const at = Date.parse(fixed);
  if (Number.isNaN(at))
    throw new TriageError(
      "setting-invalid",
      `TRIAGE_NOW is "${fixed}"; it is a moment such as 2026-01-31T14:00:00Z`,
      "Mend it, or unset it.",
    );
  return () => at;
}

const terminalStyle: TerminalStyle = {
  colour: process.stdout.isTTY === true && process.env.NO_COLOR === undefined && process.env.TERM !== "dumb",
  width: Math.min(process.stdout.columns ?? 100, 100),
  time: (at) => {
    const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
    return local.toISOString().slice(0, 16).replace("T", " ");
  },
};

const printLines = (lines: readonly string[]) => process.stdout.write(`${lines.join("\n")}\n`);
const printPrompt = () => process.stdout.write("> ");

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      store: { type: "string" },
      memory: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    printLines([USAGE]);
    return 0;
  }
  const now = clockFromEnvironment();
  const { latest, find } = installedProtocols();
  const url = values.memory ? "sqlite::memory:" : storeUrl(values.store);
  const { store, notice } = await openTerminalStore(url);
  if (notice !== null) process.stderr.write(`${notice}\n`);
  const service = createService({
    store,
    latest,
    find,
    site: { ...NO_HOSPITAL_CONFIG, time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
    now,
    log: () => {},
    observer: { turn() {}, decided() {}, overdue() {}, send() {} },
    leaseMs: PRINT_LEASE_MS,
    // who reads a terminal has the store at hand: there is no second party to witness the record
    chainReceipt: false,
  });
  try {
    const { protocol } = latest;
    printLines([
      `${protocol.title}. Version ${protocol.version}, ${protocol.review}.`,
      protocol.disclaimer,
      "Do not type what identifies a patient. Type help for what you can say, quit to leave.",
    ]);
    return await runChat(service, store);
  } finally {
    await service.stop();
    await store.close();
  }
}

async function runChat(service: BotService, store: Store): Promise<number> {
  const interactive = process.stdin.isTTY === true;
  let waiting = false;
  let printed = false;
  service.open(
    terminalAdapter(terminalStyle, (lines) => {
      printed = true;
      if (waiting) process.stdout.write("\n");
      printLines(lines);
      // a reminder may come while a line is being typed
      if (waiting) printPrompt();
    }),
  );
  const run = async (inbound: Parameters<BotService["bot"]["receive"]>[0]["inbound"]) => {
    waiting = false;
    printed = false;
    const receipt = await service.bot.receive({ deliveries: [], thread: TERMINAL_THREAD, inbound });
    await service.settled();
    // what only changes an earlier message elsewhere is all that there is to see of it here
    const unprinted = printed ? [] : receipt.said.map(({ view }) => view);
    for (const view of [...receipt.reply, ...unprinted]) printLines(renderView(view, terminalStyle));
  };
  await service.settled();
  // one person at a terminal: the wording is chosen with role, not asked for
  const chosen = await store.people.get({ ...TERMINAL_THREAD, user: TERMINAL_ACTOR.id });
  await run({
    kind: "start",
    actor: { ...TERMINAL_ACTOR, ...(!chosen && { role: "physician" }) },
    words: "",
  });
  if (interactive) await service.start();
  printPrompt();
  waiting = true;
  const lines = createInterface({ input: process.stdin, terminal: interactive, historySize: 0 });
  for await (const line of lines) {
    if (!interactive) process.stdout.write(`${line}\n`);
    const typed = parseLine(line, TERMINAL_ACTOR);
    if (typed.kind === "quit") return 0;
    if (typed.kind === "inbound") await run(typed.inbound);
    printPrompt();
    waiting = true;
  }
  process.stdout.write("\n");
  // the input ended early: what is known so far is said, and never as a reassurance
  const left = await store.cases.loadByThread(TERMINAL_THREAD);
  if (left && left.encounter.closedAt === null && !left.events.some(({ type }) => type === "decided"))
    await run({ kind: "say", actor: TERMINAL_ACTOR, words: "status", addressed: true });
  return 0;
}

await runToExitCode(main, USAGE);
