/** The seam between the bot and a platform: what an adapter hands in, and what it is asked to send. */
import type { Actor } from "./case/encounter.ts";
import type { Act, Inbound } from "./case/inbound.ts";
import type { OpeningRequest } from "./language/opening.ts";
import type { ListedCase, Outbound, View } from "./views/outbound.ts";

/** A conversation in which cases are discussed. Every part is needed: without one, two patients' threads would mix. */
export interface ThreadKey {
  platform: string;
  /** Workspace or tenant. */
  tenant: string;
  channel: string;
  thread: string;
}

const TO_OPEN = "new:";

/**
 * A thread that does not exist yet: the first message that is posted in it opens it, and then it has the platform's name.
 * @param name any name that no other has
 */
export const threadToOpen = (place: Omit<ThreadKey, "thread">, name: string): ThreadKey => ({
  platform: place.platform,
  tenant: place.tenant,
  channel: place.channel,
  thread: `${TO_OPEN}${name}`,
});

/** Whether nothing was posted in a thread yet, and it has no name on its platform. */
export const isToOpen = ({ thread }: Pick<ThreadKey, "thread">): boolean => thread.startsWith(TO_OPEN);

/** Something a person did, as an adapter understood it. */
export interface Request {
  /**
   * The platform's name for the delivery, and every other name under which the same act can arrive (an event id, and
   * channel plus timestamp). It is handled once, whichever comes first, also after a restart. The first name is this
   * delivery's alone. Empty: it cannot be redelivered.
   */
  deliveries: readonly string[];
  thread: ThreadKey;
  inbound: Inbound;
  /** The person acted somewhere the thread is not visible: on a copy in their private chat. */
  elsewhere?: true;
  /** The messages that the person answered, tapped or wrote below, nearest first, by their ids in the channel. */
  replyTo?: readonly string[];
}

/** The outcome of a request. */
export interface Receipt {
  /**
   * `handled`: recorded, and the answer is on its way. `duplicate`: already handled. `ignored`: not for the bot.
   * `not-recorded`: nothing was stored; the reply asks the person to try again. Without a reply we do not know whether it
   * was for the bot, and the platform should deliver it again.
   */
  outcome: "handled" | "duplicate" | "ignored" | "not-recorded";
  handle: string | null;
  /** The views of the turn, in order. The outbox sends all of them. */
  said: readonly Outbound[];
  /** Shown at once to the person who acted, by the adapter. It is not in the outbox and is shown only once. */
  reply: readonly View[];
}

/** One message for an adapter to deliver. */
export interface Delivery {
  /** The outbox row: the same for every attempt, so that a platform can be asked whether it was delivered. */
  key: string;
  thread: ThreadKey;
  slot: string;
  view: View;
  broadcast: boolean;
  /** An earlier attempt may have been delivered: a decision is marked as a repeat. */
  repeat: boolean;
  /**
   * Whether this process may still send it. After a stall another process may be about to, and would not see what this
   * one sends. Always true when left out.
   */
  inTime?: () => boolean;
}

/** What an adapter shows outside the outbox: to one person, and now. */
export const directDelivery = (thread: ThreadKey, slot: string, view: View): Delivery => ({
  key: `direct:${slot}`,
  thread,
  slot,
  view,
  broadcast: false,
  repeat: false,
});

/** The platform's names for what was delivered. */
export interface DeliveryResult {
  /** A long view becomes several messages, in order. Null when the platform did not name them all: it cannot be updated. */
  messageIds: readonly string[];
  /** When the post became visible, by the platform's clock, in milliseconds since the epoch. Left out: not reported. */
  at?: number;
  /** The channel they are in, if it is not the delivery's own: a private chat with one person. */
  channel?: string;
  /** For a message to one person: the thread of their private chat, where it was sent there. */
  chat?: ThreadKey;
  /** The thread that the message opened, where the delivery's did not exist yet. */
  opened?: ThreadKey;
}

/** Where a channel shows what was posted in one of its threads. */
export interface ChannelOfThread {
  place: ThreadKey;
  when: "always" | "thread-refused";
}

