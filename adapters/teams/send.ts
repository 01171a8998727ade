/** The door of Teams: single messages out, each failure a SendFault, nothing sent a second time by itself. */
import {
  type Actor,
  type Casebook,
  type Delivered,
  type Delivery,
  type Door,
  mustBeInTime,
  SENT_AGAIN,
  SendFault,
  sentAgain,
} from "../../src/index.ts";
import { isShared } from "./activity.ts";
import { sendFaultOf } from "./faults.ts";
import { createIllustrator } from "./illustrate.ts";
import type { Note } from "./log.ts";
import { NOTICES } from "./notices.ts";
import { accountOf, PLATFORM } from "./parse.ts";
import type { PrivateReplies } from "./private-replies.ts";
import { derivedReference, mayReach, privateChatOf, type Reference, type References } from "./reference.ts";
import { CAPS, type Message, render } from "./render.ts";

/** What the SDK does for us. */
export interface Connector {
  /** The id of what was posted; null when Teams gives none. */
  send(reference: Reference, message: Message): Promise<string | null>;
  update(reference: Reference, messageId: string, message: Message): Promise<void>;
  remove(reference: Reference, messageId: string): Promise<void>;
  /** Opens a private chat with someone who is met in a conversation, and gives its id: the same one every time. */
  openChat(reference: Reference, account: string): Promise<string>;
}

/** Time, so that tests need none. */
export interface Timing {
  wait(ms: number): Promise<void>;
  /** Resolves when a call has taken too long; gives up quietly when the signal comes first. */
  deadline(ms: number, signal: AbortSignal): Promise<void>;
}

export interface Sending {
  connector: Connector;
  references: References;
  /** Null without credentials: then this machine's own services may be talked to. */
  appId: string | null;
  timing: Timing;
  note: Note;
  replies: PrivateReplies;
  /** Where pictures come from; without it there are none. */
  casebook: Pick<Casebook, "page"> | null;
  /** How the bot signs in, to be named when that fails. Never the secret. */
  signIn: Readonly<Record<string, string>>;
}

/** A door that can also say things that are in no outbox. */
export interface TeamsDoor extends Door {
  say(reference: Reference, message: Message): Promise<void>;
  /** To one person alone, also while a tap of theirs is being answered. */
  confide(delivery: Delivery, person: Actor): Promise<Delivered>;
  /** Waits for pictures that are still on their way. */
  settle(): Promise<void>;
}

const TRIES = 4;
const LONGEST_WAIT = 20_000;
const CALL_LIMIT = 15_000;

