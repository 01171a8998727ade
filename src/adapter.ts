/** The seam between the bot and a platform: what a door hands in, and what it is asked to send. */
import type { Actor } from "./case/encounter.ts";
import type { Act, Inbound } from "./case/inbound.ts";
import type { OpeningRequest } from "./language/opening.ts";
import type { ListedCase, Outbound, View } from "./views/outbound.ts";

/** Where a case is talked about. Every part is needed: leaving one out mixes two patients' threads. */
export interface ThreadKey {
  platform: string;
  /** Workspace or tenant. */
  tenant: string;
  channel: string;
  thread: string;
}

/** Something that a person did, as a door understood it. */
export interface Request {
  /**
   * Names the platform's delivery, and every other name that the same act can arrive under (an event id, and
   * channel plus timestamp): handled once, whichever comes first, also after a restart. The first names this delivery
   * alone. Empty: cannot be redelivered.
   */
  deliveries: readonly string[];
  thread: ThreadKey;
  inbound: Inbound;
  /** The person acted where they do not see the thread: on a copy in their private chat. */
  elsewhere?: true;
  /** Messages that the person answered, tapped or wrote below, the nearest first, by their ids in the channel. */
  replyTo?: readonly string[];
}

/** What became of a request. */
export interface Receipt {
  /**
   * `handled`: recorded, and what it says is on its way. `duplicate`: was handled before. `ignored`: not for the bot.
   * `not-recorded`: nothing was stored; the reply tells the person to try again. Without one nobody knows whether it was
   * for the bot, and the platform is to deliver it again.
   */
  outcome: "handled" | "duplicate" | "ignored" | "not-recorded";
  handle: string | null;
  /** What the turn says, in order. The outbox sends all of it. */
  said: readonly Outbound[];
  /** What the person who acted is shown at once, by the adapter: it is in no outbox, and is said once. */
  reply: readonly View[];
}

/** One message for a door to deliver. */
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
   * Whether this process may still send it: after a standstill another one may be about to, and would not find what is
   * sent then. Always, when it is left out.
   */
  inTime?: () => boolean;
}

/** What a door says beside the outbox: for one person, and now. */
export const directDelivery = (thread: ThreadKey, slot: string, view: View): Delivery => ({
  key: `direct:${slot}`,
  thread,
  slot,
  view,
  broadcast: false,
  repeat: false,
});

/** How a platform names what was delivered. */
export interface DeliveryResult {
  /** A long view is several messages, in their order. None when the platform did not name them all: then it cannot be updated. */
  messageIds: readonly string[];
  /** Since when a post can be read, by the platform's clock, in milliseconds since the epoch. Left out: it did not say. */
  at?: number;
  /** The channel that they stand in, where it is not the delivery's own: a private chat with one person. */
  channel?: string;
}

/** Where a channel sees what was said in one of its threads. */
export interface ChannelOfThread {
  place: ThreadKey;
  when: "always" | "thread-refused";
}

/** A platform's way out. Every failure is a SendFault. */
export interface ChannelAdapter {
  readonly platform: string;
  /**
   * The channel that a thread stands in, and when what is for the whole channel is posted there by itself: always, or
   * only when the thread does not take it, because the thread's own message shows in the channel. Null for a chat.
   */
  channelOf?(thread: ThreadKey): ChannelOfThread | null;
  /** In the delivery's thread; with an empty `thread`, as a new message of its channel. */
  post(delivery: Delivery): Promise<DeliveryResult>;
  /** @param messageIds what an earlier call gave, of the message that is to be replaced */
  update(delivery: Delivery, messageIds: readonly string[]): Promise<DeliveryResult>;
  /**
   * To one person alone: ephemeral in the thread where the platform can, else in a private chat; with an empty
   * `channel`, always in a private chat.
   */
  tell(delivery: Delivery, person: Actor): Promise<DeliveryResult>;
  /** Whether nothing is posted in a thread any more, because what it hangs on was deleted; never, when it is left out. */
  isLost?(thread: ThreadKey): Promise<boolean>;
}

/** The bot, as an adapter sees it. */
export interface Bot {
  /**
   * Takes anything that a person did, also in a thread that has no case: whether it begins one, belongs to one or is not for
   * the bot is decided here. Cheap enough for every message of a channel.
   */
  receive(request: Request): Promise<Receipt>;
  /** A form to fill, for a tap that opens one; or a notice that says why there is none. */
  form(thread: ThreadKey, handle: string, act: Extract<Act, { do: "form" }>, actor: Actor): Promise<View>;
  /** The open cases of a person, the most urgent first. */
  cases(actor: Actor): Promise<View>;
  /** What words ask for that are said to the bot where no case is open. */
  readOpening(words: string): OpeningRequest;
}

/** One message as it was said, in the order of its thread. */
export interface PostedMessage {
  /** Names the message, and stays the same. */
  key: string;
  /** Grows with each message of the thread: what comes after one that was seen is asked for by it. */
  position: number;
  /** When it was said, in milliseconds since the epoch. */
  at: number;
  outbound: Outbound;
}

/** A case in a list, at a door that links to it. */
export interface CaseLine extends ListedCase {
  thread: ThreadKey | null;
  closed: boolean;
  owner: Actor;
}

/** A picture of a case, with all that it shows in words. */
export interface CasePicture {
  /** "windows" or "legs". */
  name: string;
  svg: string;
  /** In units of the SVG. */
  width: number;
  height: number;
  /** It is drawn to the width that is asked for, by breaking its words; else it has the one width. */
  breaks: boolean;
  words: string;
}

/** A case on one page. */
export interface CasePage {
  line: CaseLine;
  views: readonly View[];
  /**
   * Drawn when they are asked for.
   * @param width for pictures that can break their words instead of being made smaller; CSS pixels, 320 or more
   */
  pictures(width?: number): readonly CasePicture[];
}

/**
 * What is on record, for a door that has no memory of its own: everything is read from the store at each call. `place`
 * keeps one tenant from reading another's cases.
 */
export interface CaseQueries {
  /** What was said in a thread after a position; 0 for all of it. Nothing of a forgotten case. */
  posted(thread: ThreadKey, after: number): Promise<readonly PostedMessage[]>;
  /**
   * The open cases, what cannot be read first, then the most urgent and the next due.
   * @param owner whose they are, by an actor's id; everybody's when it is left out
   */
  list(place: Pick<ThreadKey, "platform" | "tenant">, owner?: string): Promise<readonly CaseLine[]>;
  /** The case that a thread holds or held last. */
  inThread(thread: ThreadKey): Promise<CaseLine | null>;
  /** Where a case is and how it stands, without what `page` shows of it. */
  line(handle: string, place: Pick<ThreadKey, "platform" | "tenant">): Promise<CaseLine | null>;
  page(handle: string, place: Pick<ThreadKey, "platform" | "tenant">): Promise<CasePage | null>;
}
