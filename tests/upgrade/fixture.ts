/** The stores that each released version left behind, and what that version itself answered. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { newHandle } from "../../src/bot/handle.ts";
import { loadDump } from "./dump.ts";
import { Installation, type StoreAt } from "./installation.ts";
import { type Outcome, outcomeSince, snapshotOf } from "./outcome.ts";
import type { FixtureCase, RecordedRequest } from "./player.ts";

export const FIXTURES = join(import.meta.dirname, "../fixtures/upgrade");
export const KINDS = ["sqlite", "postgres"] as const;
export type Kind = (typeof KINDS)[number];

/** What a version says of the store that it left. */
export interface FixtureDescription {
  version: string;
  protocol: { id: string; version: string; hash: string };
  /** The moment in which it was left; ISO 8601. */
  leftAt: string;
  /** The rooms of the page that hold cases. */
  rooms: readonly string[];
  cases: readonly FixtureCase[];
  events: number;
  /** What each case's decisions say to act on, in order. */
  decisions: Readonly<Record<string, readonly string[]>>;
}

/** The versions of which there is a fixture, the oldest first. */
export const versions = (): string[] =>
  existsSync(FIXTURES)
    ? readdirSync(FIXTURES).sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    : [];

export const readJson = <T>(...path: string[]): T => JSON.parse(readFileSync(join(...path), "utf8")) as T;

export const descriptionOf = (folder: string): FixtureDescription => readJson(folder, "fixture.json");

/** Every request of a fixture, by its name. */
export const requestsOf = (folder: string): RecordedRequest[] =>
  readdirSync(join(folder, "requests"))
    .sort()
    .map((name) => readJson<RecordedRequest>(folder, "requests", name));

export interface Copy {
  store: StoreAt;
  remove(): Promise<void>;
}

/** A store of the fixture that may be written to: the files themselves stay as they are. */
export async function copyOf(folder: string, kind: Kind): Promise<Copy> {
  if (kind === "postgres") {
    const masterKey = readFileSync(join(folder, "postgres/triage.key"), "utf8");
    const dump = await loadDump(readFileSync(join(folder, "postgres/triage.sql"), "utf8"));
    return { store: { ...dump.at, masterKey }, remove: dump.remove };
  }
  const copy = mkdtempSync(join(tmpdir(), "upgrade-"));
  const key = join(copy, "triage.db.key");
  cpSync(join(folder, "sqlite/triage.db.key"), key);
  writeFileSync(join(copy, "triage.db"), gunzipSync(readFileSync(join(folder, "sqlite/triage.db.gz"))));
  const masterKey = readFileSync(key, "utf8");
  return {
    store: { url: `sqlite:${join(copy, "triage.db")}`, masterKey },
    remove: async () => rmSync(copy, { recursive: true, force: true }),
  };
}

/** Longer than a platform asks to wait, and than a claim lasts that nobody holds any more. */
const LATER = 2 * 60_000;

/** Starts the program on a copy of a store, soon after it was left. */
export async function startOn(folder: string, store: StoreAt): Promise<Installation> {
  const { leftAt } = descriptionOf(folder);
  const pick = seededPick(2);
  let ids = 0;
  return Installation.open({
    store,
    folder,
    now: Date.parse(leftAt) + LATER,
    newId: () => `later-${++ids}`,
    newHandle: () => newHandle(pick),
  });
}

/** Picks from a list, the same each time: a Lehmer generator. */
export function seededPick(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/** Runs `work` with the program on a fresh copy, and takes both away again. */
async function on<T>(
  folder: string,
  kind: Kind,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  const copy = await copyOf(folder, kind);
  try {
    const installation = await startOn(folder, copy.store);
    try {
      const done = await work(installation);
      const wrong = [...installation.errors, ...installation.slackWire.faults];
      if (wrong.length > 0) throw new Error(`The program logged what went wrong: ${wrong.join("; ")}`);
      return done;
    } finally {
      await installation.close();
    }
  } finally {
    await copy.remove();
  }
}

/** What is sent when the program starts: all that waited in the outbox. */
export const outcomeOfStart = (folder: string, kind: Kind): Promise<Outcome> =>
  on(folder, kind, async (installation) => {
    await installation.settled();
    return outcomeSince(installation, { ...NOTHING, seqs: (await snapshotOf(installation, [])).seqs });
  });

const NOTHING = { slack: 0, responses: 0, teams: 0, everywhere: 0, rooms: new Map(), seqs: new Map() };

/** What happens when the program looks at what is due for the first time. */
export const outcomeOfSweep = (folder: string, kind: Kind): Promise<Outcome> =>
  on(folder, kind, async (installation) => {
    await installation.settled();
    const before = await snapshotOf(installation, descriptionOf(folder).rooms);
    await installation.service.sweep();
    await installation.settled();
    return outcomeSince(installation, before);
  });

/** What comes of a request that a person sends after the start. */
export const outcomeOfRequest = (
  folder: string,
  kind: Kind,
  { payload, startsCase }: RecordedRequest,
): Promise<Outcome> =>
  on(folder, kind, async (installation) => {
    await installation.settled();
    const room = /^\/web\/rooms\/([^/]+)/.exec(payload.post)?.[1];
    const before = await snapshotOf(installation, room === undefined ? [] : [room]);
    const reply = await installation.deliver(payload);
    const outcome = await outcomeSince(installation, before, { post: payload.post, reply });
    return startsCase ? withoutContent(outcome) : outcome;
  });

/** That a case began, for whom and where: what it asks is its protocol's. */
const withoutContent = ({ answer, shown, recorded }: Outcome): Outcome => ({
  answer,
  shown: shown.slice(0, 1).map(({ how, where }) => ({ how, where, words: [], does: [] })),
  recorded: recorded.map(({ handle, events }) => ({
    handle,
    events: events.slice(0, 1).map(({ type, actor }) => ({ type, actor, body: null })),
  })),
});
