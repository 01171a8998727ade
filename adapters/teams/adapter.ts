/** How the bot's messages reach Teams: in their thread, in the channel, or in a person's private chat. */
import {
  type Actor,
  type CaseQueries,
  type ChannelAdapter,
  type ChannelOfThread,
  type Delivery,
  DeliveryError,
  type DeliveryResult,
  SENT_AGAIN,
  sentAgain,
  type ThreadKey,
} from "../../src/index.ts";
import { isShared } from "./activity.ts";
import { ConversationFinder, threadRootOf } from "./conversation-finder.ts";
import type { ConversationRef, ConversationRefs } from "./conversation-refs.ts";
import { MessageSender, type MessageSenderOptions } from "./message-sender.ts";
import type { OwedNotes } from "./owed-notes.ts";
import { accountOf, TEAMS_PLATFORM } from "./parse.ts";
import type { PrivateReplies } from "./private-replies.ts";
import { MESSAGE_SIZE_CAPS, render, type TeamsMessage } from "./render.ts";
import { createPictureSender, type PictureSender } from "./send-picture.ts";
import type { LogNote } from "./teams-log.ts";
import { NOTICES } from "./teams-notices.ts";

export interface TeamsAdapterOptions extends MessageSenderOptions {
  references: ConversationRefs;
  /** Null without credentials: then this machine's own services are allowed. */
  appId: string | null;
  replies: PrivateReplies;
  owed: OwedNotes;
  /** Where pictures come from; without it there are none. */
  casebook: Pick<CaseQueries, "page" | "line"> | null;
}

export class TeamsAdapter implements ChannelAdapter {
  readonly platform = TEAMS_PLATFORM;
  readonly #sender: MessageSender;
  readonly #finder: ConversationFinder;
  readonly #replies: PrivateReplies;
  readonly #owed: OwedNotes;
  readonly #pictures: PictureSender | null;
  readonly #note: LogNote;

  constructor(options: TeamsAdapterOptions) {
    const { replies, casebook, note } = options;
    const sender = new MessageSender(options);
    this.#sender = sender;
    this.#finder = new ConversationFinder({ ...options, sender });
    this.#replies = replies;
    this.#owed = options.owed;
    this.#pictures =
      casebook &&
      createPictureSender({ casebook, send: (to, message) => sender.sendOnce(to, message), note });
    this.#note = note;
  }

  channelOf(thread: ThreadKey): ChannelOfThread | null {
    if (threadRootOf(thread) === null) return null;
    return { place: { ...thread, thread: "" }, when: "always" };
  }

  isClosedPlace(code: string): boolean {
    return CLOSED_CONVERSATION_CODES.has(code);
  }

  async post(delivery: Delivery): Promise<DeliveryResult> {
    const reference = await this.#finder.referenceFor(delivery);
    const delivered = await this.#show(reference, delivery, []);
    this.#pictures?.sendPictureFor(reference, delivery);
    return delivered;
  }

  async update(delivery: Delivery, messageIds: readonly string[]): Promise<DeliveryResult> {
    return this.#show(await this.#finder.referenceFor(delivery), delivery, messageIds);
  }

