/** Slack's Web API as a stand-in on the wire: it answers, remembers what it was asked, and checks every body. */
import nock from "nock";
import { messageFaults, viewFaults } from "./block-kit.ts";
import { fieldsOf } from "./form-body.ts";

export interface Call {
  method: string;
  /** The form fields, with what was JSON in them read. */
  body: Record<string, unknown>;
  authorization: string;
  /** What was answered. */
  reply?: Record<string, unknown>;
}

type Reply =
  | { status?: number; body?: Record<string, unknown> | string; headers?: Record<string, string> }
  | { error: Error };

const MESSAGES = new Set(["chat.postMessage", "chat.update", "chat.postEphemeral"]);

export class SlackWire {
  readonly calls: Call[] = [];
  /** Answers of buttons' response_urls. */
  readonly responses: Record<string, unknown>[] = [];
  /** The bytes of the files that were uploaded. */
  readonly uploads: Buffer[] = [];
  uploadStatus = 200;
  /** Every rule of Slack's that a body broke: a test ends with none. */
  readonly faults: string[] = [];
  readonly #replies = new Map<string, Reply[]>();
  readonly #holds = new Map<string, Promise<void>>();
  #responseStatus: number[] = [];
  /** Answers that were sent to a response_url that is closed. */
  responsesRefused = 0;
  #ts = 1_764_000_000;

  constructor() {
    nock.disableNetConnect();
    nock.enableNetConnect(/127\.0\.0\.1|localhost/);
    nock("https://slack.com")
      .persist()
      .post(/^\/api\//)
      .reply((request: Request) => this.#reply(request));
    nock("https://files.slack.com")
      .persist()
      .post(/^\/upload\//)
      .reply((request: Request) => this.#upload(request));
    nock("https://hooks.slack.com")
      .persist()
      .post(/.*/)
      .reply((request: Request) => this.#respond(request));
  }

  async #reply(request: Request): Promise<[number, string, Record<string, string>]> {
    const call: Call = {
      method: new URL(request.url).pathname.replace("/api/", ""),
      body: fieldsOf(await request.text()),
      authorization: request.headers.get("authorization") ?? "",
    };
    this.calls.push(call);
    this.#check(call);
    await this.#holds.get(call.method);
    const reply = this.#replies.get(call.method)?.shift();
    if (reply && "error" in reply) throw reply.error;
    const body = reply?.body ?? this.#usual(call);
    const html = typeof body === "string";
    if (typeof body !== "string") call.reply = body;
    return [
      reply?.status ?? 200,
      html ? body : JSON.stringify(body),
      { "content-type": html ? "text/html" : "application/json", ...reply?.headers },
    ];
  }

  async #upload(request: Request): Promise<[number, string]> {
    for (const file of (await request.formData()).values())
      if (file instanceof Blob) this.uploads.push(Buffer.from(await file.arrayBuffer()));
    return [this.uploadStatus, this.uploadStatus === 200 ? "OK" : "no"];
  }

  async #respond(request: Request): Promise<[number, string]> {
    const body = (await request.json()) as Record<string, unknown>;
    const status = this.#responseStatus.shift() ?? 200;
    if (status === 200) {
      this.responses.push(body);
      this.faults.push(...messageFaults(body).map((fault) => `response_url: ${fault}`));
    } else this.responsesRefused += 1;
    return [status, status === 200 ? "ok" : "expired_url"];
  }

  /** What the next calls of a method are answered, in order; then it is as usual again. */
  answer(method: string, ...replies: Reply[]): void {
    this.#replies.set(method, [...(this.#replies.get(method) ?? []), ...replies]);
  }

  /** A method answers only once the promise is settled. */
  hold(method: string, until: Promise<void>): void {
    this.#holds.set(method, until);
  }

  /** The status of the next answers to response_urls. */
  answerResponses(...statuses: number[]): void {
    this.#responseStatus = statuses;
  }

  of(method: string): Call[] {
    return this.calls.filter((call) => call.method === method);
  }

  close(): void {
    nock.cleanAll();
    nock.enableNetConnect();
  }

  #check({ method, body }: Call): void {
    const faults = MESSAGES.has(method)
      ? messageFaults(body)
      : method.startsWith("views.")
        ? viewFaults(body.view)
        : [];
    if (MESSAGES.has(method) && (body.parse !== "none" || body.link_names !== "false"))
      faults.push("names would be guessed");
    if (method === "chat.postMessage" && (body.unfurl_links !== "false" || body.unfurl_media !== "false"))
      faults.push("links would be unfurled");
    this.faults.push(...faults.map((fault) => `${method}: ${fault}`));
  }

  #usual({ method, body }: Call): Record<string, unknown> {
    this.#ts += 1;
    const ts = `${this.#ts}.000100`;
    switch (method) {
      case "auth.test":
        return { ok: true, user_id: "UBOT", bot_id: "BBOT", team_id: "T1" };
      case "chat.postMessage": {
        const channel = String(body.channel);
        return { ok: true, ts, channel: channel.startsWith("U") ? `D${channel.slice(1)}` : channel };
      }
      case "chat.update":
        return { ok: true, ts: body.ts, channel: body.channel };
      case "chat.getPermalink":
        return {
          ok: true,
          permalink: `https://example.slack.com/archives/${body.channel}/p${String(body.message_ts).replace(".", "")}`,
        };
      case "files.getUploadURLExternal":
        return {
          ok: true,
          upload_url: `https://files.slack.com/upload/v1/${this.#ts}`,
          file_id: `F${this.#ts}`,
        };
      case "views.open":
        return { ok: true, view: { id: "V1" } };
      case "conversations.replies":
        return { ok: true, messages: [] };
      default:
        return { ok: true };
    }
  }
}
