/** A message on its way: what an outbox row holds, and how a turn's words become rows. */

import type { ThreadKey } from "../adapter.ts";
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
 * not said elsewhere.
 */
export const isVital = ({ view, secondRoute, onlyUpdate }: OutboxMessage): boolean =>
  !secondRoute && !onlyUpdate && traitsOf(view).vital === true;

/** What is to be said; marked when it is said because another message could not be. */
export type OutgoingMessage = Outbound & { secondRoute?: true };

/** Where people are: what is said to the one who acted is said where they did. */
export interface TurnThreads {
  actingThread: ThreadKey;
  caseThread: ThreadKey;
  actor: Actor;
}

/** The rows for what a turn says. `end`: where the chain ends after it; null when it belongs to no case. */
export function postsOf(
  said: readonly OutgoingMessage[],
  places: TurnThreads,
  end: { seq: number; head: string } | null,
  newId: () => string,
): NewPost[] {
  return said.map((outbound) => {
    const message: OutboxMessage = {
      ...outbound,
      ...(end && traitsOf(outbound.view).decision && { record: end }),
    };
    return {
      id: newId(),
      thread: destinationOf(outbound, places),
      body: JSON.stringify(message),
      ...(outbound.audience.kind === "thread" && { slot: outbound.slot }),
    };
  });
}

/** Another place has its own order: it must not wait for the case's thread. */
function destinationOf(
  { audience, secondRoute }: OutgoingMessage,
  { actingThread, caseThread, actor }: TurnThreads,
): ThreadKey {
  switch (audience.kind) {
    case "thread":
      return caseThread;
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
