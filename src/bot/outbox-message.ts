/** A message on its way: what an outbox row holds, and how a turn's views become rows. */

import type { ChannelOfThread, ThreadKey } from "../adapter.ts";
import type { Actor } from "../case/encounter.ts";
import type { NewPost } from "../store/store.ts";
import type { Outbound } from "../views/outbound.ts";
import { traitsOf } from "../views/view-kinds.ts";

/** What an outbox row says. */
export interface OutboxMessage extends OutgoingMessage {
  /** Where the case's hash chain ended when this was composed; the posted decision shows it. */
  record?: { seq: number; head: string };
}

/**
 * Whether people need the fallback when it cannot be posted. What only changes a posted message says nothing new;
 * what the channel sees is in the thread as well.
 */
export const isVital = ({ view, audience, secondRoute, onlyUpdate }: OutboxMessage): boolean =>
  !secondRoute && !onlyUpdate && audience.kind !== "channel" && traitsOf(view).vital === true;

/** The view to show; marked when it stands in for another message. */
export type OutgoingMessage = Outbound & { secondRoute?: true };

/** Where the people are: an answer to the person who acted goes where they acted. */
export interface TurnThreads {
  actingThread: ThreadKey;
  caseThread: ThreadKey;
  /** The channel of the case's thread, if there is one. */
  channel: ChannelOfThread | null;
  actor: Actor;
}

/** The rows for a turn's views. `end`: where the chain ends after the turn; null when they belong to no case. */
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

/** A message for the channel besides the thread: separate, in its own order, retried by itself. */
const inChannel = (outbound: OutgoingMessage, { channel }: TurnThreads): OutgoingMessage[] =>
  // updating a message that the channel does not have does nothing
  outbound.broadcast === true && (channel?.when === "always" || (channel && outbound.onlyUpdate))
    ? [forChannel(outbound)]
    : [];

/** A thread's message as one for its channel. It offers only what works for a reader outside the thread. */
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
      // each person has a queue of their own: one who cannot be reached does not hold up the next
      const { platform, tenant, channel = "", user = "" } = audience.route;
      return { platform, tenant, channel, thread: user };
    }
  }
}

export const parseOutboxMessage = (body: string): OutboxMessage => JSON.parse(body) as OutboxMessage;
