/** The whole adapter on a real HTTP server, with credentials, between a scripted bot and a faked Microsoft. */
import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { openTeams, type RetryTimes, type Teams, type TeamsConfig } from "../../../adapters/teams/main.ts";
import type { ThreadKey } from "../../../src/adapter.ts";
import type { AddressStore } from "../../../src/store/store.ts";
import { FakeConnector, SECRET, token } from "../../fakes/microsoft.ts";
import { APP, TENANT } from "../../fakes/teams-activities.ts";
import { ScriptedBot } from "./scripted-bot.ts";

export const credentials: NonNullable<TeamsConfig["credentials"]> = {
  appId: APP,
  secret: SECRET,
  type: "SingleTenant",
  tenant: TENANT,
  allowed: [TENANT],
};

/** Waits are noted and over at once; deadlines come when a test says so. */
export class TestTiming implements RetryTimes {
  readonly waits: number[] = [];
  readonly deadlines: { ms: number; pass: () => void; signal: AbortSignal }[] = [];

  async wait(ms: number): Promise<void> {
    this.waits.push(ms);
  }

  timeLimit(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((pass) => this.deadlines.push({ ms, pass, signal }));
  }

  /** Lets the time of all that still waits run out. */
  passDeadlines(): void {
    for (const { pass, signal } of this.deadlines) if (!signal.aborted) pass();
  }
}

/** Addresses that outlive the adapter, as a store's do. */
export class KeptAddresses implements AddressStore {
  readonly kept = new Map<string, string>();
  async put(thread: ThreadKey, body: string): Promise<void> {
    this.kept.set(JSON.stringify(thread), body);
  }
  async get(thread: ThreadKey): Promise<string | undefined> {
    return this.kept.get(JSON.stringify(thread));
  }
}

export interface Reply {
  status: number;
  body: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back
  json: any;
}

export interface TeamsHttpHarness {
  teams: Teams;
  bot: ScriptedBot;
  connector: FakeConnector;
  timing: TestTiming;
  addresses: KeptAddresses;
  logs: string[];
  url: string;
  server: { listenersOnSockets(event: string): number };
  /** Posts with a valid token, or with the given header. */
  post(body: unknown, authorization?: string | null): Promise<Reply>;
  close(): Promise<void>;
}

export async function startTeamsHttp(
  options: { config?: TeamsConfig; addresses?: KeptAddresses; connector?: FakeConnector } = {},
): Promise<TeamsHttpHarness> {
  const bot = new ScriptedBot();
  const timing = new TestTiming();
  const addresses = options.addresses ?? new KeptAddresses();
  const logs: string[] = [];
  const teams = openTeams(options.config ?? { credentials, anyone: false }, {
    bot,
    addresses,
    timing,
    log: (level, event, fields) => logs.push(`${level} ${event} ${JSON.stringify(fields ?? {})}`),
  });
  bot.adapter = teams.adapter;
  const server: Server = createServer((req, res) => {
    void teams.handler(req, res);
  });
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`;
  return {
    teams,
    bot,
    timing,
    addresses,
    logs,
    url,
    server: {
      listenersOnSockets: (event) =>
        [...sockets].reduce((sum, socket) => sum + socket.listenerCount(event), 0),
    },
    connector: options.connector ?? new FakeConnector(),
    async post(body, authorization = `Bearer ${token()}`) {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", ...(authorization !== null && { authorization }) },
        body: typeof body === "string" ? body : JSON.stringify(body),
      });
      const text = await response.text();
      return { status: response.status, body: text, json: text === "" ? null : JSON.parse(text) };
    },
    async close() {
      await teams.stop();
      await new Promise((done) => server.close(done));
    },
  };
}
