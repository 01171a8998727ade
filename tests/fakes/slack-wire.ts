/** Slack's Web API on the wire of this process, by nock: what was called, and answers by script. */
import nock from "nock";
import { fieldsOf } from "../adapters/slack/form-body.ts";
import { FakeSlackApi, type Json, jsonAnswer } from "./slack-api.ts";

export interface Call {
  method: string;
  /** The form fields, with what was JSON in them read. */
  body: Json;
  authorization: string;
  /** What was answered. */
  reply?: Json;
}

/** `done`: Slack does what was asked, and its answer is lost. */
type Reply = { done?: true } & (FaultyReply | { error: Error });
type FaultyReply = { status?: number; body?: Json | string; headers?: Record<string, string> };

export class SlackWire {
  /** Begins in the middle of a workspace's life; each message comes a second after the one before. */
  readonly api = new FakeSlackApi({ now: () => this.clock?.() ?? this.#nextSecond(), earlier: true });
  /** Slack's own clock, where a test needs one: milliseconds since the epoch. */
  clock: (() => number) | null = null;
  readonly calls: Call[] = [];
  /** Answers of buttons' response_urls. */
  readonly responses: Json[] = [];
  /** The bytes of the files that were uploaded. */
  readonly uploads: Buffer[] = [];
  uploadStatus = 200;
  readonly #replies = new Map<string, Reply[]>();
  readonly #holds = new Map<string, Promise<void>>();
  #responseStatus: number[] = [];
  /** Answers that were sent to a response_url that is closed. */
  responsesRefused = 0;
  #now = 1_764_000_000_000;

  constructor() {
    this.mount();
    this.api.fault = ({ method }) => {
      const reply = this.#replies.get(method)?.shift();
      if (!reply || Object.keys(reply).length === 0) return null;
      return {
        done: reply.done === true,
        answer: () => {
          if ("error" in reply) throw reply.error;
          const { status, body = { ok: true }, headers } = reply;
          if (typeof body !== "string") return jsonAnswer(body, status, headers);
          return new Response(body, {
            status: status ?? 200,
            headers: { "content-type": "text/html", ...headers },
          });
        },
      };
    };
  }

  #nextSecond(): number {
    this.#now += 1_000;
    return this.#now;
  }

  /** Calls of this process come here until `close`; again, for Slack outlives the processes that call it. */
  mount(): void {
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

  /** Every rule of Slack's that a body broke: a test ends with none. */
  get faults(): readonly string[] {
    return this.api.faults;
  }

  async #reply(request: Request): Promise<[number, string, Record<string, string>]> {
    const method = new URL(request.url).pathname.replace("/api/", "");
    const body = fieldsOf(await request.text());
    const call: Call = { method, body, authorization: request.headers.get("authorization") ?? "" };
    this.calls.push(call);
    await this.#holds.get(method);
    const answer = this.api.call(call)();
    const text = await answer.text();
    if (answer.headers.get("content-type") === "application/json") call.reply = JSON.parse(text);
    return [answer.status, text, Object.fromEntries(answer.headers)];
  }

  async #upload(request: Request): Promise<[number, string]> {
    for (const file of (await request.formData()).values())
      if (file instanceof Blob) this.uploads.push(Buffer.from(await file.arrayBuffer()));
    return [this.uploadStatus, this.uploadStatus === 200 ? "OK" : "no"];
  }

  async #respond(request: Request): Promise<[number, string]> {
    const body = (await request.json()) as Json;
    const status = this.#responseStatus.shift() ?? 200;
    if (status === 200) {
      this.responses.push(body);
      this.api.respond(body, "", undefined, "");
    } else this.responsesRefused += 1;
    return [status, status === 200 ? "ok" : "expired_url"];
  }

  /**
   * What the next calls of a method are answered, in order, and Slack does none of them; `{}` is one that goes well. Then
   * it is as usual again.
   */
  answer(method: string, ...replies: Reply[]): void {
    this.#replies.set(method, [...(this.#replies.get(method) ?? []), ...replies]);
  }

  /** The next call of a method is carried out, and its answer is this. */
  take(method: string, reply: Reply): void {
    this.answer(method, { ...reply, done: true });
  }

  /** What the next calls of a method are answered is as usual again. */
  forget(method: string): void {
    this.#replies.delete(method);
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
}
