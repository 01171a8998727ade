/** Slack's way out: posts, changes and private messages, each delivered once as far as Slack can tell. */

import type { webApi } from "@slack/bolt";
import type { HomeView, KnownBlock, ModalView } from "@slack/types";
import {
  type Actor,
  type Delivered,
  type Delivery,
  type Door,
  SendFault,
  type ThreadKey,
} from "../../src/index.ts";
import { faultOf } from "./faults.ts";
import { isPrivateChat, threadOf, userOf } from "./place.ts";
import { type Message, render } from "./render.ts";

/** Names our deliveries in the metadata of Slack's messages. */
const EVENT_TYPE = "triage_delivery";

/** How far back a lost delivery is looked for. */
const LOOK_BACK = 100;

/** The ids of one delivery's messages, in one string: a long view is several messages. */
const SEPARATOR = ",";

export interface SlackDoorOptions {
  /** The client of a workspace's install. @throws when there is none. */
  clientOf: (tenant: string) => Promise<webApi.WebClient>;
  /** Told of every post that is refused, so that a person who waits can be told what to do. */
  onRefused?: (thread: ThreadKey, code: string) => void;
}

export class SlackDoor implements Door {
  readonly platform = "slack";
  readonly #clientOf: SlackDoorOptions["clientOf"];
  readonly #onRefused: SlackDoorOptions["onRefused"];

  constructor({ clientOf, onRefused }: SlackDoorOptions) {
    this.#clientOf = clientOf;
    this.#onRefused = onRefused;
  }

