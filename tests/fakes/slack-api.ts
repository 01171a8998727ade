/**
 * Slack's Web API: its messages, forms and ids, and the rules that a body must keep. It holds no socket and no clock: who
 * mounts it says what time it is, how calls reach it, and by `fault` what goes wrong with them.
 */
import { messageFaults, viewFaults } from "../adapters/slack/block-kit.ts";

export type Json = Record<string, unknown>;

export interface SlackCall {
  method: string;
  body: Json;
}

/** What goes wrong with a call: whether Slack does it all the same, and what comes back in place of its answer. */
export interface SlackFault {
  done: boolean;
  answer: () => Response;
}

export interface SlackMessage {
  ts: string;
  channel: string;
  thread: string | undefined;
  /** What was posted or last put in its place; null for what a person typed. */
  body: Json | null;
  metadata: { event_payload?: { key?: string; part?: string } } | undefined;
  /** The one person who sees it. */
  to: string | null;
  gone: boolean;
}

export interface SlackModal {
  id: string;
  person: string;
  view: Json & { blocks: { type: string; block_id?: string; element?: { options?: { value: string }[] } }[] };
}

export interface FakeSlackOptions {
  now: () => number;
  /** A test may begin in the middle: messages, forms and triggers that are not known are taken to be from before. */
  earlier?: boolean;
}

/** Slack's trigger lives for three seconds. */
const TRIGGER_LIFE_MS = 3_000;
const PAGE = 15;
const MESSAGES = new Set(["chat.postMessage", "chat.update", "chat.postEphemeral"]);
const JSON_TYPE = { "content-type": "application/json" };

/** The private chat of the bot with a person. */
export const privateChatOf = (user: string): string => `D${user.slice(1)}`;

export const jsonAnswer = (body: Json, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { ...JSON_TYPE, ...headers } });

export class FakeSlackApi {
  readonly messages: SlackMessage[] = [];
  readonly modals = new Map<string, SlackModal>();
  /** Channels that take nothing any more. */
  readonly archived = new Set<string>();
  /** Every rule of Slack's that a body broke: a test ends with none. */
  readonly faults: string[] = [];
  /** Asked at each call. */
  fault: (call: SlackCall) => SlackFault | null = () => null;
  /** Told of each message of the bot that is new, changed or removed. */
  changed: (message: SlackMessage) => void = () => {};
  readonly #options: FakeSlackOptions;
  readonly #triggers = new Map<string, { person: string; until: number }>();
  #last = 0;
  #count = 0;

  constructor(options: FakeSlackOptions) {
    this.#options = options;
  }

  /** A new timestamp: Slack gives no two messages the same. */
  ts(): string {
    this.#last = Math.max(this.#last + 1, this.#options.now() * 1000);
    return `${Math.floor(this.#last / 1_000_000)}.${String(this.#last % 1_000_000).padStart(6, "0")}`;
  }

  trigger(name: string, person: string): void {
    this.#triggers.set(name, { person, until: this.#options.now() + TRIGGER_LIFE_MS });
  }

  /** A person's own message. */
  typed(channel: string, thread: string | undefined, ts: string): void {
    this.messages.push({ ts, channel, thread, body: null, metadata: undefined, to: null, gone: false });
  }

  /** A call: what Slack does, and what comes back. What the answer throws, a lost connection would throw. */
  call(call: SlackCall): () => Response {
    this.#checkCall(call);
    const fault = this.fault(call);
    const reply = !fault || fault.done ? this.#do(call) : null;
    if (fault) return fault.answer;
    return () => jsonAnswer(reply ?? { ok: true });
  }

  /** An answer to a button by its own address. */
  respond(body: Json, channel: string, thread: string | undefined, to: string): SlackMessage {
    this.#check("response_url", messageFaults(body));
    return this.#show({ channel, thread, body, to });
  }

