/**
 * Slack's Web API: what the bot posts, changes and opens there, and every way in which that goes wrong. It answers the
 * SDK's own `fetch`, so that the SDK's reading of an answer is under test as well.
 */

import { encodeThreadKey } from "../../src/store/rows.ts";
import { messageFaults, viewFaults } from "../adapters/slack/block-kit.ts";
import { fieldsOf } from "../adapters/slack/form-body.ts";
import { controlsOf } from "../adapters/slack/message-contents.ts";
import { isMarked, type ShownMessage } from "./platform.ts";
import type { Program } from "./program.ts";
import type { PlatformParts } from "./simulated-slack.ts";

type Json = Record<string, unknown>;

interface Block {
  type: string;
  block_id?: string;
  text?: { text: string };
  element?: { options?: { value: string }[] };
  elements?: { text?: unknown }[];
}

interface Message {
  ts: string;
  channel: string;
  thread: string | undefined;
  metadata: { event_payload?: { key?: string; part?: string } } | undefined;
  bot: boolean;
  shown: ShownMessage | null;
  gone: boolean;
}

export const tokenOf = (program: Program): string => `xoxb-${program.name}`;

/** Slack's trigger lives for three seconds, and the address of a tap for half an hour. */
const TRIGGER_LIFE = 3_000;

type CallFate = "well" | "unreached" | "reset" | "slow" | "limited" | "503" | "html" | "fatal" | "refused";

export class SlackApi {
  readonly shown: ShownMessage[] = [];
  readonly modals = new Map<string, { id: string; person: string; view: { blocks: Block[] } & Json }>();
  readonly archived = new Set<string>();
  /** Rules of Slack's that a body broke. */
  readonly faults: string[] = [];
  /** Messages that a case was to hang on, and that were not posted, or only perhaps. */
  unopened = 0;
  readonly #parts: PlatformParts;
  readonly #programs = new Map<string, Program>();
  readonly #messages: Message[] = [];
  readonly #triggers = new Map<string, { person: string; until: number }>();
  readonly #responses: { person: string; place: string; act: string; program: Program | null }[] = [];
  #last = 0;
  #views = 0;

  constructor(parts: PlatformParts) {
    this.#parts = parts;
  }

  serve(program: Program): void {
    this.#programs.set(tokenOf(program), program);
  }

  trigger(name: string, person: string): void {
    this.#triggers.set(name, { person, until: this.#parts.now() + TRIGGER_LIFE });
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

  /** A new timestamp: Slack gives no two messages the same. */
  ts(): string {
    this.#last = Math.max(this.#last + 1, this.#parts.now() * 1000);
    return `${Math.floor(this.#last / 1_000_000)}.${String(this.#last % 1_000_000).padStart(6, "0")}`;
  }

  /** A person's own message. */
  said(_person: string, channel: string, thread: string | undefined, ts: string, _text: string): void {
    this.#messages.push({ ts, channel, thread, metadata: undefined, bot: false, shown: null, gone: false });
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
    const late: { until: number } = { until: 0 };
    const answer = await gate.pass(program, "wire", `slack ${method}`, () =>
      this.#arrive(method, body, late),
    );
    if (late.until > 0 || this.#parts.chance.odds(0.3))
      await gate.pass(program, "answer", `slack ${method}`, () => {}, { due: late.until });
    return answer();
  }

  async #respond(url: URL, init: RequestInit): Promise<Response> {
    const { gate, chance, weather, now } = this.#parts;
    const to = this.#responses[indexOf(url.pathname)];
    if (!to?.program) throw new Error("an answer to nobody's tap");
    const body = JSON.parse(String(init.body)) as Json;
    return gate.pass(to.program, "wire", "slack response_url", () => {
      if (chance.odds(weather.faults)) return new Response("expired_url", { status: 404 });
      this.#check("response_url", messageFaults(body));
      this.#show(this.ts(), to.place, to.person, body, undefined, now()).answers = to.act;
      return new Response("ok", { status: 200 });
    });
  }

  /** The call is at Slack: what it does, and what is answered. */
  #arrive(method: string, body: Json, late: { until: number }): () => Response {
    const { chance, weather, note, now } = this.#parts;
    const fate: CallFate = chance.odds(weather.faults)
      ? chance.one(["unreached", "reset", "slow", "limited", "503", "html", "fatal"] as const)
      : "well";
    const bare = method === "chat.postMessage" && body.metadata === undefined;
    const shut = this.archived.has(String(body.channel));
    if (bare && (fate !== "well" || shut)) this.unopened += 1;
    if (fate === "unreached") return () => thrown("ECONNREFUSED");
    if (fate === "limited")
      return () =>
        new Response(JSON.stringify({ ok: false, error: "ratelimited" }), {
          status: 429,
          headers: chance.odds(0.8) ? { "retry-after": String(1 + chance.below(30)) } : {},
        });
    const done = fate === "well" || chance.odds(0.5);
    const reply = done ? this.#do(method, body) : null;
    if (fate !== "well") note(`slack ${method}: ${fate}${done ? ", and done" : ""}`);
    switch (fate) {
      case "reset":
        return () => thrown("ECONNRESET");
      case "slow":
        late.until = now() + 10_000;
        return () => {
          throw new DOMException("The operation was aborted due to timeout", "TimeoutError");
        };
      case "503":
        return () => new Response("upstream", { status: 503 });
      case "html":
        return () =>
          new Response("<html>proxy</html>", { status: 200, headers: { "content-type": "text/html" } });
      case "fatal":
        return () => json({ ok: false, error: "fatal_error" });
      default:
        return () => json(reply ?? { ok: true });
    }
  }

