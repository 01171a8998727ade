/** People and the real bot in the conversations of Teams: activities with signed tokens in, the connector's calls out. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import nock from "nock";
import { openTeams, type Teams } from "../../../adapters/teams/main.ts";
import type { ThreadKey } from "../../../src/adapter.ts";
import { eventsOf } from "../../../src/bot/record.ts";
import type { ServiceParts } from "../../../src/bot/service.ts";
import type { EncounterEvent } from "../../../src/case/encounter.ts";
import type { HospitalConfig } from "../../../src/site/hospital-config.ts";
import { FakeConnector, serveKeysAndTokens, token } from "../../fakes/microsoft.ts";
import { activity, execute, type Json, TENANT } from "../../fakes/teams-activities.ts";
import { channelOf } from "../../fakes/teams-conversations.ts";
import { ServiceHarness } from "../../service-harness.ts";
import { type Button, buttonsOf, questionOf, wordsOf } from "./play-case.ts";
import { credentials, TestTiming } from "./teams-http-harness.ts";

export interface Screen {
  id: string;
  conversation: string;
  card: Json;
}

export const CHANNEL = activity().conversation as Json & { id: string };
export const SAM = { id: "29:u2", name: "Sam" };
export const RESULT = /^(act as )?(EMERGENT|URGENT|SOON|ROUTINE)(, PROVISIONAL[^\n]*)?\n/;

export interface TeamsThreadOptions {
  /** What else the service is made of. */
  parts?: Partial<ServiceParts>;
  site?: Partial<HospitalConfig>;
  /**
   * One clock for Teams and for the bot: Teams says when a message came and names its own by their time, so that a test
   * says how long something has been there.
   */
  timed?: boolean;
  /** How long people wait before they do something, unless the test says; milliseconds. */
  pause?: number;
}

export class TeamsThread {
  readonly harness: ServiceHarness;
  readonly connector = new FakeConnector();
  readonly #timed: boolean;
  readonly #pause: number;
  #teams!: Teams;
  #server!: Server;

  private constructor(harness: ServiceHarness, timed: boolean, pause: number) {
    this.harness = harness;
    this.#timed = timed;
    this.#pause = pause;
    if (timed) this.connector.teams.clock = () => harness.now;
  }

  static async open({
    site,
    parts,
    timed = false,
    pause = 0,
  }: TeamsThreadOptions = {}): Promise<TeamsThread> {
    nock.disableNetConnect();
    nock.enableNetConnect("127.0.0.1");
    serveKeysAndTokens();
    const harness = await ServiceHarness.open({
      site: { broadcast_alerts: false, ...site },
      tick: 10,
      ...(parts && { parts }),
    });
    const thread = new TeamsThread(harness, timed, pause);
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

  /** Types to the bot, so long after what was done before; milliseconds. */
  say = (words: string, changes: Json = {}, after = this.#pause) => {
    this.harness.now += after;
    const timestamp = new Date(this.harness.now).toISOString();
    return this.post(
      activity({ text: `<at>Triage Bot</at> ${words}`, ...(this.#timed && { timestamp }), ...changes }),
    );
  };

  /** Taps a button of a card; where time is kept, so long after the card was posted; milliseconds. */
  tap = (screen: Screen, button: Button, changes: Json = {}, after = this.#pause) => {
    const timestamp = this.#timed && new Date(Number(screen.id) + after).toISOString();
    if (!this.#timed) this.harness.now += after;
    return this.post(
      execute(button.data, { replyToId: screen.id, ...(timestamp && { timestamp }), ...changes }),
    );
  };

  /** Taps the latest button with these words on it, in a conversation. */
  press = (title: string, conversation: string, changes: Json = {}) => {
    const titled = ({ card }: Screen) => buttonsOf(card).find((each) => each.title === title);
    const screen = this.screens(conversation).findLast((each) => titled(each) !== undefined);
    const button = screen && titled(screen);
    if (!button) throw new Error(`no button ${title} in ${conversation}`);
    return this.tap(screen, button, changes);
  };

  /** The latest card in any conversation that has this button. */
  latestWith = (title: string): Screen => {
    const found = this.cards.findLast(({ card }) => buttonsOf(card).some((each) => each.title === title));
    if (!found) throw new Error(`no card has ${title}`);
    return found;
  };

  /** Taps the latest button with these words on it, wherever it is, five seconds after its card came. */
  pressLatest = (title: string, changes: Json = {}) => {
    const screen = this.latestWith(title);
    return this.tap(screen, this.button(screen, title), changes, 5_000);
  };

  /** Lets the outbox try again what it could not post. */
  wait = async (ms: number): Promise<void> => {
    this.harness.now += ms;
    await this.harness.service.settled();
  };

  get cards(): Screen[] {
    return [...this.connector.shown.values()].map(({ id, conversation, body }) => ({
      id,
      conversation,
      card: ((body.attachments as { content: Json }[] | undefined)?.[0]?.content ?? {}) as Json,
    }));
  }

  screens = (conversation: string): Screen[] =>
    this.cards.filter((each) => each.conversation === conversation);

  lastWith = (conversation: string, words: string | RegExp): Screen => {
    const found = this.screens(conversation).findLast(({ card }) =>
      typeof words === "string" ? wordsOf(card).includes(words) : words.test(wordsOf(card)),
    );
    if (!found) throw new Error(`nothing shown says ${words}`);
    return found;
  };

  openQuestion = (conversation: string): Screen | undefined =>
    this.screens(conversation).findLast(({ card }) => questionOf(card) !== null);

  /** The question that the channel's thread was asked last and that is not answered. */
  get question(): Screen {
    const found = this.openQuestion(CHANNEL.id);
    if (!found) throw new Error("nothing is asked");
    return found;
  }

  button = ({ card }: Screen, title: string): Button => {
    const found = buttonsOf(card).find((each) => each.title === title);
    if (!found) throw new Error(`${wordsOf(card)} has no button ${title}`);
    return found;
  };

  /** What happened in a conversation's case. */
  events = async (conversation: string = CHANNEL.id): Promise<EncounterEvent[]> => {
    const found = await this.harness.store.cases.loadByThread(teamsThread(conversation));
    return found ? eventsOf(found) : [];
  };

  /** The handles of the open cases. */
  openCases = async (): Promise<string[]> =>
    (await this.harness.store.cases.listOpen({})).items.map(({ handle }) => handle);

  /** What a case holds, an event a line. */
  recordOf = async (handle: string): Promise<string> => {
    const found = await this.harness.store.cases.loadByHandle(handle);
    return found?.events.map(({ type, body }) => `${type} ${body}`).join("\n") ?? "";
  };

  recorded = async (conversation: string) =>
    (await this.harness.store.cases.loadByThread(teamsThread(conversation)))?.events ?? [];

  countOf = async (conversation: string, type: string): Promise<number> =>
    (await this.recorded(conversation)).filter((event) => event.type === type).length;

  /** The questions that were answered in a conversation's case, in order. */
  answered = async (conversation: string = CHANNEL.id): Promise<string[]> =>
    (await this.events(conversation)).flatMap((each) => (each.type === "answered" ? [each.question] : []));
}

export const teamsThread = (conversation: string): ThreadKey => ({
  platform: "teams",
  tenant: TENANT,
  channel: channelOf(conversation),
  thread: conversation,
});
