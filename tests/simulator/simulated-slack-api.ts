/**
 * Slack's Web API in a simulated world: every way in which a call goes wrong, and what people see of what was done. It
 * answers the SDK's own `fetch`, so that the SDK's reading of an answer is under test as well.
 */

import { encodeThreadKey } from "../../src/store/rows.ts";
import { fieldsOf } from "../adapters/slack/form-body.ts";
import { controlsOf, wordsOf } from "../adapters/slack/message-contents.ts";
import {
  FakeSlackApi,
  type Json,
  jsonAnswer,
  type SlackFault,
  type SlackMessage,
} from "../fakes/slack-api.ts";
import { type Held, isMarked, type ShownMessage } from "./platform.ts";
import type { Program } from "./program.ts";
import type { PlatformParts } from "./simulated-slack.ts";

export const tokenOf = (program: Program): string => `xoxb-${program.name}`;

type CallFate = "unreached" | "reset" | "slow" | "limited" | "503" | "html" | "fatal" | "forbidden" | "empty";
const FATES: readonly CallFate[] = ["unreached", "reset", "slow", "limited", "503", "html", "fatal"];
const HELD: Readonly<Record<Held, CallFate>> = { 429: "limited", 500: "503", 403: "forbidden", 202: "empty" };
const SLOW_MS = 10_000;

export class SimulatedSlackApi extends FakeSlackApi {
  readonly shown: ShownMessage[] = [];
  readonly #parts: PlatformParts;
  readonly #programs = new Map<string, Program>();
  readonly #responses: { person: string; place: string; act: string; program: Program | null }[] = [];
  readonly #shownOf = new Map<SlackMessage, ShownMessage>();
  /** When the answer to the call that is being made comes, where it comes late. */
  #late = 0;
  /** The act that is being answered by its own address. */
  #answering: string | undefined;
  #forms = 0;

  constructor(parts: PlatformParts) {
    super({ now: parts.now });
    this.#parts = parts;
    this.fault = (call) => this.#fate(call.method, call.body);
    this.changed = (message) => this.#see(message);
  }

  serve(program: Program): void {
    this.#programs.set(tokenOf(program), program);
  }

  /** @param act the name of what is answered there */
  responseUrl(person: string, place: string, act: string): string {
    this.#responses.push({ person, place, act, program: null });
    return `https://hooks.slack.com/actions/T1/${this.#responses.length - 1}/x`;
  }

  /** The process that a tap went to may answer it. */
  hand(url: unknown, program: Program): void {
    const to = this.#responses[indexOf(String(url))];
    if (to) to.program = program;
  }

  /** What the SDK calls in place of `fetch`. */
  async fetch(url: URL, init: RequestInit): Promise<Response> {
    const { gate } = this.#parts;
    if (url.hostname === "hooks.slack.com") return this.#respond(url, init);
    const method = url.pathname.replace("/api/", "");
    const headers = new Headers(init.headers);
    const program = this.#programs.get((headers.get("authorization") ?? "").replace("Bearer ", ""));
    if (!program) throw new Error(`a call of nobody: ${method}`);
    const body = fieldsOf(String(init.body));
    let late = 0;
    const answer = await gate.pass(program, "wire", `slack ${method}`, () => {
      this.#late = 0;
      const answered = this.call({ method, body });
      late = this.#late;
      if (method === "views.open") this.#seeForm(String(body.trigger_id));
      return answered;
    });
    if (late > 0 || this.#parts.chance.odds(0.3))
      await gate.pass(program, "answer", `slack ${method}`, () => {}, { due: late });
    return answer();
  }

  async #respond(url: URL, init: RequestInit): Promise<Response> {
    const { gate, chance, weather } = this.#parts;
    const to = this.#responses[indexOf(url.pathname)];
    if (!to?.program) throw new Error("an answer to nobody's tap");
    const body = JSON.parse(String(init.body)) as Json;
    return gate.pass(to.program, "wire", "slack response_url", () => {
      if (chance.odds(weather.faults)) return new Response("expired_url", { status: 404 });
      const [, , channel = "", thread = ""] = JSON.parse(to.place) as string[];
      this.#answering = to.act;
      this.respond(body, channel, thread, to.person);
      this.#answering = undefined;
      return new Response("ok", { status: 200 });
    });
  }