/** How messages leave for a platform. Every failure is a DeliveryError. */
export interface ChannelAdapter {
  readonly platform: string;
  /**
   * The channel that a thread belongs to, and when a message for the whole channel is posted there separately: always, or
   * only when the thread cannot be posted to, because the thread's own message is visible in the channel. Null for a chat.
   */
  channelOf?(thread: ThreadKey): ChannelOfThread | null;
  /** Whether a refusal says that its place takes no message of the bot at all. Never, when left out. */
  isClosedPlace?(code: string): boolean;
  /**
   * In the delivery's thread; with an empty `thread`, as a new message of its channel. In a thread that does not exist
   * yet it is the message that opens it.
   */
  post(delivery: Delivery): Promise<DeliveryResult>;
  /** @param messageIds what the earlier call returned for the message to replace */
  update(delivery: Delivery, messageIds: readonly string[]): Promise<DeliveryResult>;
  /**
   * To one person alone: ephemeral in the thread where the platform can, else in a private chat; with an empty
   * `channel`, always in a private chat.
   */
  tell(delivery: Delivery, person: Actor): Promise<DeliveryResult>;
  /** Whether a thread can no longer be posted to because its first message was deleted. Never, when left out. */
  isLost?(thread: ThreadKey): Promise<boolean>;
}

/** The bot, as an adapter sees it. */
export interface Bot {
  /**
   * Takes anything a person did, also in a thread without a case: the bot decides whether it begins a case, belongs to
   * one or is not meant for it. Cheap enough for every message of a channel.
   */
  receive(request: Request): Promise<Receipt>;
  /** The form for a tap that opens one, or a notice saying why there is none. */
  form(thread: ThreadKey, handle: string, act: Extract<Act, { do: "form" }>, actor: Actor): Promise<View>;
  /** A person's open cases, the most urgent first. */
  cases(actor: Actor): Promise<View>;
  /** What words ask for that are said to the bot where no case is open. */
  readOpening(words: string): OpeningRequest;
}

/** One message as it was posted, in the order of its thread. */
export interface PostedMessage {
  /** Names the message, and stays the same. */
  key: string;
  /** Grows with each message of the thread, so that a reader can ask for what came after the last one seen. */
  position: number;
  /** When it was posted, in milliseconds since the epoch. */
  at: number;
  outbound: Outbound;
}

/** A case in a list, for an adapter that links to it. */
export interface CaseLine extends ListedCase {
  thread: ThreadKey | null;
  closed: boolean;
  owner: Actor;
}

/** A picture of a case, with everything it shows in words. */
export interface CasePicture {
  /** "windows" or "legs". */
  name: string;
  svg: string;
  /** In units of the SVG. */
  width: number;
  height: number;
  /** It is laid out to the requested width by wrapping its words; otherwise it has one fixed width. */
  breaks: boolean;
  words: string;
}

/** A case on one page. */
export interface CasePage {
  line: CaseLine;
  views: readonly View[];
  /**
   * Drawn on request.
   * @param width for pictures that can wrap their words instead of shrinking; CSS pixels, 320 or more
   */
  pictures(width?: number): readonly CasePicture[];
}

/**
 * What is on record, for an adapter whose platform keeps no messages: every call reads the store. `place`
 * keeps one tenant from reading another's cases.
 */
export interface CaseQueries {
  /** The messages of a thread after a position; 0 for all. Nothing of a forgotten case. */
  posted(thread: ThreadKey, after: number): Promise<readonly PostedMessage[]>;
  /**
   * The open cases: unreadable ones first, then the most urgent and the next due.
   * @param owner an actor's id, for that person's cases; everybody's when left out
   */
  list(place: Pick<ThreadKey, "platform" | "tenant">, owner?: string): Promise<readonly CaseLine[]>;
  /** The case that a thread holds, or the last one it held. */
  inThread(thread: ThreadKey): Promise<CaseLine | null>;
  /** Where a case is and its present state, without the rest of what `page` shows. */
  line(handle: string, place: Pick<ThreadKey, "platform" | "tenant">): Promise<CaseLine | null>;
  page(handle: string, place: Pick<ThreadKey, "platform" | "tenant">): Promise<CasePage | null>;
}