  /** In the person's private chat if possible; otherwise in the thread, by name and without findings. */
  async tell(delivery: Delivery, person: Actor): Promise<DeliveryResult> {
    if (await this.#replies.wasAlreadyShown(delivery.thread, person, delivery.slot))
      return { messageIds: [] };
    return this.sendPrivate(delivery, person);
  }

  /** To one person only, also while a tap of theirs is being answered. */
  async sendPrivate(delivery: Delivery, person: Actor): Promise<DeliveryResult> {
    const chat = await this.#finder.privateChat(delivery, person);
    if (chat !== null) {
      try {
        const chatThread = await this.#finder.threadOf(chat, delivery.thread);
        return { ...(await this.#show(chat, delivery, [])), chat: chatThread };
      } catch (error) {
        // A person can block the bot or remove it: then only the thread is left.
        const refused = error instanceof DeliveryError && error.kind === "refused";
        if (!refused || chat.conversation.id === delivery.thread.thread) throw error;
        this.#note("teams.tell.refused", { code: error.code });
      }
    }
    if (delivery.thread.channel === "") throw new DeliveryError("refused", "no_private_chat");
    const { notification } = delivery.view;
    const message = mentionMessage(person, delivery.repeat ? `${SENT_AGAIN} ${notification}` : notification);
    const called = await this.#sender.sendAll(
      await this.#finder.referenceFor(delivery),
      [message],
      [],
      delivery,
    );
    await this.#owed.add(delivery, person);
    return called;
  }

  /** A person's private chat is open: they are told what only called them by name elsewhere. */
  async sendOwed(chat: ConversationRef, person: Actor): Promise<void> {
    const to = this.#finder.checked(chat);
    const notes = await this.#owed.take(chat.conversation.tenant, person);
    for (const [at, note] of notes.entries()) {
      try {
        await this.#show(to, note, []);
      } catch (error) {
        for (const left of notes.slice(at)) await this.#owed.add(left, person);
        throw error;
      }
    }
  }

  /** A reply outside the outbox, to a conversation in which somebody has just spoken. */
  async sendMessage(reference: ConversationRef, message: TeamsMessage): Promise<void> {
    await this.#sender.sendAll(this.#finder.checked(reference), [message], []);
  }

  /** Waits for pictures that are still on their way. */
  async settle(): Promise<void> {
    await this.#pictures?.settle();
  }

  async #show(
    reference: ConversationRef,
    delivery: Delivery,
    ids: readonly string[],
  ): Promise<DeliveryResult> {
    // updating a message in its own place is not a repeat
    const view = delivery.repeat && ids.length === 0 ? sentAgain(delivery.view) : delivery.view;
    const home = delivery.thread.thread === "" ? await this.#finder.homeIn(delivery) : null;
    const link = home && threadAddress(home);
    for (const cap of MESSAGE_SIZE_CAPS) {
      try {
        const shared = isShared(reference.conversation);
        const messages = render(view, { slot: delivery.slot, cap, shared, ...(link && { link }) });
        return await this.#sender.sendAll(reference, messages, ids, delivery);
      } catch (error) {
        if (!(error instanceof DeliveryError) || !TOO_BIG_CODES.has(error.code)) throw error;
        this.#note("teams.send.split", { code: error.code, cap });
      }
    }
    throw new DeliveryError("refused", "MessageSizeTooBig");
  }
}

/** A link that opens a thread of a channel. */
const threadAddress = (thread: ThreadKey): string =>
  `https://teams.microsoft.com/l/message/${encodeURI(thread.channel)}/${threadRootOf(thread) ?? ""}`;

/** The bot was removed from a conversation, may not write there, or it is gone. */
const CLOSED_CONVERSATION_CODES: ReadonlySet<string> = new Set([
  "BotNotInConversationRoster",
  "ConversationNotFound",
  "MessageWritesBlocked",
  "http_403",
  "http_404",
]);

const TOO_BIG_CODES: ReadonlySet<string> = new Set(["http_413", "MessageSizeTooBig"]);

/** A plain message. */
export const textMessage = (text: string): TeamsMessage => ({
  type: "message",
  summary: text,
  text,
  textFormat: "plain",
});

const escapeMentionXml = (text: string) =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** A message that mentions one person where others read along. */
function mentionMessage(person: Actor, words: string): TeamsMessage {
  const name = person.name ?? "Colleague";
  const id = accountOf(person);
  const text = `<at>${escapeMentionXml(name)}</at>`;
  return {
    type: "message",
    summary: words,
    text: `${id === null ? escapeMentionXml(name) : text}: ${escapeMentionXml(words)} ${escapeMentionXml(NOTICES.private)}`,
    textFormat: "xml",
    ...(id !== null && { entities: [{ type: "mention", text, mentioned: { id, name } }] }),
  };
}
