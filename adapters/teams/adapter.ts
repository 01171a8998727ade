/** The door of Teams: single messages out, each failure a SendFault, nothing sent a second time by itself. */
import {
  type Actor,
  assertClaimValid,
  type CaseQueries,
  type ChannelAdapter,
  type Delivery,
  DeliveryError,
  type DeliveryResult,
  SENT_AGAIN,
  sentAgain,
  type ThreadKey,
} from "../../src/index.ts";
import { isShared, messageTime } from "./activity.ts";
import {
  type ConversationRef,
  type ConversationRefs,
  derivedReference,
  mayReach,
  privateChatOf,
} from "./conversation-refs.ts";
import { accountOf, TEAMS_PLATFORM } from "./parse.ts";
import type { PrivateReplies } from "./private-replies.ts";
import { MESSAGE_SIZE_CAPS, render, type TeamsMessage } from "./render.ts";
import { createPictureSender } from "./send-picture.ts";
import { teamsDeliveryError } from "./teams-errors.ts";
import type { LogNote } from "./teams-log.ts";
import { NOTICES } from "./teams-notices.ts";

/** What the SDK does for us. */
export interface Connector {
  /** The id of what was posted; null when Teams gives none. */
  send(reference: ConversationRef, message: TeamsMessage): Promise<string | null>;
  update(reference: ConversationRef, messageId: string, message: TeamsMessage): Promise<void>;
  remove(reference: ConversationRef, messageId: string): Promise<void>;
  /** Opens a private chat with someone who is met in a conversation, and gives its id: the same one every time. */
  openChat(reference: ConversationRef, account: string): Promise<string>;
}

/** Time, so that tests need none. */
export interface RetryTimes {
  wait(ms: number): Promise<void>;
  /** Resolves when a call has taken too long; gives up quietly when the signal comes first. */
  timeLimit(ms: number, signal: AbortSignal): Promise<void>;
}

export interface TeamsAdapterOptions {
  connector: Connector;
  references: ConversationRefs;
  /** Null without credentials: then this machine's own services may be talked to. */
  appId: string | null;
  timing: RetryTimes;
  note: LogNote;
  replies: PrivateReplies;
  /** Where pictures come from; without it there are none. */
  casebook: Pick<CaseQueries, "page" | "line"> | null;
  /** How the bot signs in, to be named when that fails. Never the secret. */
  signIn: Readonly<Record<string, string>>;
}

/** A door that can also say things that are in no outbox. */
export interface TeamsAdapter extends ChannelAdapter {
  sendMessage(reference: ConversationRef, message: TeamsMessage): Promise<void>;
  /** To one person alone, also while a tap of theirs is being answered. */
  sendPrivate(delivery: Delivery, person: Actor): Promise<DeliveryResult>;
  /** Waits for pictures that are still on their way. */
  settle(): Promise<void>;
}

const SEND_ATTEMPTS = 4;
const MAX_RETRY_WAIT = 20_000;
const CALL_TIMEOUT = 15_000;