export function createDoor({
  connector,
  references,
  appId,
  timing,
  note,
  replies,
  casebook,
  signIn,
}: Sending): TeamsDoor {
  const illustrator =
    casebook &&
    createIllustrator({
      casebook,
      send: (reference, message) => call(() => connector.send(reference, message)),
      note,
    });

  /** One call. It may have been carried out when it takes too long, so that is never tried again here. */
  async function call<T>(work: () => Promise<T>): Promise<T> {
    const over = new AbortController();
    const limit = timing.deadline(CALL_LIMIT, over.signal).then(() => {
      throw new SendFault("unsure", "timeout");
    });
    // The loser of the race may still fail: nobody waits for it any more.
    limit.catch(() => {});
    const working = work();
    working.catch(() => {});
    try {
      return await Promise.race([working, limit]);
    } catch (error) {
      const fault = sendFaultOf(error);
      // The commonest cause is an app of another type or tenant, so the log says which one was tried.
      if (fault.code.startsWith("token_")) note("teams.token.refused", { code: fault.code, ...signIn });
      throw fault;
    } finally {
      over.abort();
    }
  }

  /** Tries again only what was surely not delivered, and only for a while. */
  async function insist<T>(work: () => Promise<T>, delivery: Delivery | null): Promise<T> {
    let waited = 0;
    for (let attempt = 1; ; attempt += 1) {
      if (delivery) mustBeInTime(delivery);
      try {
        return await call(work);
      } catch (error) {
        const fault = sendFaultOf(error);
        const pause = fault.retryAfterMs ?? 500 * 2 ** attempt;
        if (fault.kind !== "later" || attempt === TRIES || waited + pause > LONGEST_WAIT) throw fault;
        note("teams.send.retry", { code: fault.code, attempt, pause });
        await timing.wait(pause);
        waited += pause;
      }
    }
  }

  async function referenceFor({ thread }: Delivery): Promise<Reference> {
    const reference = await references.get(thread);
    if (reference !== null) return checked(reference);
    if (appId === null) throw new SendFault("refused", "no_reference");
    return derivedReference(thread, appId);
  }

  function checked(reference: Reference): Reference {
    if (!mayReach(reference.serviceUrl, appId === null)) throw new SendFault("refused", "service_host");
    return reference;
  }

  /** Sends or updates the messages of a view in order. After the first of them, a failure leaves a part behind. */
  async function lay(
    reference: Reference,
    messages: readonly Message[],
    ids: readonly string[],
    delivery: Delivery | null = null,
  ): Promise<Delivered> {
    const laid: (string | null)[] = [];
    for (const [at, message] of messages.entries()) {
      const id = ids[at];
      try {
        if (id === undefined) laid.push(await insist(() => connector.send(reference, message), delivery));
        else {
          await insist(() => connector.update(reference, id, message), delivery);
          laid.push(id);
        }
      } catch (error) {
        const fault = sendFaultOf(error);
        throw at === 0 || ids.length > at
          ? fault
          : new SendFault("unsure", `partly_${fault.code}`, null, fault);
      }
    }
    // What is left over from a longer version would contradict the new one; Teams may refuse, and then it stays.
    for (const id of ids.slice(messages.length))
      await call(() => connector.remove(reference, id)).catch((error) =>
        note("teams.remove.failed", { code: sendFaultOf(error).code }),
      );
    return { messageId: laid.every((id): id is string => Boolean(id)) ? laid.join(" ") : null };
  }

  async function show(reference: Reference, delivery: Delivery, ids: readonly string[]): Promise<Delivered> {
    // what is put in its own place again is no second copy
    const view = delivery.repeat && ids.length === 0 ? sentAgain(delivery.view) : delivery.view;
    for (const cap of CAPS) {
      try {
        const shared = isShared(reference.conversation);
        const messages = render(view, { slot: delivery.slot, cap, shared });
        return await lay(reference, messages, ids, delivery);
      } catch (error) {
        if (!(error instanceof SendFault) || !TOO_BIG.has(error.code)) throw error;
        note("teams.send.split", { code: error.code, cap });
      }
    }
    throw new SendFault("refused", "MessageSizeTooBig");
  }

  /** The channel sees an alert as a post of its own, without buttons: the case goes on in its thread. */
  async function broadcast(reference: Reference, delivery: Delivery): Promise<void> {
    const channel = {
      ...reference,
      conversation: { ...reference.conversation, id: delivery.thread.channel },
    };
    try {
      const view = delivery.repeat ? sentAgain(delivery.view) : delivery.view;
      await lay(channel, render({ ...view, actions: [] }), []);
    } catch (error) {
      // The thread has it; failing now would post it there twice.
      note("teams.broadcast.failed", { code: sendFaultOf(error).code });
    }
  }

  /** Where a person can be talked to alone; null when there is no such place, or Teams will not say. */
  async function privateChat(delivery: Delivery, person: Actor): Promise<Reference | null> {
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
      const chat: Reference = { ...met, conversation: { ...met.conversation, id, type: "personal" } };
      await references.put(key, chat);
      return chat;
    } catch (error) {
      // Nothing was said yet, so there is nothing that could be said twice.
      note("teams.chat.refused", { code: sendFaultOf(error).code });
      return null;
    }
  }

  async function confide(delivery: Delivery, person: Actor): Promise<Delivered> {
    const chat = await privateChat(delivery, person);
    if (chat !== null) {
      try {
        return await show(chat, delivery, []);
      } catch (error) {
        // A person can block the bot or remove it: then the thread is what is left.
        const refused = error instanceof SendFault && error.kind === "refused";
        if (!refused || chat.conversation.id === delivery.thread.thread) throw error;
        note("teams.tell.refused", { code: error.code });
      }
    }
    if (delivery.thread.channel === "") throw new SendFault("refused", "no_private_chat");
    const { notification } = delivery.view;
    const message = mentioning(person, delivery.repeat ? `${SENT_AGAIN} ${notification}` : notification);
    return lay(await referenceFor(delivery), [message], [], delivery);
  }

  return {
    platform: PLATFORM,
    confide,

    async post(delivery) {
      const reference = await referenceFor(delivery);
      const delivered = await show(reference, delivery, []);
      const { channel, thread } = delivery.thread;
      if (delivery.broadcast && thread !== "" && thread !== channel) await broadcast(reference, delivery);
      illustrator?.follow(reference, delivery);
      return delivered;
    },

    async update(delivery, messageId) {
      return show(await referenceFor(delivery), delivery, messageId.split(" ").filter(Boolean));
    },

    /** In the person's private chat where there can be one; else in the thread, by name and without findings. */
    async tell(delivery, person) {
      if (await replies.cover(delivery.thread, person, delivery.view)) return { messageId: null };
      return confide(delivery, person);
    },

    async say(reference, message) {
      await lay(checked(reference), [message], []);
    },

    async settle() {
      await illustrator?.settle();
    },
  };
}

const TOO_BIG: ReadonlySet<string> = new Set(["http_413", "MessageSizeTooBig"]);

/** A plain message. */
export const textMessage = (text: string): Message => ({
  type: "message",
  summary: text,
  text,
  textFormat: "plain",
});

const xml = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** A message that calls one person by name, where others read along. */
function mentioning(person: Actor, words: string): Message {
  const name = person.name ?? "Colleague";
  const id = accountOf(person);
  const text = `<at>${xml(name)}</at>`;
  return {
    type: "message",
    summary: words,
    text: `${id === null ? xml(name) : text}: ${xml(words)} ${xml(NOTICES.private)}`,
    textFormat: "xml",
    ...(id !== null && { entities: [{ type: "mention", text, mentioned: { id, name } }] }),
  };
}
