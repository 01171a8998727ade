/** How messages reach Slack: posts, updates and private messages, each delivered once as far as Slack can tell. */

import type { webApi } from "@slack/bolt";
import type { HomeView, ModalView } from "@slack/types";
import {
  type Actor,
  assertClaimValid,
  type CasePicture,
  type ChannelAdapter,
  type ChannelOfThread,
  type Delivery,
  DeliveryError,
  type DeliveryResult,
  isToOpen,
  sentAgain,
  type ThreadKey,
  type View,
} from "../../src/index.ts";
import { dmCopy, permalinkOf } from "./dm-copy.ts";
import type { LostThreads } from "./lost-threads.ts";
import {
  findPostedParts,
  NO_AUTO_LINKS,
  NO_POSTED_PARTS,
  NO_UNFURL,
  type PostedParts,
  postMissingParts,
  rootMessageOf,
  sendInOrder,
} from "./post-parts.ts";
import { postPictures } from "./post-pictures.ts";
import { type OptionalFeatures, render, type SlackMessage } from "./render.ts";
import { CLOSED_PLACE_CODES, slackDeliveryError } from "./slack-errors.ts";
import { isPrivateChat, slackThread, slackTime, slackUserId, threadOfMessage } from "./slack-ids.ts";

export interface SlackAdapterOptions {
  /** The client for a workspace's install. @throws when there is none. */
  clientOf: (tenant: string) => Promise<webApi.WebClient>;
  /** Where a case belongs. */
  caseThreadOf: (handle: string, tenant: string) => Promise<ThreadKey | null>;
  lost: LostThreads;
  features: OptionalFeatures;
  /** Called for every post that fails, so that a waiting person can be told what becomes of it. */
  onFailed?: (thread: ThreadKey, fault: DeliveryError) => void;
}

export class SlackAdapter implements ChannelAdapter {
  readonly platform = "slack";
  readonly #options: SlackAdapterOptions;

  constructor(options: SlackAdapterOptions) {
    this.#options = options;
  }

  /** A thread's alert shows in its channel, too; the channel takes it alone where the thread cannot be posted to. */
  channelOf(thread: ThreadKey): ChannelOfThread | null {
    const inChannel = rootMessageOf(thread.thread) !== null || isToOpen(thread);
    if (!/^[CG]/.test(thread.channel) || !inChannel) return null;
    return { place: { ...thread, thread: "" }, when: "thread-refused" };
  }

  isClosedPlace(code: string): boolean {
    return CLOSED_PLACE_CODES.has(code);
  }

  /** A view as Slack messages. */
  messages(view: View, thread: ThreadKey): SlackMessage[] {
    return render(view, thread, this.#options.features);
  }

  /** Whether a thread can no longer be posted to. */
  isLost(thread: ThreadKey): Promise<boolean> {
    return this.#options.lost.has(thread);
  }

  /** Posts a view in its thread; of an earlier attempt with an unknown outcome, only what is missing. */
  post(delivery: Delivery): Promise<DeliveryResult> {
    const { thread } = delivery;
    return this.#withClient(thread, async (client) => {
      try {
        if (isToOpen(thread)) return await this.#open(client, delivery);
        await this.#assertThreadExists(thread);
        const found = delivery.repeat ? await findPostedParts(client, delivery) : NO_POSTED_PARTS;
        const view = found === null ? sentAgain(delivery.view) : delivery.view;
        const messages = this.messages(view, thread);
        // a message to a channel outside any thread is for people who may not know where the case is
        const shown = thread.thread === "" && !isPrivateChat(thread.channel);
        const whole = shown ? await this.#asDmCopy(client, view, messages, thread.tenant) : messages;
        return postedAs(await this.#postMissing(client, delivery, whole, found ?? NO_POSTED_PARTS));
      } catch (error) {
        const fault = slackDeliveryError(error);
        this.#options.onFailed?.(thread, fault);
        throw fault;
      }
    });
  }