export function createTeamsAdapter({
  connector,
  references,
  appId,
  timing,
  note,
  replies,
  casebook,
  signIn,
}: TeamsAdapterOptions): TeamsAdapter {
  const pictureSender =
    casebook &&
    createPictureSender({
      casebook,
      send: (reference, message) => call(() => connector.send(reference, message)),
      note,
    });

  /** One call. It may have been carried out when it takes too long, so that is never tried again here. */
  async function call<T>(work: () => Promise<T>): Promise<T> {
    const over = new AbortController();
    const limit = timing.timeLimit(CALL_TIMEOUT, over.signal).then(() => {
      throw new DeliveryError("unsure", "timeout");
    });
    // The loser of the race may still fail: nobody waits for it any more.
    limit.catch(() => {});
    const working = work();
    working.catch(() => {});
    try {
      return await Promise.race([working, limit]);
    } catch (error) {
      const fault = teamsDeliveryError(error);
      // The commonest cause is an app of another type or tenant, so the log says which one was tried.
      if (fault.code.startsWith("token_")) note("teams.token.refused", { code: fault.code, ...signIn });
      throw fault;
    } finally {
      over.abort();
    }
  }

  /** Tries again only what was surely not delivered, and only for a while. */
  async function withRetry<T>(work: () => Promise<T>, delivery: Delivery | null): Promise<T> {
    let waited = 0;
    for (let attempt = 1; ; attempt += 1) {
      if (delivery) assertClaimValid(delivery);
      try {
        return await call(work);
      } catch (error) {
        const fault = teamsDeliveryError(error);
        const pause = fault.retryAfterMs ?? 500 * 2 ** attempt;
        if (fault.kind !== "later" || attempt === SEND_ATTEMPTS || waited + pause > MAX_RETRY_WAIT)
          throw fault;
        note("teams.send.retry", { code: fault.code, attempt, pause });
        await timing.wait(pause);
        waited += pause;
      }
    }
  }

  async function referenceFor(delivery: Delivery): Promise<ConversationRef> {
    const { thread } = delivery;
    const reference = await references.get(thread);
    if (reference !== null) return checked(reference);
    // nobody speaks in a channel itself: it is reached as the thread of the case is
    const home = thread.thread === "" ? await homeIn(delivery) : null;
    const near = home && (await references.get(home));
    if (near) return checked({ ...near, conversation: { ...near.conversation, id: thread.channel } });
    if (appId === null) throw new DeliveryError("refused", "no_reference");
    return derivedReference(thread, appId);
  }

  function checked(reference: ConversationRef): ConversationRef {
    if (!mayReach(reference.serviceUrl, appId === null)) throw new DeliveryError("refused", "service_host");
    return reference;
  }

  /** Sends or updates the messages of a view in order. After the first of them, a failure leaves a part behind. */
  async function sendAll(
    reference: ConversationRef,
    messages: readonly TeamsMessage[],
    ids: readonly string[],
    delivery: Delivery | null = null,
  ): Promise<DeliveryResult> {
    const sentIds: (string | null)[] = [];
    for (const [at, message] of messages.entries()) {
      const id = ids[at];
      try {
        if (id === undefined)
          sentIds.push(await withRetry(() => connector.send(reference, message), delivery));
        else {
          await withRetry(() => connector.update(reference, id, message), delivery);
          sentIds.push(id);
        }
      } catch (error) {
        const fault = teamsDeliveryError(error);
        throw at === 0 || ids.length > at
          ? fault
          : new DeliveryError("unsure", `partly_${fault.code}`, null, fault);
      }
    }
    // What is left over from a longer version would contradict the new one; Teams may refuse, and then it stays.
    for (const id of ids.slice(messages.length))
      await call(() => connector.remove(reference, id)).catch((error) =>
        note("teams.remove.failed", { code: teamsDeliveryError(error).code }),
      );
    const at = messageTime(sentIds.at(-1));
    return {
      messageIds: sentIds.every((id): id is string => Boolean(id)) ? sentIds : [],
      ...(at !== undefined && { at }),
    };
  }

  async function show(
    reference: ConversationRef,
    delivery: Delivery,
    ids: readonly string[],
  ): Promise<DeliveryResult> {
    // what is put in its own place again is no second copy
    const view = delivery.repeat && ids.length === 0 ? sentAgain(delivery.view) : delivery.view;
    const home = delivery.thread.thread === "" ? await homeIn(delivery) : null;
    const link = home && threadAddress(home);
    for (const cap of MESSAGE_SIZE_CAPS) {
      try {
        const shared = isShared(reference.conversation);
        const messages = render(view, { slot: delivery.slot, cap, shared, ...(link && { link }) });
        return await sendAll(reference, messages, ids, delivery);
      } catch (error) {
        if (!(error instanceof DeliveryError) || !TOO_BIG_CODES.has(error.code)) throw error;
        note("teams.send.split", { code: error.code, cap });
      }
    }
    throw new DeliveryError("refused", "MessageSizeTooBig");
  }

  /** Where the case of a view is held, when that is a thread of this channel. */
  async function homeIn({ thread, view }: Delivery): Promise<ThreadKey | null> {
    const home = view.handle === null ? null : ((await casebook?.line(view.handle, thread))?.thread ?? null);
    return home?.channel === thread.channel && threadRootOf(home) !== null ? home : null;
  }

  /** Where a person can be talked to alone; null when there is no such place, or Teams will not say. */
  async function privateChat(delivery: Delivery, person: Actor): Promise<ConversationRef | null> {
    const key = privateChatOf(delivery.thread.tenant, person);
    const known = await references.get(key);
    if (known !== null) return checked(known);
    const met = await referenceFor(delivery);
    // Without a channel there is no thread to be met in, only a person to be found.
    if (met.conversation.type === "personal" && delivery.thread.channel !== "") return met;
    const account = accountOf(person);
    if (account === null) return null;
    try {
      const id = await call(() => connector.openChat(met, account));
      const chat: ConversationRef = { ...met, conversation: { ...met.conversation, id, type: "personal" } };
      await references.put(key, chat);
      return chat;
    } catch (error) {
      // Nothing was said yet, so there is nothing that could be said twice.
      note("teams.chat.refused", { code: teamsDeliveryError(error).code });
      return null;
    }
  }

  async function sendPrivate(delivery: Delivery, person: Actor): Promise<DeliveryResult> {
    const chat = await privateChat(delivery, person);
    if (chat !== null) {
      try {
        return await show(chat, delivery, []);
      } catch (error) {
        // A person can block the bot or remove it: then the thread is what is left.
        const refused = error instanceof DeliveryError && error.kind === "refused";
        if (!refused || chat.conversation.id === delivery.thread.thread) throw error;
        note("teams.tell.refused", { code: error.code });
      }
    }
    if (delivery.thread.channel === "") throw new DeliveryError("refused", "no_private_chat");
    const { notification } = delivery.view;
    const message = mentionMessage(person, delivery.repeat ? `${SENT_AGAIN} ${notification}` : notification);
    return sendAll(await referenceFor(delivery), [message], [], delivery);
  }

  return {
    platform: TEAMS_PLATFORM,
    sendPrivate,

    channelOf(thread) {
      if (threadRootOf(thread) === null) return null;
      return { place: { ...thread, thread: "" }, when: "always" };
    },

    async post(delivery) {
      const reference = await referenceFor(delivery);
      const delivered = await show(reference, delivery, []);
      pictureSender?.sendPictureFor(reference, delivery);
      return delivered;
    },

    async update(delivery, messageIds) {
      return show(await referenceFor(delivery), delivery, messageIds);
    },

    /** In the person's private chat where there can be one; else in the thread, by name and without findings. */
    async tell(delivery, person) {
      if (await replies.wasAlreadyShown(delivery.thread, person, delivery.slot)) return { messageIds: [] };
      return sendPrivate(delivery, person);
    },

    async sendMessage(reference, message) {
      await sendAll(checked(reference), [message], []);
    },

    async settle() {
      await pictureSender?.settle();
    },
  };
}

/** The message that a channel's thread hangs on; null for a chat. */
const threadRootOf = ({ channel, thread }: ThreadKey): string | null =>
  thread.startsWith(`${channel};messageid=`) ? thread.slice(`${channel};messageid=`.length) : null;

/** A link that opens a thread of a channel. */
const threadAddress = (thread: ThreadKey): string =>
  `https://teams.microsoft.com/l/message/${encodeURI(thread.channel)}/${threadRootOf(thread) ?? ""}`;

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

/** A message that calls one person by name, where others read along. */
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
