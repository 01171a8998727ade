/** The Bot Connector on this machine, and a person in its conversations. */
import { Agent, createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buttonFor, questionOf } from "../../tests/adapters/teams/play-case.ts";
import { BOT, activity as botActivity, type Json, TENANT } from "../../tests/fakes/teams-activities.ts";
import type { MeasuredTurn } from "../turns.ts";

const CARD_TIMEOUT_MS = 30_000;

/** A channel's thread, and its pending card. */
export interface TeamsConversation {
  conversation: string;
  card: { id: string; content: Json } | null;
}

export class FakeMicrosoft {
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #service: string;
  readonly #talks = new Map<string, TeamsConversation>();
  readonly #awaiting = new Map<string, (at: number) => void>();
  #count = 0;
  #posted = 0;
  /** Messages that were posted or changed. */
  messages = 0;

  private constructor(server: Server) {
    this.#server = server;
    this.#service = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  static async start(): Promise<FakeMicrosoft> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    server.keepAliveTimeout = 60_000;
    const fake = new FakeMicrosoft(server);
    server.on("connection", (socket) => socket.setNoDelay(true));
    server.on("request", async (req, res) => {
      const chunks: Buffer[] = [];
      for await (const chunk of req) chunks.push(chunk as Buffer);
      const id = fake.#take(req.url ?? "", JSON.parse(Buffer.concat(chunks).toString("utf8")) as Json);
      res.writeHead(req.method === "POST" ? 201 : 200, { "content-type": "application/json" });
      res.end(JSON.stringify({ id }));
    });
    return fake;
  }

  #take(url: string, body: Json): string {
    const [conversation = "", , target] = url
      .replace(/^.*\/v3\/conversations\//, "")
      .split("/")
      .map(decodeURIComponent);
    this.#count += 1;
    // as in Teams, an id is the moment of the post: in milliseconds, and never the same twice
    this.#posted = Math.max(this.#posted + 1, Date.now());
    const id = target ?? String(this.#posted);
    const talk = this.#talks.get(conversation);
    const [attachment] = (body.attachments ?? []) as { content?: Json }[];
    const content = attachment?.content ?? null;
    this.messages += 1;
    if (talk && (content === null || questionOf(content) !== null)) {
      talk.card = content && { id, content };
      const heard = this.#awaiting.get(conversation);
      this.#awaiting.delete(conversation);
      heard?.(performance.now());
    }
    return id;
  }

  /** A new thread of a channel. */
  begin(): TeamsConversation {
    this.#count += 1;
    const conversation = `19:c@thread.tacv2;messageid=17${String(this.#count).padStart(11, "0")}`;
    const talk: TeamsConversation = { conversation, card: null };
    this.#talks.set(conversation, talk);
    return talk;
  }

  /** Says words to the bot, with a mention, and waits for its post. */
  say(target: string, talk: TeamsConversation, words: string): Promise<MeasuredTurn> {
    const name = `<at>${BOT.name}</at>`;
    return this.#turn(target, talk, {
      type: "message",
      text: `${name} ${words}`,
      entities: [{ type: "mention", mentioned: BOT, text: name }],
    });
  }

  /** Answers the pending card with the button that reassures, and waits for the next card. */
  tap(target: string, talk: TeamsConversation): Promise<MeasuredTurn> {
    if (!talk.card) throw new Error("nothing was asked in this conversation");
    const { id, content } = talk.card;
    const { verb, data } = buttonFor(content, {});
    return this.#turn(target, talk, {
      // nobody taps a card in its first second, and what is tapped so soon is asked back
      timestamp: new Date(Date.now() + 2000).toISOString(),
      type: "invoke",
      name: "adaptiveCard/action",
      text: undefined,
      entities: undefined,
      replyToId: id,
      value: { action: { type: "Action.Execute", verb, data }, trigger: "manual" },
    });
  }

  async #turn(target: string, talk: TeamsConversation, activity: Json): Promise<MeasuredTurn> {
    this.#count += 1;
    const posted = new Promise<number>((done, failed) => {
      const late = setTimeout(() => failed(new Error("nothing was posted in time")), CARD_TIMEOUT_MS);
      this.#awaiting.set(talk.conversation, (at) => {
        clearTimeout(late);
        done(at);
      });
    });
    const began = performance.now();
    const status = await this.#post(
      target,
      botActivity({
        id: `17${String(this.#count).padStart(11, "0")}`,
        serviceUrl: this.#service,
        timestamp: new Date().toISOString(),
        conversation: {
          id: talk.conversation,
          conversationType: "channel",
          isGroup: true,
          tenantId: TENANT,
        },
        ...activity,
      }),
    );
    const ack = performance.now() - began;
    if (status >= 300) throw new Error(`the subject answered ${status}`);
    return { ack, post: (await posted) - began };
  }

  #post(target: string, activity: Json): Promise<number> {
    const body = JSON.stringify(activity);
    return new Promise((done, failed) => {
      const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
      const sending = request(target, { method: "POST", agent: this.#agent, headers });
      sending.on("response", (response) => response.resume().on("end", () => done(response.statusCode ?? 0)));
      sending.on("error", failed).end(body);
    });
  }

  async stop(): Promise<void> {
    this.#agent.destroy();
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}