  #do(method: string, body: Json): Json {
    const { now } = this.#parts;
    const channel = String(body.channel ?? "");
    const home = channel.startsWith("U") ? `D${channel}` : channel;
    if (method.startsWith("chat.") && this.archived.has(home)) return { ok: false, error: "is_archived" };
    switch (method) {
      case "auth.test":
        return { ok: true, user_id: "UBOT", bot_id: "BBOT", team_id: "T1" };
      case "chat.postMessage": {
        this.#check(method, messageFaults(body));
        const thread = typeof body.thread_ts === "string" ? body.thread_ts : undefined;
        const ts = this.ts();
        const key = body.metadata as Message["metadata"];
        const shown = this.#show(
          ts,
          threadKey(home, this.#threadOf(home, thread, ts)),
          null,
          body,
          key,
          now(),
        );
        this.#messages.push({ ts, channel: home, thread, metadata: key, bot: true, shown, gone: false });
        return { ok: true, ts, channel: home };
      }
      case "chat.postEphemeral": {
        this.#check(method, messageFaults(body));
        const thread = typeof body.thread_ts === "string" ? body.thread_ts : "";
        this.#show(this.ts(), threadKey(home, thread), String(body.user), body, undefined, now());
        return { ok: true, message_ts: "" };
      }
      case "chat.update": {
        this.#check(method, messageFaults(body));
        const found = this.#find(home, body.ts);
        if (!found?.shown) return { ok: false, error: "message_not_found" };
        Object.assign(found.shown, seenIn(body));
        // what is left out stays, as Slack documents it
        if (body.metadata !== undefined) found.metadata = body.metadata as Message["metadata"];
        return { ok: true, ts: found.ts, channel: home };
      }
      case "chat.delete": {
        const found = this.#find(home, body.ts);
        if (!found) return { ok: false, error: "message_not_found" };
        found.gone = true;
        if (found.shown) found.shown.gone = true;
        return { ok: true };
      }
      case "conversations.replies":
      case "conversations.history":
        return this.#read(method, home, body);
      case "views.open": {
        const trigger = this.#triggers.get(String(body.trigger_id));
        if (!trigger || trigger.until < now()) return { ok: false, error: "expired_trigger_id" };
        this.#check(method, viewFaults(body.view));
        this.#views += 1;
        const id = `V${this.#views}`;
        this.modals.set(id, { id, person: trigger.person, view: body.view as never });
        return { ok: true, view: { id } };
      }
      case "views.update": {
        this.#check(method, viewFaults(body.view));
        const modal = this.modals.get(String(body.view_id));
        if (!modal) return { ok: false, error: "not_found" };
        modal.view = body.view as never;
        return { ok: true };
      }
      default:
        return { ok: true };
    }
  }

  /** A private chat is one conversation; what is posted to a channel itself begins a thread. */
  #threadOf(channel: string, thread: string | undefined, ts: string): string {
    if (channel.startsWith("D")) return "";
    return thread ?? ts;
  }

  #read(method: string, channel: string, body: Json): Json {
    const inside = this.#messages.filter(
      (each) =>
        !each.gone &&
        each.channel === channel &&
        (method === "conversations.history"
          ? each.thread === undefined
          : each.ts === body.ts || each.thread === body.ts),
    );
    const all = method === "conversations.history" ? inside.toReversed() : inside;
    const from = Number(body.cursor ?? 0);
    // Slack may give fewer than it is asked for
    const page = all.slice(from, from + 15);
    const next = from + 15 < all.length ? String(from + 15) : "";
    return {
      ok: true,
      messages: page.map(({ ts, metadata }) => ({ ts, ...(metadata && { metadata }) })),
      response_metadata: { next_cursor: next },
    };
  }

  #find(channel: string, ts: unknown): Message | undefined {
    return this.#messages.find((each) => each.channel === channel && each.ts === ts && !each.gone);
  }

  #show(
    id: string,
    place: string,
    to: string | null,
    body: Json,
    metadata: Message["metadata"],
    at: number,
  ): ShownMessage {
    const { key = null, part = "0" } = metadata?.event_payload ?? {};
    const seen = seenIn(body);
    const first = part === "0" || part === "0.0";
    const shown: ShownMessage = {
      id,
      place,
      to,
      key,
      first,
      at,
      gone: false,
      marked: isMarked(seen.words),
      ...seen,
    };
    this.shown.push(shown);
    return shown;
  }

  #check(method: string, faults: readonly string[]): void {
    this.faults.push(...faults.map((fault) => `${method}: ${fault}`));
  }
}

const indexOf = (url: string): number => Number(/\/actions\/T1\/(\d+)\//.exec(url)?.[1] ?? -1);

const threadKey = (channel: string, thread: string): string =>
  encodeThreadKey({ platform: "slack", tenant: "T1", channel, thread });

/** The words and buttons of a message. */
function seenIn(body: Json): Pick<ShownMessage, "words" | "controls"> {
  const blocks = (body.blocks ?? []) as Block[];
  const words = blocks.flatMap((block) => [
    block.text?.text ?? "",
    ...(block.type === "context"
      ? (block.elements ?? []).map(({ text }) => (typeof text === "string" ? text : ""))
      : []),
  ]);
  const controls = controlsOf(body).map(({ label, blockId, element }) => ({
    label,
    element: { blockId, control: element },
  }));
  return { words: words.join("\n"), controls };
}

const json = (body: Json): Response =>
  new Response(JSON.stringify(body), { status: 200, headers: { "content-type": "application/json" } });

function thrown(code: string): never {
  throw new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) });
}
