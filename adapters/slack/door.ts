/** Slack's way out: posts, changes and private messages, each delivered once as far as Slack can tell. */

import type { webApi } from "@slack/bolt";
import type { HomeView, KnownBlock, ModalView } from "@slack/types";
import {
  type Actor,
  type CasePicture,
  type Delivered,
  type Delivery,
  type Door,
  mustBeInTime,
  SendFault,
  sentAgain,
  type ThreadKey,
  type View,
} from "../../src/index.ts";
import { faultOf } from "./faults.ts";
import type { LostThreads } from "./lost-threads.ts";
import { postPictures } from "./pictures.ts";
import { isPrivateChat, threadAt, threadOf, userOf } from "./place.ts";
import { inOrder, LITERAL, NOTHING, postAll, QUIET, rootOf, type Standing, standingOf } from "./posting.ts";
import { addressOf, apart } from "./private-copy.ts";
import { type Message, type Offers, render } from "./render.ts";

/** The ids of one delivery's messages, in one string: a long view is several messages. */
const SEPARATOR = ",";

export interface SlackDoorOptions {
  /** The client of a workspace's install. @throws when there is none. */
  clientOf: (tenant: string) => Promise<webApi.WebClient>;
  /** Where a case is held. */
  homeOf: (handle: string, tenant: string) => Promise<ThreadKey | null>;
  lost: LostThreads;
  offers: Offers;
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
  readonly #options: SlackDoorOptions;

  constructor(options: SlackDoorOptions) {
    this.#options = options;
  }

  /** A view as messages of this door. */
  messages(view: View, thread: ThreadKey): Message[] {
    return render(view, thread, this.#options.offers);
  }

  /** Whether nothing is posted in a thread any more. */
  isLost(thread: ThreadKey): Promise<boolean> {
    return this.#options.lost.has(thread);
  }

  /** Posts a view in its thread; of an earlier attempt whose outcome is unknown, only what is missing. */
  post(delivery: Delivery): Promise<Delivered> {
    const { thread } = delivery;
    return this.#sending(thread, async (client) => {
      try {
        await this.#mustStand(thread);
        const found = delivery.repeat ? await standingOf(client, delivery) : NOTHING;
        const view = found === null ? sentAgain(delivery.view) : delivery.view;
        const messages = this.messages(view, thread);
        // what goes to a channel and into no thread is for people who may not know where the case is
        const shown = thread.thread === "" && !isPrivateChat(thread.channel);
        const whole = shown ? await this.#apart(client, view, messages, thread.tenant) : messages;
        return { messageId: await this.#postAll(client, delivery, whole, found ?? NOTHING) };
      } catch (error) {
        const fault = faultOf(error);
        if (fault.kind === "refused") this.#options.onRefused?.(thread, fault.code);
        throw fault;
      }
    });
  }

