/** People and the real bot in a channel thread of Teams: signed activities over HTTP in, calls to the connector out. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { openTeams, type Teams } from "../../../adapters/teams/main.ts";
import { eventsOf } from "../../../src/bot/record.ts";
import type { EncounterEvent } from "../../../src/case/encounter.ts";
import { FakeConnector, token } from "../../fakes/microsoft.ts";
import { activity, execute, type Json, TENANT } from "../../fakes/teams-activities.ts";
import { ServiceHarness } from "../../service-harness.ts";
import { type Button, buttonsOf, questionOf, wordsOf } from "./play-case.ts";
import { credentials, TestTiming } from "./teams-http-harness.ts";

/** A message as it is shown. */
export interface TeamsCard {
  id: string;
  conversation: string;
  card: Json;
}

export class TeamsThread {
  readonly hospital: ServiceHarness;
  readonly connector = new FakeConnector();
  readonly conversation = activity().conversation as Json & { id: string };
  #teams!: Teams;
  #server!: Server;

  private constructor(hospital: ServiceHarness) {
    this.hospital = hospital;
    // one clock for the platform and for the bot, so that a test says how long a message has been there
    this.connector.teams.clock = () => hospital.now;
  }

  static async open(): Promise<TeamsThread> {
    const thread = new TeamsThread(
      await ServiceHarness.open({ site: { broadcast_alerts: false }, tick: 10 }),
    );
    await thread.#serve();
    return thread;
  }

  async #serve(): Promise<void> {
    const { service, store } = this.hospital;
    this.#teams = openTeams(
      { credentials, anyone: false },
      { bot: service.bot, casebook: service.casebook, addresses: store.addresses, timing: new TestTiming() },
    );
    this.hospital.serve(this.#teams.adapter);
    this.#server = createServer((req, res) => void this.#teams.handler(req, res));
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
  }

  async #stop(): Promise<void> {
    await this.#teams.stop();
    await this.hospital.service.settled();
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  /** As after a crash: another process over the same file. */
  async restart(): Promise<void> {
    await this.#stop();
    await this.hospital.restart();
    await this.#serve();
  }

  async close(): Promise<void> {
    await this.#stop();
    await this.hospital.close();
  }

  async post(body: Json): Promise<Json | null> {
    const { port } = this.#server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/api/messages`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token()}` },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    await this.hospital.service.settled();
    return text === "" ? null : JSON.parse(text);
  }

  /** Types in the thread, so long after what was done before; milliseconds. */
  say(words: string, after = 5_500, changes: Json = {}): Promise<Json | null> {
    this.hospital.now += after;
    const timestamp = new Date(this.hospital.now).toISOString();
    return this.post(activity({ text: `<at>Triage Bot</at> ${words}`, timestamp, ...changes }));
  }

  /** Taps a button of a card, so long after it was posted; milliseconds. */
  tap(card: TeamsCard, button: Button, after: number, changes: Json = {}): Promise<Json | null> {
    const timestamp = new Date(Number(card.id) + after).toISOString();
    return this.post(execute(button.data, { replyToId: card.id, timestamp, ...changes }));
  }

  /** Lets the outbox try again what it could not post. */
  async wait(ms: number): Promise<void> {
    this.hospital.now += ms;
    await this.hospital.service.settled();
  }

  get cards(): TeamsCard[] {
    return [...this.connector.shown.values()].map(({ id, conversation, body }) => ({
      id,
      conversation,
      card: ((body.attachments as { content: Json }[] | undefined)?.[0]?.content ?? {}) as Json,
    }));
  }

  /** The question that was posted last and is not answered. */
  get question(): TeamsCard {
    const found = this.cards.findLast(({ card }) => questionOf(card) !== null);
    if (!found) throw new Error("nothing is asked");
    return found;
  }

  button(card: TeamsCard, title: string): Button {
    const found = buttonsOf(card.card).find((each) => each.title === title);
    if (!found) throw new Error(`${wordsOf(card.card)} has no button ${title}`);
    return found;
  }

  async events(): Promise<EncounterEvent[]> {
    const { id } = this.conversation;
    const place = {
      platform: "teams",
      tenant: TENANT,
      channel: id.replace(/;messageid=.*$/, ""),
      thread: id,
    };
    const found = await this.hospital.store.cases.loadByThread(place);
    if (!found) throw new Error("there is no case");
    return eventsOf(found);
  }

  /** The questions that were answered, in order. */
  async answered(): Promise<string[]> {
    return (await this.events()).flatMap((each) => (each.type === "answered" ? [each.question] : []));
  }
}
