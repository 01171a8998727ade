/** Slack's way out: posts, changes and private messages, each delivered once as far as Slack can tell. */

import type { webApi } from "@slack/bolt";
import type { HomeView, KnownBlock, ModalView } from "@slack/types";
import {
  type Actor,
  type Delivered,
  type Delivery,
  type Door,
  SendFault,
  sentAgain,
  type ThreadKey,
} from "../../src/index.ts";
import { faultOf } from "./faults.ts";
import { isPrivateChat, threadAt, threadOf, userOf } from "./place.ts";
import {
  LITERAL,
  metadataOf,
  NOTHING,
  postAll,
  QUIET,
  rootOf,
  type Standing,
  standingOf,
} from "./posting.ts";
import { type Message, render } from "./render.ts";

/** The ids of one delivery's messages, in one string: a long view is several messages. */
const SEPARATOR = ",";

export interface SlackDoorOptions {
  /** The client of a workspace's install. @throws when there is none. */
  clientOf: (tenant: string) => Promise<webApi.WebClient>;
  /** Told of every post that is refused, so that a person who waits can be told what to do. */
  onRefused?: (thread: ThreadKey, code: string) => void;
}

/** The message that a new case hangs on, and the thread of the case. */
export interface Opened {
  thread: ThreadKey;
  ts: string;
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
      const found = delivery.repeat ? await standingOf(client, delivery) : NOTHING;
      const messages = render(found === null ? sentAgain(delivery.view) : delivery.view, delivery.thread);
      try {
        return { messageId: await this.#postAll(client, delivery, messages, found ?? NOTHING) };
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
      const kept = new Map<string, string>();
      for (const [part, message] of messages.entries()) {
        const ts = old[part];
        if (ts === undefined) break;
        // text and blocks together: with one of them alone Slack's own pages differ on what stays
        await client.chat.update({
          channel: thread.channel,
          ts,
          ...message,
          ...LITERAL,
          metadata: metadataOf(delivery.key, String(part)),
        });
        kept.set(String(part), ts);
      }
      for (const ts of old.slice(messages.length)) await this.#remove(client, thread.channel, ts);
      const found = delivery.repeat && messages.length > old.length && (await standingOf(client, delivery));
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
      const { thread, repeat } = delivery;
      const chat = isPrivateChat(thread.channel);
      // only a chat can be read back: what one person alone was shown elsewhere may be there
      const found = !repeat ? NOTHING : chat ? await standingOf(client, delivery) : null;
      const view = found === null ? sentAgain(delivery.view) : delivery.view;
      // away from its thread a button has no place to belong to
      const messages = render(thread.channel === "" ? { ...view, actions: [] } : view, thread);
      // a private chat has nobody to hide it from, and keeps the case's own thread
      if (chat) return { messageId: await this.#postAll(client, delivery, messages, found ?? NOTHING) };
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
    const root = rootOf(thread.thread);
    if (/^[CG]/.test(channel)) {
      try {
        await client.chat.postEphemeral({
          channel,
          user,
          ...(root !== null && { thread_ts: root }),
          ...message,
          ...LITERAL,
        });
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
  open(tenant: string, channel: string, user: string): Promise<Opened> {
    return this.#sending(threadOf(tenant, channel, ""), async (client) => {
      const text =
        isPrivateChat(channel) || channel === user
          ? `<@${user}> asked for a triage.`
          : `<@${user}> started a triage. It goes on in this thread.`;
      const blocks: KnownBlock[] = [{ type: "section", text: { type: "mrkdwn", text, verbatim: true } }];
      const posted = await client.chat.postMessage({ channel, text, blocks, ...QUIET });
      if (!posted.ts) throw new SendFault("unsure", "no_id");
      const where = posted.channel ?? channel;
      return { thread: threadAt(tenant, where, posted.ts), ts: posted.ts };
    });
  }

  /** Takes back the message of a case that did not come about. */
  close({ thread, ts }: Opened): Promise<void> {
    return this.#sending(thread, (client) => this.#remove(client, thread.channel, ts));
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

  /** Posts what does not stand yet, and gives the name of the whole. */
  async #postAll(
    client: webApi.WebClient,
    delivery: Delivery,
    messages: readonly Message[],
    standing: Standing,
  ): Promise<string | null> {
    const ids = await postAll(client, delivery, messages, standing);
    return ids.every((id) => id !== null) ? ids.join(SEPARATOR) : null;
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