  /** The first message of a thread: the others go below it. With a person's id for a channel it opens their chat. */
  async #open(client: webApi.WebClient, delivery: Delivery): Promise<DeliveryResult> {
    const { thread, view, repeat } = delivery;
    const { tenant, channel } = thread;
    const home = view.handle === null ? null : await this.#options.caseThreadOf(view.handle, tenant);
    // it was composed before the thread was opened
    if (home && home.channel === channel && !isToOpen(home)) return this.post({ ...delivery, thread: home });
    const place = slackThread(tenant, channel, "");
    // two threads of one case would tear it apart
    const at = { ...delivery, thread: place };
    const found = repeat ? await findPostedParts(client, at, true) : NO_POSTED_PARTS;
    const shown = this.messages(found === null ? sentAgain(view) : view, thread);
    if (/^[UW]/.test(channel)) {
      const sent = await this.#postToPerson(client, channel, shown, at);
      return { ...sent, ...postedAs(sent), ...(sent.chat && { opened: sent.chat }) };
    }
    const posted = postedAs(await this.#postMissing(client, at, shown, found ?? NO_POSTED_PARTS));
    const [first] = posted.messageIds;
    if (first === undefined) throw new DeliveryError("unsure", "no_id");
    return { ...posted, opened: threadOfMessage(tenant, channel, first) };
  }

