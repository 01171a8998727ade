/** A message on its way: what an outbox row holds, and how a turn's words become rows. */

import type { ChannelOfThread, ThreadKey } from "../adapter.ts";
import type { Actor } from "../case/encounter.ts";
import type { NewPost } from "../store/store.ts";
import type { Outbound } from "../views/outbound.ts";
import { traitsOf } from "../views/view-kinds.ts";

/** What an outbox row says. */
export interface OutboxMessage extends OutgoingMessage {
  /** Where the case's chain ended when this was said: the posted decision is its witness. */
  record?: { seq: number; head: string };
}

/**
 * Whether people are told another way when it cannot be posted. What only changes a posted message says nothing that is
 * not said elsewhere; what the channel sees stands in the thread as well.
 */
export const isVital = ({ view, audience, secondRoute, onlyUpdate }: OutboxMessage): boolean =>
  !secondRoute && !onlyUpdate && audience.kind !== "channel" && traitsOf(view).vital === true;

/** What is to be said; marked when it is said because another message could not be. */
export type OutgoingMessage = Outbound & { secondRoute?: true };

/** Where people are: what is said to the one who acted is said where they did. */
export interface TurnThreads {
  actingThread: ThreadKey;
  caseThread: ThreadKey;
  /** The channel of the case's thread, where there is one. */
  channel: ChannelOfThread | null;
  actor: Actor;
}

/** The rows for what a turn says. `end`: where the chain ends after it; null when it belongs to no case. */
export function postsOf(
  said: readonly OutgoingMessage[],
  places: TurnThreads,
  end: { seq: number; head: string } | null,
  newId: () => string,
): NewPost[] {
  return said
    .flatMap((outbound) => [outbound, ...inChannel(outbound, places)])
    .map((outbound) => {
      const message: OutboxMessage = {
        ...outbound,
        ...(end && traitsOf(outbound.view).decision && { record: end }),
      };
      return {
        id: newId(),
        thread: destinationOf(outbound, places),
        body: JSON.stringify(message),
        ...(KEPT_AUDIENCES.has(outbound.audience.kind) && { slot: outbound.slot }),
      };
    });
}

/** Messages that can be changed later. */
const KEPT_AUDIENCES: ReadonlySet<Outbound["audience"]["kind"]> = new Set(["thread", "channel"]);

/** What the channel sees beside the thread: its own message, in its own order, tried by itself. */
const inChannel = (outbound: OutgoingMessage, { channel }: TurnThreads): OutgoingMessage[] =>
  // a change of one that the channel does not have changes nothing
  outbound.broadcast === true && (channel?.when === "always" || (channel && outbound.onlyUpdate))
    ? [forChannel(outbound)]
    : [];

/** The message of a thread as one for its channel. Only what a reader who is not in the thread can do is offered. */
export const forChannel = (outbound: OutgoingMessage): OutgoingMessage => ({
  ...outbound,
  slot: `channel:${outbound.slot}`,
  audience: { kind: "channel" },
  broadcast: false,
});

/** Another place has its own order: it must not wait for the case's thread. */
function destinationOf(
  { audience, secondRoute }: OutgoingMessage,
  { actingThread, caseThread, channel, actor }: TurnThreads,
): ThreadKey {
  switch (audience.kind) {
    case "thread":
      return caseThread;
    case "channel":
      return channel?.place ?? caseThread;
    case "person": {
      const { platform, tenant } = caseThread;
      if (secondRoute) return { platform, tenant, channel: "", thread: audience.person.id };
      return audience.person.id === actor.id ? actingThread : caseThread;
    }
    case "route": {
      // each person has a lane: one who cannot be reached does not hold up the next
      const { platform, tenant, channel = "", user = "" } = audience.route;
      return { platform, tenant, channel, thread: user };
    }
  }
}

export const parseOutboxMessage = (body: string): OutboxMessage => JSON.parse(body) as OutboxMessage;
