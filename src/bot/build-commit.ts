/** Builds the one commit that writes everything of a turn. */

import type { ChannelOfThread, ThreadKey } from "../adapter.ts";
import type { Encounter } from "../case/encounter.ts";
import type { Inbound } from "../case/inbound.ts";
import { withoutWordsOf } from "../case/own-words.ts";
import type { HospitalConfig } from "../site/hospital-config.ts";
import type { CaseWrite, Commit, StoredEncounter, WordsRemoval } from "../store/store.ts";
import type { TurnEffect, TurnResult } from "../turn/turn.ts";
import { parseOutboxMessage, postsOf } from "./outbox-message.ts";
import { eventOf, storedOf } from "./record.ts";
import { reminderChanges, wakeChanges } from "./reminder-rows.ts";
import { withoutQuotesIn } from "./remove-words.ts";

export interface CommitContext {
  /** When, in milliseconds since the epoch: the turn's `now`. */
  now: number;
  inbound: Inbound;
  /** Where the person acted; the case may belong to another thread. */
  actingThread: ThreadKey;
  /** The case's thread, or the one it will begin in. */
  caseThread: ThreadKey;
  /** The channel of the case's thread, if there is one. */
  channel: ChannelOfThread | null;
  deliveryKeys: readonly string[];
  /** The open cases in this place before the case was looked up. */
  openHere: readonly string[];
  /** The case as it was read; undefined when there was none. */
  found: StoredEncounter | undefined;
  before: Encounter | null;
}

/** Of each hash what a posted decision shows of it. */
const shownHashes = ({ events }: StoredEncounter): string[] => events.map(({ hash }) => hash.slice(0, 12));

const removalOf = ({ author, words }: Removal): WordsRemoval => ({
  event: (stored) => storedOf(withoutWordsOf(eventOf(stored), author)).body,
  post: (body) => JSON.stringify(withoutQuotesIn(parseOutboxMessage(body), words)),
});

type Removal = Extract<TurnEffect, { do: "remove-words" }>;

/** The commit of a turn. */
export function commitOf(
  turned: TurnResult,
  { now, inbound, actingThread, caseThread, channel, deliveryKeys, openHere, found, before }: CommitContext,
  site: HospitalConfig,
  newId: () => string,
): Commit {
  const { events, said, effects, encounter, wakesAt } = turned;
  const { platform, tenant } = actingThread;
  const at = new Date(now).toISOString();
  const chosen = effects.find((wish) => wish.do === "remember");
  const places = { actingThread, caseThread, channel, actor: inbound.actor };
  const shared = {
    at,
    deliveryKeys,
    ...(chosen && {
      remember: {
        person: { platform, tenant, user: chosen.actor.id },
        settings: {
          ...(chosen.role !== undefined && { role: chosen.role }),
          ...(chosen.asks !== undefined && { asks: chosen.asks }),
        },
      },
    }),
  };
  if (!encounter) return { ...shared, posts: postsOf(said, places, null, newId) };
  if (effects.some((wish) => wish.do === "forget") && found)
    return {
      ...shared,
      case: { id: encounter.id, expectedSeq: found.seq, events: [], forget: true },
      posts: postsOf(said, places, null, newId),
    };
  const removal = effects.find((wish) => wish.do === "remove-words");
  const opens = events[0]?.type === "opened";
  const earlier = opens ? null : before;
  const write: CaseWrite = {
    id: encounter.id,
    expectedSeq: opens ? 0 : (found?.seq ?? 0),
    events: events.map((event) =>
      storedOf(event.type === "words-removed" && found ? { ...event, were: shownHashes(found) } : event),
    ),
    ...(removal && { removeWords: removalOf(removal) }),
    reminders: [
      ...reminderChanges(encounter, earlier, site, inbound.kind === "due", newId),
      ...wakeChanges(wakesAt, newId),
    ],
    ...(opens && {
      open: { handle: encounter.handle, protocol: encounter.protocol, owner: encounter.owner.id },
      thread: caseThread,
      beside: openHere,
    }),
    ...(earlier && earlier.closed !== encounter.closed && { status: encounter.closed ? "closed" : "open" }),
    ...(earlier && earlier.owner.id !== encounter.owner.id && { owner: encounter.owner.id }),
    ...(earlier && earlier.protocol.hash !== encounter.protocol.hash && { protocol: encounter.protocol }),
    quiet: inbound.kind === "due" || inbound.kind === "idle",
  };
  return { ...shared, case: write, posts: (end) => postsOf(said, places, end, newId) };
}
