/**
 * Posts that ask something, and since when each was visible. Words that say nothing but yes, no, a number or a time
 * belong to the lowest of them visible when the platform received the words: nobody answers what they cannot see.
 */

import type { Encounter, EncounterEvent } from "../case/encounter.ts";
import type { AskingPost, StandingPost } from "../case/inbound.ts";
import { checkSlot } from "../views/check.ts";
import { panelSlot } from "../views/panel.ts";
import { proposalSlot } from "../views/proposal-card.ts";
import { questionSlot } from "../views/question.ts";

/** The outcome of one message of the case. */
export interface PostedSlot {
  slot: string;
  /** Grows with each message of the thread. */
  position: number;
  state: "pending" | "sending" | "sent" | "dead";
  /** When it became visible, by the platform's clock; milliseconds since the epoch. Null: it was not delivered. */
  deliveredAt: number | null;
  /** It is being sent, or an attempt ended unseen: people may be reading it. */
  maybeDelivered?: boolean;
}

/** A visible post that asks. */
export interface ShownPost {
  asks: AskingPost;
  /** The id of the actor whose act it followed. */
  after: string;
  /** For how long it was visible when the person acted; milliseconds. */
  shownMs: number;
  /** Another post that asks may stand below it already: whether the platform took that one is not known. */
  unsure: boolean;
  /** The post says something else by now, such as the answer. */
  changed: boolean;
}

/** What a post asks: a question, several questions, whether a list of findings is right, or a confirmation. */
export type AskingKind = "question" | "panel" | "proposal" | "check";

interface AskedSlot {
  slot: string;
  asks: AskingPost;
  after: string;
}

/** How many of the latest posts that ask are looked up: older ones are far above what anybody answers. */
const LATEST_ASKED = 60;

function askedBy(event: EncounterEvent): AskedSlot | null {
  const after = event.actor.id;
  switch (event.type) {
    case "asked": {
      const { question, rev } = event;
      return { slot: questionSlot(question, rev), asks: { question, rev }, after };
    }
    case "panel-asked":
      return { slot: panelSlot(event.panel), asks: { panel: event.panel }, after };
    case "proposed": {
      const { proposal } = event;
      return { slot: proposalSlot(proposal), asks: { proposal }, after };
    }
    case "check-asked":
      return { slot: checkSlot(event.number), asks: { check: event.number }, after };
    default:
      return null;
  }
}

const latestAsked = ({ events }: Encounter): AskedSlot[] =>
  events.flatMap((event) => askedBy(event) ?? []).slice(-LATEST_ASKED);

/** The slots whose posts a turn needs to look up. */
export const askingSlots = (encounter: Encounter): string[] => [
  ...new Set(latestAsked(encounter).map(({ slot }) => slot)),
];

/**
 * The lowest post that asks and was visible at a moment of the platform's clock; null when there was none.
 * @param kinds limits the search to posts that ask one of these
 */
export function lowestAskingPost(
  encounter: Encounter,
  posts: readonly PostedSlot[],
  at: number,
  kinds: readonly AskingKind[] = [],
): ShownPost | null {
  const asking = latestAsked(encounter).filter(
    ({ asks }) => kinds.length === 0 || kinds.some((kind) => kind in asks),
  );
  const slots = new Set(asking.map(({ slot }) => slot));
  const lowest = posts
    .filter(({ slot, deliveredAt }) => slots.has(slot) && deliveredAt !== null && deliveredAt <= at)
    .reduce<PostedSlot | null>((low, each) => (low && low.position > each.position ? low : each), null);
  if (!lowest) return null;
  const asked = asking.filter(({ slot }) => slot === lowest.slot);
  const copies = posts.filter(({ slot }) => slot === lowest.slot).toSorted((a, b) => a.position - b.position);
  // what was asked twice has two posts: the last of the one is the last of the other
  const fromLast = copies.length - 1 - copies.indexOf(lowest);
  const own = asked.at(-1 - fromLast) ?? asked[0];
  if (!own) return null;
  return {
    asks: own.asks,
    after: own.after,
    shownMs: at - (lowest.deliveredAt ?? at),
    unsure: mayHaveStoodLower(latestAsked(encounter), posts, lowest, at),
    changed: posts.some(
      ({ slot, position, state, deliveredAt }) =>
        slot === lowest.slot && position > lowest.position && state === "sent" && deliveredAt === null,
    ),
  };
}

/**
 * Whether another post that asks may have stood below one: its sending ended unseen or goes on, or its platform did not
 * say when it came.
 */
const mayHaveStoodLower = (
  asked: readonly AskedSlot[],
  posts: readonly PostedSlot[],
  { slot: own, position }: PostedSlot,
  at: number,
): boolean =>
  posts.some(({ slot, position: other, maybeDelivered, deliveredAt }) => {
    if (slot === own || other < position) return false;
    if (deliveredAt !== null) return at < deliveredAt && at >= deliveredAt - UNDATED_DELIVERY_MS;
    const copies = posts.filter((each) => each.slot === slot && each.deliveredAt !== null).length;
    return maybeDelivered === true && asked.filter((each) => each.slot === slot).length > copies;
  });

/** A post whose platform took it and did not say when: people can read it this long after our receipt at the latest. */
export const UNDATED_DELIVERY_MS = 2000;

/**
 * Since when at the latest the newest post of a slot stood, where its platform did not say; undefined when the slot has
 * none. Infinity: it is being sent, so whoever acts on it has it before us.
 */
export function knownSince(posts: readonly PostedSlot[], slot: string | null): number | undefined {
  const own = posts.filter((post) => post.slot === slot);
  const times = own.flatMap(({ deliveredAt }) => deliveredAt ?? []);
  if (times.length > 0) return Math.max(...times) - UNDATED_DELIVERY_MS;
  return own.some(({ maybeDelivered }) => maybeDelivered) ? Number.POSITIVE_INFINITY : undefined;
}

/** The same for a post that the adapter itself reports from the person's screen. */
export function seenPost(encounter: Encounter, { forMs, ...asks }: StandingPost): ShownPost {
  const same = ({ asks: other }: AskedSlot) => {
    if ("proposal" in asks) return "proposal" in other && other.proposal === asks.proposal;
    if ("check" in asks) return "check" in other && other.check === asks.check;
    if ("panel" in asks) return "panel" in other && other.panel === asks.panel;
    return "question" in other && other.question === asks.question && other.rev === asks.rev;
  };
  return {
    asks,
    after: latestAsked(encounter).findLast(same)?.after ?? "",
    shownMs: forMs,
    unsure: false,
    changed: false,
  };
}

/** Whether a slot was posted, and the platform refused each of its posts for good. */
export function isRefused(posts: readonly PostedSlot[], slot: string): boolean {
  const own = posts.filter((post) => post.slot === slot);
  return own.length > 0 && own.every(({ state }) => state === "dead");
}

/** Whether a slot has a post that may or may not be visible: its outcome is not known yet. */
export const isOnItsWay = (posts: readonly PostedSlot[], slot: string): boolean =>
  posts.some((post) => post.slot === slot && (post.state === "pending" || post.state === "sending"));