  /** Puts a view in the place of one that was posted. */
  update(delivery: Delivery, messageId: string): Promise<Delivered> {
    return this.#sending(delivery.thread, async (client) => {
      const { thread } = delivery;
      await this.#mustStand(thread);
      const old = messageId.split(SEPARATOR);
      const messages = this.messages(delivery.view, thread);
      const kept = new Map<string, string>();
      for (const [part, message] of messages.entries()) {
        const ts = old[part];
        if (ts === undefined) break;
        // text and blocks together: with one of them alone Slack's own pages differ on what stays. No metadata: the
        // message keeps the name of the delivery that posted it, which another process may still be looking for
        mustBeInTime(delivery);
        await client.chat.update({ channel: thread.channel, ts, ...message, ...LITERAL });
        kept.set(String(part), ts);
      }
      for (const ts of old.slice(messages.length)) await this.#remove(client, thread.channel, ts);
      const found = delivery.repeat && messages.length > old.length && (await standingOf(client, delivery));
      const done = new Map([...(found || []), ...kept]);
      return { messageId: await this.#postAll(client, delivery, messages, done) };
    });
  }

  /**
   * Tells one person alone: in the thread, seen by nobody else; where Slack cannot do so, in a private chat, with
   * the same buttons. A message that only one person sees is gone when they reload, and cannot be changed.
   */
  tell(delivery: Delivery, person: Actor): Promise<Delivered> {
    return this.#sending(delivery.thread, async (client) => {
      const user = userOf(person);
      if (!user) throw new SendFault("refused", "not_a_person_of_slack");
      const { thread, repeat } = delivery;
      const { tenant, channel } = thread;
      const chat = isPrivateChat(channel);
      // only a chat can be read back: what one person alone was shown elsewhere may be there
      const found = !repeat ? NOTHING : chat ? await standingOf(client, delivery) : null;
      const view = found === null ? sentAgain(delivery.view) : delivery.view;
      // a private chat has nobody to hide it from, and keeps the case's own thread
      if (chat)
        return {
          messageId: await this.#postAll(client, delivery, this.messages(view, thread), found ?? NOTHING),
        };
      let left = view;
      if (/^[CG]/.test(channel) && !(await this.isLost(thread))) {
        const messages = this.messages(view, thread);
        const shown = await this.#showAlone(client, thread, user, messages, delivery);
        if (shown === messages.length) return { messageId: null };
        // the private copy is whole, so it says again what they have seen of it
        if (shown > 0) left = sentAgain(delivery.view);
      }
      // with no thread at hand a button belongs to its person, and the bot finds the case by its name
      const place = channel === "" ? threadOf(tenant, user, "") : thread;
      const copy = await this.#apart(client, left, this.messages(left, place), tenant);
      // a person's id names the private chat with them
      await inOrder(copy, (message) => {
        mustBeInTime(delivery);
        return client.chat.postMessage({ channel: user, ...message, ...QUIET });
      });
      return { messageId: null };
    });
  }

  /** One message to one person, seen by nobody else. */
  whisper(thread: ThreadKey, user: string, message: Message): Promise<void> {
    return this.#sending(thread, async (client) => {
      if (
        /^[CG]/.test(thread.channel) &&
        (await this.#showAlone(client, thread, user, [message], null)) === 1
      )
        return;
      await client.chat.postMessage({ channel: user, ...message, ...QUIET });
    });
  }

  /** In the thread, to one person. Gives how many of them they saw: they may not be there, or leave. */
  async #showAlone(
    client: webApi.WebClient,
    { channel, thread }: ThreadKey,
    user: string,
    messages: readonly Message[],
    delivery: Delivery | null,
  ): Promise<number> {
    const root = rootOf(thread);
    const where = { channel, user, ...(root !== null && { thread_ts: root }) };
    let shown = 0;
    try {
      await inOrder(messages, async (message) => {
        if (delivery) mustBeInTime(delivery);
        await client.chat.postEphemeral({ ...where, ...message, ...LITERAL });
        shown += 1;
      });
    } catch (error) {
      if (!NOT_THERE.has(faultOf(error).code)) throw error;
    }
    return shown;
  }

  /** With where the case is, for who reads about it elsewhere. */
  async #apart(client: webApi.WebClient, view: View, messages: readonly Message[], tenant: string) {
    const home = view.handle === null ? null : await this.#options.homeOf(view.handle, tenant);
    return apart(client, view, messages, home);
  }

  async #mustStand(thread: ThreadKey): Promise<void> {
    if (await this.isLost(thread)) throw new SendFault("refused", "thread_lost");
  }

  /** Posts the pictures of a case for everybody in a thread. */
  showPictures(thread: ThreadKey, handle: string, pictures: readonly CasePicture[]): Promise<void> {
    return this.#sending(thread, async (client) => {
      await this.#mustStand(thread);
      await postPictures(client, thread, handle, pictures);
    });
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

  /** A link that opens a thread; null when there is none. */
  address(thread: ThreadKey): Promise<string | null> {
    return this.#sending(thread, (client) => addressOf(client, thread));
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
      return await send(await this.#options.clientOf(thread.tenant));
    } catch (error) {
      throw faultOf(error);
    }
  }
}

/** The person is not where the message should go. */
const NOT_THERE = new Set(["user_not_in_channel", "not_in_channel", "channel_not_found"]);