  #do({ method, body }: SlackCall): Json {
    const { earlier = false, now } = this.#options;
    const to = String(body.channel ?? "");
    // a person's id names their private chat for a new message, and for nothing else
    const channel = to.startsWith("U") && method.startsWith("chat.") ? privateChatOf(to) : to;
    if (method.startsWith("conversations.") && channel.startsWith("U"))
      return { ok: false, error: "channel_not_found" };
    if (method.startsWith("chat.") && this.archived.has(channel)) return { ok: false, error: "is_archived" };
    const thread = typeof body.thread_ts === "string" ? body.thread_ts : undefined;
    switch (method) {
      case "auth.test":
        return { ok: true, user_id: "UBOT", bot_id: "BBOT", team_id: "T1" };
      case "chat.postMessage":
        return { ok: true, ts: this.#show({ channel, thread, body, to: null }).ts, channel };
      case "chat.postEphemeral":
        return {
          ok: true,
          message_ts: this.#show({ channel, thread: thread ?? "", body, to: String(body.user) }).ts,
        };
      case "chat.update": {
        const found = this.#find(channel, body.ts);
        if (!found) return earlier ? { ok: true, ts: body.ts, channel } : NOT_FOUND;
        if (found.body === null) return { ok: false, error: "cant_update_message" };
        found.body = body;
        // what is left out stays, as Slack documents it
        if (body.metadata !== undefined) found.metadata = body.metadata as SlackMessage["metadata"];
        this.changed(found);
        return { ok: true, ts: found.ts, channel };
      }
      case "chat.delete": {
        const found = this.#find(channel, body.ts);
        if (!found) return earlier ? { ok: true } : NOT_FOUND;
        found.gone = true;
        this.changed(found);
        return { ok: true };
      }
      case "chat.getPermalink": {
        const at = String(body.message_ts).replace(".", "");
        return { ok: true, permalink: `https://example.slack.com/archives/${channel}/p${at}` };
      }
      case "files.getUploadURLExternal":
        this.#count += 1;
        return {
          ok: true,
          upload_url: `https://files.slack.com/upload/v1/${this.#count}`,
          file_id: `F${this.#count}`,
        };
      case "conversations.replies":
      case "conversations.history":
        return this.#read(method, channel, body);
      case "views.open": {
        const trigger = this.#triggers.get(String(body.trigger_id));
        if (!earlier && (!trigger || trigger.until < now()))
          return { ok: false, error: "expired_trigger_id" };
        const id = `V${this.modals.size + 1}`;
        this.modals.set(id, { id, person: trigger?.person ?? "", view: body.view as SlackModal["view"] });
        return { ok: true, view: { id } };
      }
      case "views.update": {
        const modal = this.modals.get(String(body.view_id));
        if (modal) modal.view = body.view as SlackModal["view"];
        return modal || earlier ? { ok: true } : { ok: false, error: "not_found" };
      }
      default:
        return { ok: true };
    }
  }

  #show({
    channel,
    thread,
    body,
    to,
  }: Pick<SlackMessage, "channel" | "thread" | "body" | "to">): SlackMessage {
    const metadata = body?.metadata as SlackMessage["metadata"];
    const message = { ts: this.ts(), channel, thread, body, metadata, to, gone: false };
    this.messages.push(message);
    this.changed(message);
    return message;
  }

  #read(method: string, channel: string, body: Json): Json {
    const inside = this.messages.filter(
      (each) =>
        !each.gone &&
        each.to === null &&
        each.channel === channel &&
        (method === "conversations.history"
          ? each.thread === undefined
          : each.ts === body.ts || each.thread === body.ts),
    );
    const all = method === "conversations.history" ? inside.toReversed() : inside;
    const from = Number(body.cursor ?? 0);
    // Slack may give fewer than it is asked for
    const next = from + PAGE < all.length ? String(from + PAGE) : "";
    return {
      ok: true,
      messages: all
        .slice(from, from + PAGE)
        .map(({ ts, metadata }) => ({ ts, ...(metadata && { metadata }) })),
      response_metadata: { next_cursor: next },
    };
  }

  #find(channel: string, ts: unknown): SlackMessage | undefined {
    return this.messages.find(
      (each) => each.channel === channel && each.ts === ts && !each.gone && each.to === null,
    );
  }

  #checkCall({ method, body }: SlackCall): void {
    if (method.startsWith("views.")) this.#check(method, viewFaults(body.view));
    if (!MESSAGES.has(method)) return;
    this.#check(method, messageFaults(body));
    if (body.parse !== "none" || body.link_names !== "false") this.#check(method, ["names would be guessed"]);
    if (method === "chat.postMessage" && (body.unfurl_links !== "false" || body.unfurl_media !== "false"))
      this.#check(method, ["links would be unfurled"]);
  }

  #check(method: string, faults: readonly string[]): void {
    this.faults.push(...faults.map((fault) => `${method}: ${fault}`));
  }
}

const NOT_FOUND: Json = { ok: false, error: "message_not_found" };
