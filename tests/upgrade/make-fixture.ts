/**
 * `npm run fixture -- VERSION`: leaves a store of each kind with the program as it is now, and writes down what it
 * answers to every request that was sent to these stores. Run once when a version is released; a folder that is there is
 * never made again. Needs Postgres and pg_dump.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isDeepStrictEqual } from "node:util";
import { gzipSync } from "node:zlib";
import pg from "pg";
import type { ThreadKey } from "../../src/adapter.ts";
import { newHandle } from "../../src/bot/handle.ts";
import { replay } from "../../src/bot/replay.ts";
import { createService } from "../../src/bot/service.ts";
import { loadProtocol } from "../../src/protocol-store.ts";
import type { ChatClient } from "./client.ts";
import { dumpOf, emptySchema } from "./dump.ts";
import {
  FIXTURES,
  type FixtureDescription,
  KINDS,
  type Kind,
  outcomeOfRequest,
  outcomeOfStart,
  outcomeOfSweep,
  requestsOf,
  seededPick,
} from "./fixture.ts";
import { Installation, openStoreAt, type StoreAt, settings } from "./installation.ts";
import type { RecordedRequest } from "./player.ts";
import { Scenario } from "./scenario.ts";
import { SlackClient } from "./slack-client.ts";
import { TeamsClient } from "./teams-client.ts";
import { terminalSays } from "./terminal.ts";
import { WebClient } from "./web-client.ts";

const BEGAN = Date.parse("2026-01-15T08:00:00Z");
/** A key for tests: it seals nothing that anybody said. */
const KEY = Buffer.from("a key of a test, and of no-one..").toString("base64");
const SITE = `time_zone: Europe/London
region: GB
escalation:
  - { name: Spine registrar on call, platform: slack, tenant: T1, user: U9 }
  - { name: Ward coordinators, platform: teams, tenant: aaaaaaaa-0000-4000-8000-000000000001, channel: "19:ward@thread.tacv2" }
`;

/** A claim is named after the machine that made it: that is nobody's business. */
const CLAIMS = "update outbox set claimed_by = 'a-process-that-ended' where claimed_by is not null";

const [version] = process.argv.slice(2);
if (version === undefined || !/^\d+\.\d+\.\d+$/.test(version)) {
  process.stderr.write("usage: npm run fixture -- VERSION     such as npm run fixture -- 0.2.0\n");
  process.exit(2);
}
const target = join(FIXTURES, version);
if (existsSync(target)) {
  process.stderr.write(`${target} is there. What a released version left behind is never made again.\n`);
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), "fixture-"));
write("site.yaml", SITE);
mkdirSync(join(folder, "sqlite"));
mkdirSync(join(folder, "postgres"));

const sqlite = await leave({ url: `sqlite:${join(folder, "sqlite/triage.db")}`, masterKey: KEY });
write("sqlite/triage.db.key", `${KEY}\n`);
tidySqlite();

const schema = await emptySchema();
const postgres = await leave({ ...schema.at, masterKey: KEY });
write("postgres/triage.key", `${KEY}\n`);
await tidyPostgres(schema.at);
write("postgres/triage.sql", dumpOf(schema));
await schema.remove();

if (!isDeepStrictEqual(withoutHashes(sqlite), withoutHashes(postgres)))
  throw new Error("The two stores were not left alike: run it once more.");
write("fixture.json", json(sqlite.description));
for (const request of sqlite.requests) write(`requests/${request.name}.json`, json(request));

await both("start", (kind) => outcomeOfStart(folder, kind));
await both("due", (kind) => outcomeOfSweep(folder, kind));
await both("terminal", (kind) => terminalSays(folder, kind));
for (const request of requestsOf(folder))
  await both(request.name, (kind) => outcomeOfRequest(folder, kind, request));

mkdirSync(FIXTURES, { recursive: true });
renameSync(folder, target);
process.stdout.write(
  `${target}: ${sqlite.description.cases.length} cases, ${sqlite.requests.length} requests\n`,
);

function write(name: string, text: string): void {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}

async function both(name: string, outcome: (kind: Kind) => Promise<unknown>): Promise<void> {
  const [one, two] = [await outcome(KINDS[0]), await outcome(KINDS[1])];
  if (!isDeepStrictEqual(one, two)) throw new Error(`${name}: the two stores do not answer alike`);
  write(`outcomes/${name}.json`, json(one));
}

interface PlayedStore {
  description: FixtureDescription;
  requests: readonly RecordedRequest[];
}

/** Plays the scenario on a store, and ends as a process that is killed. */
async function leave(store: StoreAt): Promise<PlayedStore> {
  const pick = seededPick(1);
  let ids = 0;
  const newId = () => `${version}-${++ids}`;
  const installation = await Installation.open({
    store,
    folder,
    now: BEGAN,
    newId,
    newHandle: () => newHandle(pick),
  });
  const scenario = new Scenario(installation);
  const slack = new SlackClient(installation);
  const channel = new TeamsClient(installation, "channel", 1_768_464_000_000);
  const chat = new TeamsClient(installation, "personal", 1_768_465_000_000);
  const web = new WebClient(installation);
  const clients: readonly ChatClient[] = [slack, channel, chat, web];

  const emergency = await scenario.decided(slack, "EMERGENT");
  await scenario.afterResult(slack, emergency);
  const due: (readonly [ChatClient, ThreadKey])[] = [[slack, emergency]];
  for (const client of [channel, web]) due.push([client, await scenario.alerted(client)]);
  // an MRI is due after four hours, and its owner is reminded half an hour before: one case after the other
  scenario.passMinutes(190);
  for (let minutes = 0; minutes < 35; minutes += 1) {
    scenario.passMinutes(1);
    await installation.service.sweep();
    await installation.settled();
  }
  for (const [client, thread] of due) await scenario.reminded(client, thread);
  for (const client of clients) {
    await scenario.asking(client);
    await scenario.waiting(client);
    if (client.shared) await scenario.disputed(client);
    await scenario.closed(client);
    await scenario.forgotten(client);
  }
  await scenario.extras(slack, channel);
  await scenario.decided(channel, "URGENT");
  await scenario.decided(web, "ROUTINE");
  await scenario.noted(web);
  // deadlines pass, and nobody looks
  scenario.passMinutes(60);
  await terminalCase(installation, scenario, newId);
  await unsent(installation, scenario, slack, channel, chat);

  const leftAt = new Date(installation.now).toISOString();
  return describeLeft(store, scenario, leftAt);
}