  /** Posts a view in its thread; of an earlier attempt whose outcome is unknown, only what is missing. */
  post(delivery: Delivery): Promise<Delivered> {
    return this.#sending(delivery.thread, async (client) => {
      const found = delivery.repeat ? await this.#delivered(client, delivery) : new Map<number, string>();
      const messages = render(delivery.view, delivery.thread, found === null);
      try {
        return { messageId: await this.#postAll(client, delivery, messages, found ?? new Map()) };
      } catch (error) {
        const fault = faultOf(error);
        if (fault.kind === "refused") this.#onRefused?.(delivery.thread, fault.code);
        throw fault;
      }
    });
  }

  /** Puts a view in the place of one that was posted. */
  update(delivery: Delivery, messageId: string): Promise<Delivered> {
    return this.#sending(delivery.thread, async (client) => {
      const { thread } = delivery;
      const old = messageId.split(SEPARATOR);
      const messages = render(delivery.view, thread);
      const kept = new Map<number, string>();
      for (const [part, message] of messages.entries()) {
        const ts = old[part];
        if (ts === undefined) break;
        // text and blocks together: with one of them alone Slack's own pages differ on what stays
        await client.chat.update({
          channel: thread.channel,
          ts,
          ...message,
          ...LITERAL,
          metadata: metadataOf(delivery.key, part),
        });
        kept.set(part, ts);
      }
      for (const ts of old.slice(messages.length)) await this.#remove(client, thread.channel, ts);
      const found =
        delivery.repeat && messages.length > old.length && (await this.#delivered(client, delivery));
      const done = new Map([...(found || []), ...kept]);
      return { messageId: await this.#postAll(client, delivery, messages, done) };
    });
  }

  /**
   * Tells one person alone: in the thread, seen by nobody else; where Slack cannot do so, in a private chat.
   * A message that only one person sees is gone when they reload, and cannot be changed.
   */
  tell(delivery: Delivery, person: Actor): Promise<Delivered> {
    return this.#sending(delivery.thread, async (client) => {
      const user = userOf(person);
      if (!user) throw new SendFault("refused", "not_a_person_of_slack");
      const { thread } = delivery;
      const messages = render(delivery.view, thread);
      // a private chat has nobody to hide it from
      if (isPrivateChat(thread.channel))
        return { messageId: await this.#postAll(client, delivery, messages, new Map()) };
      for (const message of messages) await this.#whisper(client, thread, user, message);
      return { messageId: null };
    });
  }

  /** One message to one person, seen by nobody else. */
  whisper(thread: ThreadKey, user: string, message: Message): Promise<void> {
    return this.#sending(thread, (client) => this.#whisper(client, thread, user, message));
  }

  async #whisper(client: webApi.WebClient, thread: ThreadKey, user: string, message: Message): Promise<void> {
    const { channel } = thread;
    const below = /^\d+\.\d+$/.test(thread.thread) ? { thread_ts: thread.thread } : {};
    if (/^[CG]/.test(channel)) {
      try {
        await client.chat.postEphemeral({ channel, user, ...below, ...message, ...LITERAL });
        return;
      } catch (error) {
        if (!NOT_THERE.has(faultOf(error).code)) throw error;
      }
    }
    // a person's id names the private chat with them
    await client.chat.postMessage({ channel: user, ...message, ...QUIET });
  }

  /**
   * Posts the message that a new case hangs on. It says who began, and nothing of what they said. To a person's
   * id it opens the private chat with them, and the thread names that chat.
   */
  open(tenant: string, channel: string, user: string): Promise<ThreadKey> {
    return this.#sending(threadOf(tenant, channel, ""), async (client) => {
      const text = `<@${user}> started a triage. It goes on in this thread.`;
      const blocks: KnownBlock[] = [{ type: "section", text: { type: "mrkdwn", text, verbatim: true } }];
      const posted = await client.chat.postMessage({ channel, text, blocks, ...QUIET });
      if (!posted.ts) throw new SendFault("unsure", "no_id");
      return threadOf(tenant, posted.channel ?? channel, posted.ts);
    });
  }

  /** Shows a person's Home tab. */
  showHome(tenant: string, user: string, view: HomeView): Promise<void> {
    return this.#sending(threadOf(tenant, user, ""), async (client) => {
      await client.views.publish({ user_id: user, view });
    });
  }

  /** Opens a modal within the life of a tap, and gives its id. */
  openModal(tenant: string, trigger: string, view: ModalView): Promise<string> {
    return this.#sending(threadOf(tenant, "", ""), async (client) => {
      const opened = await client.views.open({ trigger_id: trigger, view });
      return opened.view?.id ?? "";
    });
  }

  /** Puts something else in an open modal. */
  updateModal(tenant: string, id: string, view: ModalView): Promise<void> {
    return this.#sending(threadOf(tenant, "", ""), async (client) => {
      await client.views.update({ view_id: id, view });
    });
  }

  /** A message that is already there no more is removed well enough. */
  async #remove(client: webApi.WebClient, channel: string, ts: string): Promise<void> {
    try {
      await client.chat.delete({ channel, ts });
    } catch (error) {
      if (faultOf(error).code !== "message_not_found") throw error;
    }
  }

  async #postAll(
    client: webApi.WebClient,
    delivery: Delivery,
    messages: readonly Message[],
    done: ReadonlyMap<number, string>,
  ): Promise<string | null> {
    const { thread, key, broadcast } = delivery;
    const ids: (string | null)[] = [];
    for (const [part, message] of messages.entries()) {
      const already = done.get(part);
      if (already !== undefined) {
        ids.push(already);
        continue;
      }
      try {
        const posted = await client.chat.postMessage({
          channel: thread.channel,
          thread_ts: thread.thread,
          reply_broadcast: broadcast && part === 0,
          ...message,
          ...QUIET,
          metadata: metadataOf(key, part),
        });
        ids.push(posted.ts ?? null);
      } catch (error) {
        const fault = faultOf(error);
        // part of it stands in the thread: only reading back can say which, and that is what "unsure" asks for
        if (part > 0 && fault.kind === "later")
          throw new SendFault("unsure", fault.code, fault.retryAfterMs, fault);
        throw fault;
      }
    }
    return ids.every((id) => id !== null) ? ids.join(SEPARATOR) : null;
  }

  /** Which messages of a delivery stand in the thread; null when Slack would not say. */
  async #delivered(client: webApi.WebClient, delivery: Delivery): Promise<Map<number, string> | null> {
    try {
      const { channel, thread } = delivery.thread;
      const parts = new Map<number, string>();
      let cursor: string | undefined;
      do {
        const page = await client.conversations.replies({
          channel,
          ts: thread,
          include_all_metadata: true,
          limit: LOOK_BACK,
          ...(cursor && { cursor }),
        });
        for (const message of page.messages ?? []) {
          const part = partOf(message, delivery.key);
          if (part !== null && message.ts) parts.set(part, message.ts);
        }
        cursor = page.response_metadata?.next_cursor || undefined;
      } while (cursor);
      return parts;
    } catch {
      return null;
    }
  }

  async #sending<T>(thread: ThreadKey, send: (client: webApi.WebClient) => Promise<T>): Promise<T> {
    try {
      return await send(await this.#clientOf(thread.tenant));
    } catch (error) {
      throw faultOf(error);
    }
  }
}

/** The person is not where the message should go. */
const NOT_THERE = new Set(["user_not_in_channel", "not_in_channel", "channel_not_found"]);

/** No name is guessed and no address made a link: what a person typed stays what it is. */
const LITERAL = { parse: "none", link_names: false } as const;

/** A post that shows nothing of what its links lead to. */
const QUIET = { unfurl_links: false, unfurl_media: false, ...LITERAL } as const;

const metadataOf = (key: string, part: number) => ({
  event_type: EVENT_TYPE,
  event_payload: { key, part },
});

function partOf(message: { metadata?: unknown }, key: string): number | null {
  const metadata = message.metadata as
    | { event_type?: unknown; event_payload?: { key?: unknown; part?: unknown } }
    | undefined;
  if (metadata?.event_type !== EVENT_TYPE || metadata.event_payload?.key !== key) return null;
  return Number(metadata.event_payload.part ?? 0);
}
