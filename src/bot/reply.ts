/** The immediate reply to the person who acted. The core decides all of it; an adapter only delivers it. */
import type { Receipt, Request, ThreadKey } from "../adapter.ts";
import type { Encounter } from "../case/encounter.ts";
import { noticeView } from "../views/notices.ts";
import type { Outbound, View } from "../views/outbound.ts";
import { traitsOf } from "../views/view-kinds.ts";

/** Nothing was stored, so the outbox cannot say why. */
export const notRecorded = (why: View): Receipt => ({
  outcome: "not-recorded",
  handle: why.handle,
  said: [],
  reply: [why],
});

/** The store cannot say whether this was for the bot, so its author is not bothered: the platform delivers it again. */
export const undecided = (): Receipt => ({ outcome: "not-recorded", handle: null, said: [], reply: [] });

/** Handled before. A person who tapped twice gets a word; a message delivered twice is the platform's doing. */
export const duplicateOf = (request: Request, handle: string | null): Receipt => ({
  outcome: "duplicate",
  handle,
  said: [],
  reply: isTap(request) ? [noticeView(handle, "This was recorded already.")] : [],
});

/** Nothing came of it. A tap deserves an answer; a message that is not for the bot does not. */
export const ignored = (request: Request, handle: string | null): Receipt => ({
  outcome: "ignored",
  handle,
  said: [],
  reply: isTap(request)
    ? [noticeView(handle, "There is nothing to do here any more. The thread shows how things stand.")]
    : [],
});

const isTap = ({ inbound }: Request): boolean => inbound.kind === "act" || inbound.kind === "submit";

/**
 * What the thread shows, for a person who cannot see it: they acted on a copy in their private chat, or the thread can
 * no longer be posted to.
 * @param isLost whether a thread can no longer be posted to
 */
export async function copiesForActor(
  { thread, inbound, elsewhere }: Request,
  said: readonly Outbound[],
  { encounter, caseThread }: { encounter: Encounter | null; caseThread: ThreadKey },
  isLost: (thread: ThreadKey) => Promise<boolean>,
): Promise<readonly View[]> {
  const views = said.flatMap(({ audience, view }) => (audience.kind === "thread" ? [view] : []));
  if (views.length === 0) return [];
  const lost = await isLost(thread);
  if (!lost && !elsewhere) return [];
  // what the outbox sends the owner through the fallback is not repeated here
  const owns = encounter?.owner.id === inbound.actor.id;
  const nowhere = owns && (lost || (await isLost(caseThread)));
  return views.filter((view) => !(nowhere && traitsOf(view).vital));
}