/** A case of the terminal, whose last message is not printed yet. */
async function terminalCase(
  installation: Installation,
  scenario: Scenario,
  newId: () => string,
): Promise<void> {
  const pick = seededPick(3);
  const parts = {
    ...settings(folder),
    store: installation.store,
    now: () => installation.now,
    log: () => {},
    newId,
    newHandle: () => newHandle(pick),
    chainReceipt: false,
  };
  const thread = { platform: "terminal", tenant: "local", channel: "chat", thread: "1" };
  const actor = { id: "terminal:local:you", name: "you" };
  const sent = async () => ({ messageIds: [] });
  const printing = createService(parts);
  printing.open({ platform: "terminal", post: sent, update: sent, tell: sent });
  const began = { kind: "start", actor: { ...actor, role: "physician" }, words: "" } as const;
  const { handle } = await printing.bot.receive({ deliveries: [], thread, inbound: began });
  for (const words of ["caudal", "30 h", "unknown", "no"]) {
    scenario.passMinutes(1);
    const inbound = { kind: "say", actor, words, addressed: true } as const;
    await printing.bot.receive({ deliveries: [], thread, inbound });
    await printing.settled();
  }
  await printing.stop();
  scenario.passMinutes(1);
  const silent = createService(parts);
  await silent.bot.receive({
    deliveries: [],
    thread,
    inbound: { kind: "say", actor, words: "no", addressed: true },
  });
  await silent.stop();
  scenario.cases.push({
    handle: handle ?? "",
    client: "terminal",
    what: "a question is open",
    state: "open",
  });
}

/** What a killed process leaves: posts to be tried again, posts of which nobody knows whether they came, posts behind them. */
async function unsent(
  installation: Installation,
  scenario: Scenario,
  slack: SlackClient,
  channel: TeamsClient,
  chat: TeamsClient,
): Promise<void> {
  const { slackWire, teamsWire } = installation;
  const refused = await scenario.unsent(slack);
  const taps = [await scenario.unsent(slack), await scenario.unsent(channel), await scenario.unsent(chat)];
  slackWire.answer("chat.update", {
    status: 429,
    headers: { "retry-after": "30" },
    body: { ok: false, error: "ratelimited" },
  });
  await scenario.send(refused);
  let release = () => {};
  slackWire.hold(
    "chat.update",
    new Promise<void>((done) => {
      release = done;
    }),
  );
  teamsWire.hold();
  const updates = slackWire.of("chat.update").length;
  const calls = teamsWire.sent.length;
  scenario.passMinutes(1);
  for (const tap of taps) await installation.send(tap);
  await teamsWire.arrived(calls + 2);
  while (slackWire.of("chat.update").length === updates) await new Promise(setImmediate);
  await installation.end();
  release();
  teamsWire.release();
}

async function describeLeft(store: StoreAt, scenario: Scenario, leftAt: string): Promise<PlayedStore> {
  const opened = await openStoreAt(store);
  const { find } = settings(folder);
  const decisions: Record<string, string[]> = {};
  try {
    for (const { handle } of scenario.cases) {
      const found = await opened.cases.loadByHandle(handle);
      const urgencies =
        found && found.events.length > 0 ? replay(found, find).map(({ acts_on }) => acts_on) : [];
      if (urgencies.length > 0) decisions[handle] = urgencies;
    }
    const { events } = await opened.audit.verifyAll();
    const { protocol, hash } = loadProtocol();
    const rooms: string[] = [];
    for (const { handle, client } of scenario.cases)
      if (client === "web-room") {
        const [thread] = (await opened.cases.loadByHandle(handle))?.encounter.threads ?? [];
        if (thread) rooms.push(thread.channel);
      }
    const description: FixtureDescription = {
      version: version ?? "",
      protocol: { id: protocol.id, version: protocol.version, hash },
      leftAt,
      rooms,
      cases: scenario.cases,
      events,
      decisions,
    };
    return { description, requests: scenario.requests };
  } finally {
    await opened.close();
  }
}

function tidySqlite(): void {
  const path = join(folder, "sqlite/triage.db");
  const file = new DatabaseSync(path);
  file.exec(`${CLAIMS}; vacuum; pragma wal_checkpoint(truncate)`);
  file.close();
  writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
  rmSync(path);
}

async function tidyPostgres({ url, schema: name }: { url: string; schema: string }): Promise<void> {
  const client = new pg.Client({ connectionString: url, options: `-c search_path=${name}` });
  await client.connect();
  await client.query(CLAIMS);
  await client.end();
}

/** Where a record ended is a hash that is another one in each store. */
function withoutHashes(left: PlayedStore): unknown {
  return JSON.parse(JSON.stringify(left).replace(/(Record \d+), [0-9a-f]{12}/g, "$1"));
}