  /** Replaces a posted view. */
  update(delivery: Delivery, old: readonly string[]): Promise<DeliveryResult> {
    return this.#withClient(delivery.thread, async (client) => {
      const { thread } = delivery;
      await this.#assertThreadExists(thread);
      const messages = this.messages(delivery.view, thread);
      const kept = new Map<string, string>();
      for (const [part, message] of messages.entries()) {
        const ts = old[part];
        if (ts === undefined) break;
        // text and blocks together: with only one of them, Slack's own pages differ on what stays. No metadata: the
        // message keeps the name of the delivery that posted it, which another process may still look for
        assertClaimValid(delivery);
        await client.chat.update({ channel: thread.channel, ts, ...message, ...NO_AUTO_LINKS });
        kept.set(String(part), ts);
      }
      for (const ts of old.slice(messages.length)) await this.#deleteMessage(client, thread.channel, ts);
      const found =
        delivery.repeat && messages.length > old.length && (await findPostedParts(client, delivery));
      const done = new Map([...(found || []), ...kept]);
      return this.#postMissing(client, delivery, messages, done);
    });
  }

  /**
   * Tells one person only: in the thread, as an ephemeral message; where Slack cannot do so, in a private chat, with
   * the same buttons. An ephemeral message is gone after a reload, and cannot be changed.
   */
  tell(delivery: Delivery, person: Actor): Promise<DeliveryResult> {
    return this.#withClient(delivery.thread, async (client) => {
      const user = slackUserId(person);
      if (!user) throw new DeliveryError("refused", "not_a_person_of_slack");
      const { thread, repeat } = delivery;
      const { tenant, channel } = thread;
      const chat = isPrivateChat(channel);
      // only a chat can be read back: an ephemeral message elsewhere may have been shown
      const found = !repeat ? NO_POSTED_PARTS : chat ? await findPostedParts(client, delivery) : null;
      const view = found === null ? sentAgain(delivery.view) : delivery.view;
      // a private chat has nobody to hide it from, and keeps the case's own thread
      if (chat)
        return this.#postMissing(client, delivery, this.messages(view, thread), found ?? NO_POSTED_PARTS);
      let left = view;
      if (/^[CG]/.test(channel) && !(await this.isLost(thread))) {
        const messages = this.messages(view, thread);
        const shown = await this.#postEphemeral(client, thread, user, messages, delivery);
        if (shown === messages.length) return { messageIds: [] };
        // the private copy is complete, so it repeats what they have seen of it
        if (shown > 0) left = sentAgain(delivery.view);
      }
      // with no thread at hand a button belongs to its person, and the bot finds the case by name
      const place = channel === "" ? slackThread(tenant, user, "") : thread;
      const copy = await this.#asDmCopy(client, left, this.messages(left, place), tenant);
      return this.#postToPerson(client, user, copy, delivery);
    });
  }

  /** A person's id names the private chat with them. */
  async #postToPerson(
    client: webApi.WebClient,
    user: string,
    messages: readonly SlackMessage[],
    delivery: Delivery,
  ): Promise<DeliveryResult> {
    const posted = await sendInOrder(messages, (message) => {
      assertClaimValid(delivery);
      return client.chat.postMessage({ channel: user, ...message, ...NO_UNFURL });
    });
    const channel = posted[0]?.channel;
    return {
      messageIds: posted.flatMap(({ ts }) => ts ?? []),
      ...(channel && { channel, chat: slackThread(delivery.thread.tenant, channel, "") }),
    };
  }

  /** One ephemeral message to one person. */
  sendEphemeral(thread: ThreadKey, user: string, message: SlackMessage): Promise<void> {
    return this.#withClient(thread, async (client) => {
      if (
        /^[CG]/.test(thread.channel) &&
        (await this.#postEphemeral(client, thread, user, [message], null)) === 1
      )
        return;
      await client.chat.postMessage({ channel: user, ...message, ...NO_UNFURL });
    });
  }

  /** In the thread, to one person. Returns how many of them they saw: they may not be there, or leave. */
  async #postEphemeral(
    client: webApi.WebClient,
    { channel, thread }: ThreadKey,
    user: string,
    messages: readonly SlackMessage[],
    delivery: Delivery | null,
  ): Promise<number> {
    const root = rootMessageOf(thread);
    const where = { channel, user, ...(root !== null && { thread_ts: root }) };
    let shown = 0;
    try {
      await sendInOrder(messages, async (message) => {
        if (delivery) assertClaimValid(delivery);
        await client.chat.postEphemeral({ ...where, ...message, ...NO_AUTO_LINKS });
        shown += 1;
      });
    } catch (error) {
      if (!PERSON_NOT_THERE.has(slackDeliveryError(error).code)) throw error;
    }
    return shown;
  }

  /** With where the case is, for a person who reads about it elsewhere. */
  async #asDmCopy(client: webApi.WebClient, view: View, messages: readonly SlackMessage[], tenant: string) {
    const home = view.handle === null ? null : await this.#options.caseThreadOf(view.handle, tenant);
    return dmCopy(client, view, messages, home);
  }

  async #assertThreadExists(thread: ThreadKey): Promise<void> {
    if (await this.isLost(thread)) throw new DeliveryError("refused", "thread_lost");
  }

  /** Posts the pictures of a case for everybody in a thread. */
  showPictures(thread: ThreadKey, handle: string, pictures: readonly CasePicture[]): Promise<void> {
    return this.#withClient(thread, async (client) => {
      await this.#assertThreadExists(thread);
      await postPictures(client, thread, handle, pictures);
    });
  }

  /** A link that opens a thread; null when there is none. */
  permalink(thread: ThreadKey): Promise<string | null> {
    return this.#withClient(thread, (client) => permalinkOf(client, thread));
  }

  /** Shows a person's Home tab. */
  showHome(tenant: string, user: string, view: HomeView): Promise<void> {
    return this.#withClient(slackThread(tenant, user, ""), async (client) => {
      await client.views.publish({ user_id: user, view });
    });
  }

  /** Opens a modal while the tap's trigger is valid, and returns its id. */
  openModal(tenant: string, trigger: string, view: ModalView): Promise<string> {
    return this.#withClient(slackThread(tenant, "", ""), async (client) => {
      const opened = await client.views.open({ trigger_id: trigger, view });
      return opened.view?.id ?? "";
    });
  }

  /** Replaces the content of an open modal. */
  updateModal(tenant: string, id: string, view: ModalView): Promise<void> {
    return this.#withClient(slackThread(tenant, "", ""), async (client) => {
      await client.views.update({ view_id: id, view });
    });
  }

  /** A message that no longer exists counts as removed. */
  async #deleteMessage(client: webApi.WebClient, channel: string, ts: string): Promise<void> {
    try {
      await client.chat.delete({ channel, ts });
    } catch (error) {
      if (slackDeliveryError(error).code !== "message_not_found") throw error;
    }
  }

  /** Posts the missing messages, and returns the ids of all. */
  async #postMissing(
    client: webApi.WebClient,
    delivery: Delivery,
    messages: readonly SlackMessage[],
    standing: PostedParts,
  ): Promise<DeliveryResult> {
    const ids = await postMissingParts(client, delivery, messages, standing);
    return { messageIds: ids.every((id) => id !== null) ? ids : [] };
  }

  async #withClient<T>(thread: ThreadKey, send: (client: webApi.WebClient) => Promise<T>): Promise<T> {
    try {
      return await send(await this.#options.clientOf(thread.tenant));
    } catch (error) {
      throw slackDeliveryError(error);
    }
  }
}

/** A view of several messages is visible when its last one is. */
function postedAs({ messageIds }: DeliveryResult): DeliveryResult {
  const at = slackTime(messageIds.at(-1));
  return { messageIds, ...(at !== undefined && { at }) };
}

/** The person is not where the message should go. */
const PERSON_NOT_THERE = new Set(["user_not_in_channel", "not_in_channel", "channel_not_found"]);
