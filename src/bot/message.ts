/** A message on its way: what an outbox row holds, and how a turn's words become rows. */
import type { Actor } from "../conversation/encounter.ts";
import type { Outbound, ViewKind } from "../conversation/outbound.ts";
import type { ThreadKey } from "../door.ts";
import type { NewPost } from "../store/store.ts";

/** What an outbox row says. */
export interface Message extends Said {
  /** Where the case's chain ended when this was said: the posted decision is its witness. */
  record?: { seq: number; head: string };
}

/** What a person must not miss: when it cannot be posted, they are told another way. */
const VITAL: ReadonlySet<ViewKind> = new Set(["alert", "result", "difference", "reminder"]);
const WITNESSES: ReadonlySet<ViewKind> = new Set(["alert", "result", "difference"]);

/** What only changes a message that was posted is not: it says nothing that is not said elsewhere. */
export const isVital = ({ view, secondRoute, onlyUpdate }: Message): boolean =>
  !secondRoute && !onlyUpdate && VITAL.has(view.kind);

/** What is to be said; marked when it is said because another message could not be. */
export type Said = Outbound & { secondRoute?: true };

/** Where people are: what is said to the one who acted is said where they did. */
export interface Places {
  here: ThreadKey;
  home: ThreadKey;
  actor: Actor;
}

/** The rows for what a turn says. `end`: where the chain ends after it; null when it belongs to no case. */
export function postsOf(
  said: readonly Said[],
  places: Places,
  end: { seq: number; head: string } | null,
  newId: () => string,
): NewPost[] {
  return said.map((outbound) => {
    const message: Message = {
      ...outbound,
      ...(end && WITNESSES.has(outbound.view.kind) && { record: end }),
    };
    return {
      id: newId(),
      thread: laneFor(outbound, places),
      body: JSON.stringify(message),
      ...(outbound.audience.kind === "thread" && { slot: outbound.slot }),
    };
  });
}

/** Another place has its own order: it must not wait for the case's thread. */
function laneFor({ audience, secondRoute }: Said, { here, home, actor }: Places): ThreadKey {
  switch (audience.kind) {
    case "thread":
      return home;
    case "person": {
      const { platform, tenant } = home;
      if (secondRoute) return { platform, tenant, channel: "", thread: audience.person.id };
      return audience.person.id === actor.id ? here : home;
    }
    case "route": {
      // each person has a lane: one who cannot be reached does not hold up the next
      const { platform, tenant, channel = "", user = "" } = audience.route;
      return { platform, tenant, channel, thread: user };
    }
  }
}

export const messageOf = (body: string): Message => JSON.parse(body) as Message;
