/** What whoever acted is shown at once, in reply. All of it is decided here; an adapter only delivers it. */
import type { Receipt, Request, ThreadKey } from "../adapter.ts";
import type { Encounter } from "../case/encounter.ts";
import { noticeView } from "../views/notices.ts";
import type { Outbound, View } from "../views/outbound.ts";
import { traitsOf } from "../views/view-kinds.ts";

/** Nothing was stored, so no outbox says why. */
export const notRecorded = (why: View): Receipt => ({
  outcome: "not-recorded",
  handle: why.handle,
  said: [],
  reply: [why],
});

/** The store does not say whether talk is for the bot, so its author is not bothered: it is to be delivered again. */
export const undecided = (): Receipt => ({ outcome: "not-recorded", handle: null, said: [], reply: [] });

/** Handled before. Who tapped again is told so; a message that is delivered again is the platform's doing. */
export const duplicateOf = (request: Request, handle: string | null): Receipt => ({
  outcome: "duplicate",
  handle,
  said: [],
  reply: isTap(request) ? [noticeView(handle, "This was recorded already.")] : [],
});

/** Nothing came of it. A tap is owed a word; talk that is not for the bot is none of its business. */
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
 * What the thread is told, for who acted without seeing it: on a copy in their private chat, or in a thread that takes
 * nothing any more.
 * @param isLost whether a thread takes nothing any more
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
  // what the outbox brings the owner another way when the thread takes nothing is not said twice
  const owns = encounter?.owner.id === inbound.actor.id;
  const nowhere = owns && (lost || (await isLost(caseThread)));
  return views.filter((view) => !(nowhere && traitsOf(view).vital));
}
