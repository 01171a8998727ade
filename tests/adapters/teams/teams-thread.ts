/** People and the real bot in the conversations of Teams: activities with signed tokens in, the connector's calls out. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import nock from "nock";
import { openTeams, type Teams } from "../../../adapters/teams/main.ts";
import type { ThreadKey } from "../../../src/adapter.ts";
import { FakeConnector, serveKeysAndTokens, token } from "../../fakes/microsoft.ts";
import { activity, execute, type Json, TENANT } from "../../fakes/teams-activities.ts";
import { channelOf } from "../../fakes/teams-conversations.ts";
import { ServiceHarness } from "../../service-harness.ts";
import { type Button, questionOf, wordsOf } from "./play-case.ts";
import { credentials, TestTiming } from "./teams-http-harness.ts";

export interface Screen {
  id: string;
  card: Json;
}

export const CHANNEL = activity().conversation as Json & { id: string };
export const SAM = { id: "29:u2", name: "Sam" };
export const RESULT = /^(act as )?(EMERGENT|URGENT|SOON|ROUTINE)(, PROVISIONAL[^\n]*)?\n/;

export class TeamsThread {
  readonly harness: ServiceHarness;
  readonly connector = new FakeConnector();
  #teams!: Teams;
  #server!: Server;

  private constructor(harness: ServiceHarness) {
    this.harness = harness;
  }

  static async open(): Promise<TeamsThread> {
    nock.disableNetConnect();
    nock.enableNetConnect("127.0.0.1");
    serveKeysAndTokens();
    const thread = new TeamsThread(
      await ServiceHarness.open({ site: { broadcast_alerts: false }, tick: 10 }),
    );
    await thread.#serve();
    return thread;
  }

  async #serve(): Promise<void> {
    const teams = openTeams(
      { credentials, anyone: false },
      { bot: this.harness.bot, ...this.harness.adapterParts, timing: new TestTiming() },
    );
    this.harness.serve(teams.adapter);
    this.#teams = teams;
    this.#server = createServer((req, res) => void teams.handler(req, res));
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
  }

  async #stop(): Promise<void> {
    await this.#teams.stop();
    await this.harness.service.settled();
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  /** As after a deploy: another process on the same file. */
  async restart(): Promise<void> {
    await this.#stop();
    await this.harness.restart();
    await this.#serve();
  }

  get teams(): Teams {
    return this.#teams;
  }

  async close(): Promise<void> {
    await this.#stop();
    await this.harness.close();
    nock.cleanAll();
    nock.enableNetConnect();
  }

  async post(body: Json): Promise<{ status: number; json: Json | null }> {
    const { port } = this.#server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/api/messages`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token()}` },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    await this.harness.service.settled();
    return { status: response.status, json: text === "" ? null : JSON.parse(text) };
  }

  say = (words: string, changes: Json = {}) =>
    this.post(activity({ text: `<at>Triage Bot</at> ${words}`, ...changes }));

  tap = (screen: Screen, button: Button, changes: Json = {}) =>
    this.post(execute(button.data, { replyToId: screen.id, ...changes }));

  screens = (conversation: string): Screen[] =>
    [...this.connector.shown.values()]
      .filter((each) => each.conversation === conversation)
      .map(({ id, body }) => ({
        id,
        card: ((body.attachments as { content: Json }[] | undefined)?.[0]?.content ?? {}) as Json,
      }));

  lastWith = (conversation: string, words: string | RegExp): Screen => {
    const found = this.screens(conversation).findLast(({ card }) =>
      typeof words === "string" ? wordsOf(card).includes(words) : words.test(wordsOf(card)),
    );
    if (!found) throw new Error(`nothing shown says ${words}`);
    return found;
  };

  openQuestion = (conversation: string): Screen | undefined =>
    this.screens(conversation).findLast(({ card }) => questionOf(card) !== null);

  recorded = async (conversation: string) =>
    (await this.harness.store.cases.loadByThread(teamsThread(conversation)))?.events ?? [];

  countOf = async (conversation: string, type: string): Promise<number> =>
    (await this.recorded(conversation)).filter((event) => event.type === type).length;
}

export const teamsThread = (conversation: string): ThreadKey => ({
  platform: "teams",
  tenant: TENANT,
  channel: channelOf(conversation),
  thread: conversation,
});
