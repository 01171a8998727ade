/** Where a thread, or one person alone, is reached. */
import {
  type Actor,
  type CaseQueries,
  type Delivery,
  DeliveryError,
  type ThreadKey,
} from "../../src/index.ts";
import {
  type ConversationRef,
  type ConversationRefs,
  derivedReference,
  mayReach,
  privateChatOf,
} from "./conversation-refs.ts";
import type { MessageSender } from "./message-sender.ts";
import { accountOf } from "./parse.ts";
import { teamsDeliveryError } from "./teams-errors.ts";
import type { LogNote } from "./teams-log.ts";

export interface ConversationFinderOptions {
  references: ConversationRefs;
  sender: MessageSender;
  /** Null without credentials: then this machine's own services may be talked to. */
  appId: string | null;
  /** Where cases are held; null where nobody keeps it. */
  casebook: Pick<CaseQueries, "line"> | null;
  note: LogNote;
}

/** The message that a channel's thread hangs on; null for a chat. */
export const threadRootOf = ({ channel, thread }: ThreadKey): string | null =>
  thread.startsWith(`${channel};messageid=`) ? thread.slice(`${channel};messageid=`.length) : null;

export class ConversationFinder {
  readonly #references: ConversationRefs;
  readonly #sender: MessageSender;
  readonly #appId: string | null;
  readonly #casebook: Pick<CaseQueries, "line"> | null;
  readonly #note: LogNote;

  constructor({ references, sender, appId, casebook, note }: ConversationFinderOptions) {
    this.#references = references;
    this.#sender = sender;
    this.#appId = appId;
    this.#casebook = casebook;
    this.#note = note;
  }

  /** @throws DeliveryError when nobody has said where the delivery's thread is, and it cannot be derived */
  async referenceFor(delivery: Delivery): Promise<ConversationRef> {
    const { thread } = delivery;
    const reference = await this.#references.get(thread);
    if (reference !== null) return this.checked(reference);
    // nobody speaks in a channel itself: it is reached as the thread of the case is
    const home = thread.thread === "" ? await this.homeIn(delivery) : null;
    const near = home && (await this.#references.get(home));
    if (near) return this.checked({ ...near, conversation: { ...near.conversation, id: thread.channel } });
    if (this.#appId === null) throw new DeliveryError("refused", "no_reference");
    return derivedReference(thread, this.#appId);
  }

  /** Where the case of a view is held, when that is a thread of the delivery's channel. */
  async homeIn({ thread, view }: Delivery): Promise<ThreadKey | null> {
    const line = view.handle === null ? null : await this.#casebook?.line(view.handle, thread);
    const home = line?.thread ?? null;
    return home?.channel === thread.channel && threadRootOf(home) !== null ? home : null;
  }

  /** @throws DeliveryError for an address that is not Microsoft's: the bot's token must not go there */
  checked(reference: ConversationRef): ConversationRef {
    if (!mayReach(reference.serviceUrl, this.#appId === null))
      throw new DeliveryError("refused", "service_host");
    return reference;
  }

  /** Where a person is met: the delivery's thread, or where it names none, that of its case. */
  async #metIn(delivery: Delivery): Promise<ConversationRef> {
    const { thread, view } = delivery;
    const home =
      thread.channel === "" && view.handle !== null ? await this.#casebook?.line(view.handle, thread) : null;
    const near = home?.thread && (await this.#references.get(home.thread));
    return near ? this.checked(near) : this.referenceFor(delivery);
  }

  /** The thread of a private chat, which can be posted in from then on. */
  async threadOf(chat: ConversationRef, { platform, tenant }: ThreadKey): Promise<ThreadKey> {
    const { id } = chat.conversation;
    const thread = { platform, tenant, channel: id, thread: id };
    await this.#references.put(thread, chat);
    return thread;
  }

  /** Where a person can be talked to alone; null when there is no such place, or Teams will not say. */
  async privateChat(delivery: Delivery, person: Actor): Promise<ConversationRef | null> {
    const { thread } = delivery;
    const key = privateChatOf(thread.tenant, person);
    const known = await this.#references.get(key);
    if (known !== null) return this.checked(known);
    const met = await this.#metIn(delivery);
    // Without a channel there is no thread to be met in, only a person to be found.
    if (met.conversation.type === "personal" && thread.channel !== "") return met;
    const account = accountOf(person);
    if (account === null) return null;
    try {
      const id = await this.#sender.openChat(met, account);
      const chat: ConversationRef = { ...met, conversation: { ...met.conversation, id, type: "personal" } };
      await this.#references.put(key, chat);
      return chat;
    } catch (error) {
      // Nothing was said yet, so there is nothing that could be said twice.
      this.#note("teams.chat.refused", { code: teamsDeliveryError(error).code });
      return null;
    }
  }
}