  #fate(method: string, body: Json): SlackFault | null {
    const { chance, weather, note, now } = this.#parts;
    const posts = method === "chat.postMessage" || method === "chat.postEphemeral";
    const held = posts && now() < weather.held.until ? HELD[weather.held.how] : null;
    const fate = held ?? (chance.odds(weather.faults) ? chance.one(FATES) : null);
    const shut = this.archived.has(String(body.channel));
    if (fate !== null || shut) this.#writeRefusal(method, body, shut ? "for good" : (fate ?? ""), false);
    if (fate === null) return null;
    if (fate === "unreached") return { done: false, answer: () => thrown("ECONNREFUSED") };
    if (fate === "limited") {
      const headers: Record<string, string> = chance.odds(0.8)
        ? { "retry-after": String(1 + chance.below(30)) }
        : {};
      return { done: false, answer: () => jsonAnswer({ ok: false, error: "ratelimited" }, 429, headers) };
    }
    const done = fate === "empty" || (fate !== "forbidden" && chance.odds(0.5));
    note(`slack ${method}: ${fate}${done ? ", and done" : ""}`);
    if (fate === "slow") this.#late = now() + SLOW_MS;
    return { done, answer: ANSWERS[fate] };
  }

  #writeRefusal(call: string, body: Json, why: string, done: boolean): void {
    const { recorder, now } = this.#parts;
    const { channel, ts, thread_ts: thread } = body;
    if (channel === undefined) return;
    const message = typeof ts === "string" ? { message: ts } : {};
    const known = this.messages.find((each) => each.ts === ts)?.thread;
    const place = encodeThreadKey({
      platform: "slack",
      tenant: "T1",
      channel: String(channel),
      thread: String(channel).startsWith("D") ? "" : String(thread ?? known ?? ts ?? ""),
    });
    recorder.write({ what: "refused", at: now(), call, why, done, place, ...message });
  }

  /** A form that was opened covers a person's screen. */
  #seeForm(trigger: string): void {
    const { recorder, now } = this.#parts;
    const modal = [...this.modals.values()].at(-1);
    if (!modal || this.modals.size === this.#forms) return;
    this.#forms = this.modals.size;
    recorder.shown({
      at: now(),
      message: modal.id,
      place: `form of ${modal.person}`,
      to: personId(modal.person),
      after: trigger,
      words: wordsOf(modal.view),
      buttons: ["Submit"],
      notification: "",
    });
  }

  /** What people see of a message now. */
  #see(message: SlackMessage): void {
    const { ts, channel, to, metadata, gone } = message;
    const body = message.body ?? {};
    const words = wordsOf(body);
    const controls = controlsOf(body).map(({ label, blockId, element }) => ({
      label,
      element: { blockId, control: element },
    }));
    const known = this.#shownOf.get(message);
    const { recorder } = this.#parts;
    const screen = {
      words,
      buttons: controls.map(({ label }) => label),
      notification: String(body.text ?? ""),
    };
    if (known) {
      Object.assign(known, gone ? { gone } : { words, controls });
      const where = { at: this.#parts.now(), message: ts, place: known.place };
      recorder.write(gone ? { what: "removed", ...where } : { what: "changed", ...where, ...screen });
      return;
    }
    const { key = null, part = "0" } = metadata?.event_payload ?? {};
    const shown: ShownMessage = {
      id: ts,
      name: ts,
      place: encodeThreadKey({ platform: "slack", tenant: "T1", channel, thread: threadOf(message) }),
      to,
      key,
      first: part === "0" || part === "0.0",
      at: this.#parts.now(),
      gone: false,
      marked: isMarked(words),
      words,
      controls,
    };
    if (this.#answering !== undefined) shown.answers = this.#answering;
    this.#shownOf.set(message, shown);
    this.shown.push(shown);
    const alone = to ?? (channel.startsWith("D") ? `U${channel.slice(1)}` : null);
    recorder.shown({
      at: Number(ts) * 1000,
      message: ts,
      place: shown.place,
      ...(alone !== null && { to: personId(alone) }),
      key,
      ...(this.#answering !== undefined && { after: this.#answering }),
      ...screen,
    });
  }
}

/** A person as the record names them. */
export const personId = (user: string): string => `slack:T1:${user}`;

/** A private chat is one conversation; what is posted to a channel itself begins a thread. */
function threadOf({ channel, thread, ts, to }: SlackMessage): string {
  if (to !== null) return thread ?? "";
  if (channel.startsWith("D")) return "";
  return thread ?? ts;
}

const ANSWERS: Readonly<Record<Exclude<CallFate, "unreached" | "limited">, () => Response>> = {
  reset: () => thrown("ECONNRESET"),
  slow: () => {
    throw new DOMException("The operation was aborted due to timeout", "TimeoutError");
  },
  "503": () => new Response("upstream", { status: 503 }),
  html: () => new Response("<html>proxy</html>", { status: 200, headers: { "content-type": "text/html" } }),
  fatal: () => jsonAnswer({ ok: false, error: "fatal_error" }),
  forbidden: () => jsonAnswer({ ok: false, error: "restricted_action" }, 403),
  empty: () => new Response(null, { status: 202 }),
};

const indexOf = (url: string): number => Number(/\/actions\/T1\/(\d+)\//.exec(url)?.[1] ?? -1);

function thrown(code: string): never {
  throw new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) });
}
