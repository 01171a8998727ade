/**
 * `npm run chat`: cases from a terminal. Reads a person's lines, or a file's (`npm run chat -- --in-order < answers.txt`).
 * Cases are kept: closed and started again, it continues where it was.
 */
import { parseArgs } from "node:util";
import {
  type Bot,
  createService,
  installedProtocols,
  NO_HOSPITAL_CONFIG,
  openTerminalStore,
  type Role,
  runToExitCode,
  storeUrl,
  TriageError,
} from "../../src/index.ts";
import { Chat } from "./chat.ts";
import { parseLine } from "./parse.ts";
import type { TerminalStyle } from "./render.ts";
import { fileLines, screenLines, type TypedLines } from "./typed-lines.ts";

const USAGE = `usage: npm run chat [-- --store URL | --memory] [--in-order]; a file of lines always starts a new case
  --store URL  where cases are kept: sqlite:FILE or postgres://... (sqlite:./data/triage.db when left out); --memory keeps nothing
  --in-order   lines of a file answer the questions as these are asked; without it they are findings, and a bare "no" answers nothing`;

/** Printing takes no time: what a killed program left unprinted is printed soon after its next start. */
const PRINT_LEASE_MS = 1_000;

/** TRIAGE_NOW fixes the moment (ISO 8601), so that a transcript can be reproduced to the letter. */
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

const MINUTE_MS = 60_000;

/** A clock that never goes back. With a fixed moment time stands still, and each line counts as typed a minute later. */
function readingClock(): () => number {
  if (process.env.TRIAGE_NOW === undefined) return () => performance.now();
  let looks = 0;
  return () => {
    looks += 1;
    return looks * MINUTE_MS;
  };
}

const terminalStyle: TerminalStyle = {
  colour: process.stdout.isTTY === true && process.env.NO_COLOR === undefined && process.env.TERM !== "dumb",
  // some terminals report no columns
  width: Math.min(process.stdout.columns || 100, 100),
  time: (at) => {
    const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
    return local.toISOString().slice(0, 16).replace("T", " ");
  },
};

const printLines = (lines: readonly string[]) => process.stdout.write(`${lines.join("\n")}\n`);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      store: { type: "string" },
      memory: { type: "boolean" },
      "in-order": { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    printLines([USAGE]);
    return 0;
  }
  const interactive = process.stdin.isTTY === true;
  if (interactive && values["in-order"])
    throw new TriageError("usage", "--in-order is for the lines of a file.", USAGE);
  const now = clockFromEnvironment();
  const { latest, find, lists } = installedProtocols();
  const url = values.memory ? "sqlite::memory:" : storeUrl(values.store);
  const { store, notice } = await openTerminalStore(url);
  if (notice !== null) process.stderr.write(`${notice}\n`);
  const service = createService({
    store,
    latest,
    find,
    lists,
    site: { ...NO_HOSPITAL_CONFIG, time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
    now,
    log: () => {},
    observer: { turn() {}, decided() {}, overdue() {}, send() {} },
    leaseMs: PRINT_LEASE_MS,
    // the reader of a terminal has the store at hand: there is no second party to prove the record to
    chainReceipt: false,
  });
  try {
    const { protocol } = latest;
    printLines([
      `${protocol.title}. Version ${protocol.version}, ${protocol.review}.`,
      protocol.disclaimer,
      "Do not type what identifies a patient. Type help for what you can say, new for another patient, quit to leave.",
    ]);
    const lines = (interactive ? screenLines : fileLines)(process.stdin, process.stdout);
    const chosen = await store.people.get({
      platform: "terminal",
      tenant: "local",
      user: "terminal:local:you",
    });
    const chat = new Chat({
      service,
      style: terminalStyle,
      print: (printed) => lines.interrupt(() => printLines(printed)),
      role: (chosen?.role as Role | undefined) || null,
      lines: interactive ? "screen" : values["in-order"] ? "in-order" : "findings",
      elapsed: readingClock(),
    });
    // what an earlier run left unprinted comes first
    await service.settled();
    if (interactive) await service.start();
    const code = await converse(chat, lines, service.bot);
    lines.close();
    return code;
  } finally {
    await service.stop();
    await store.close();
  }
}

async function converse(chat: Chat, lines: TypedLines, bot: Bot): Promise<number> {
  await chat.begin();
  for (;;) {
    const early = await lines.discardTypedAhead();
    if (early.length > 0)
      printLines([
        "",
        `Not recorded, because it was typed before this was shown: ${early.map(quoted).join(", ")}.`,
      ]);
    const line = await lines.next(`${chat.handle ?? ""}> `);
    if (line === null) break;
    const open = (await chat.openCases()).map(({ handle }) => handle);
    const typed = parseLine(line, open, chat.handle, bot.readOpening(line), chat.offered);
    if (typed.kind === "quit") return 0;
    if (typed.kind !== "nothing") await chat.take(typed);
  }
  await chat.sumUp();
  return 0;
}

const quoted = (words: string) => `"${words}"`;

await runToExitCode(main, USAGE);
