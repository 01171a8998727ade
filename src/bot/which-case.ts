/** Which case a request belongs to: its message's, its author's, or that of the lowest question on screen. */

import type { Request, ThreadKey } from "../adapter.ts";
import type { Actor, Encounter } from "../case/encounter.ts";
import { QUESTION_EVENTS } from "../case/event.ts";
import type { Inbound } from "../case/inbound.ts";
import type { Cases, StoredEncounter } from "../store/store.ts";
import { encounterOf } from "./record.ts";

export interface FoundCase {
  found: StoredEncounter | undefined;
  /** The handles of the other open cases in this place. */
  beside: readonly string[];
  /** Several are open, and nothing tells which is meant. */
  ask: boolean;
}

const only = (found: StoredEncounter | undefined): FoundCase => ({ found, beside: [], ask: false });

/** A reply this short can answer a question; a longer one says what it is about. */
const ANSWER_WORDS = 3;

export class WhichCase {
  readonly #cases: Cases;

  constructor(cases: Cases) {
    this.#cases = cases;
  }

  /** The case that a request belongs to. */
  async of({ thread, inbound, replyTo }: Omit<Request, "deliveries">): Promise<FoundCase> {
    if (inbound.kind === "act" || inbound.kind === "submit")
      return this.#withOthers(thread, await this.named(thread, inbound.handle, inbound.actor, replyTo));
    const answered = await this.ofMessage(thread, replyTo);
    if (answered) return this.#withOthers(thread, await this.#cases.load(answered));
    const ids = await this.#cases.openIn(thread);
    if (ids.length < 2) return only(await this.#cases.loadByThread(thread));
    const open: StoredEncounter[] = [];
    for (const id of ids) {
      const found = await this.#cases.load(id);
      if (found && found.events.length > 0) open.push(found);
    }
    const chosen = choose(open, inbound);
    const found = chosen ?? lowestAsking(open);
    return {
      found,
      beside: open.filter((each) => each !== found).map(({ encounter }) => encounter.handle),
      ask: chosen === undefined && inbound.kind === "say",
    };
  }

  /**
   * The thread's case, or one of this name in another thread, for somebody who takes part in it or acts on one of its
   * messages. An earlier case of this thread is no longer meant.
   */
  async named(
    thread: ThreadKey,
    handle: string,
    { id }: Actor,
    replyTo?: readonly string[],
  ): Promise<StoredEncounter | undefined> {
    const here = await this.#cases.loadByThread(thread);
    if (here?.encounter.handle === handle) return here;
    const { platform, tenant } = thread;
    const named = await this.#cases.loadByHandle(handle, { platform, tenant });
    if (!named) return here;
    const ids = await this.#cases.openIn(thread);
    if (ids.includes(named.encounter.id)) return named;
    if ((await this.ofMessage(thread, replyTo)) === named.encounter.id) return named;
    const elsewhere = named.encounter.threads.every((each) => placeOf(each) !== placeOf(thread));
    return elsewhere && takesPart(named, id) ? named : here;
  }

  /** The id of the case that one of these messages belongs to; undefined when none is the bot's. */
  async ofMessage(
    { platform, tenant, channel }: ThreadKey,
    messages: readonly string[] = [],
  ): Promise<string | undefined> {
    for (const message of messages) {
      const found = await this.#cases.ofMessage({ platform, tenant, channel, message });
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async #withOthers(thread: ThreadKey, found: StoredEncounter | undefined): Promise<FoundCase> {
    // whoever acts elsewhere acts on what lies in the case's own place
    const ids = await this.#cases.openIn(found?.encounter.threads[0] ?? thread);
    const beside: string[] = [];
    for (const id of ids)
      if (id !== found?.encounter.id) {
        const other = await this.#cases.describe(id);
        if (other) beside.push(other.handle);
      }
    return { found, beside, ask: false };
  }
}

/** Picks one of several open cases by the words and their author; undefined when these do not tell. */
function choose(open: readonly StoredEncounter[], inbound: Inbound): StoredEncounter | undefined {
  if (inbound.kind === "edited" || inbound.kind === "deleted")
    return open.find((each) => heldMessage(encounterOf(each), inbound.message));
  if (inbound.kind !== "say") return lowestAsking(open);
  const words = inbound.words.trim().split(/\s+/);
  const named = open.filter(({ encounter }) => words.some((word) => word.startsWith(encounter.handle)));
  if (named.length > 0) return named.length === 1 ? named[0] : undefined;
  if (words.length <= ANSWER_WORDS) return lowestAsking(open, inbound.sentAt);
  return latest(open, ({ events }) =>
    lastAt(events.filter((event) => event.type !== "words-kept" && actorOf(event) === inbound.actor.id)),
  );
}

const heldMessage = ({ events }: Encounter, message: string): boolean =>
  events.some((event) => "message" in event && event.message === message);

/**
 * The case whose last question is the lowest in the thread.
 * @param sentAt when the words were typed, in milliseconds since the epoch: what was asked after that is not what they
 * answer, however late they arrive
 */
function lowestAsking(open: readonly StoredEncounter[], sentAt = Infinity): StoredEncounter | undefined {
  const askedIn = ({ events }: StoredEncounter) => events.filter(({ type }) => isAsking(type));
  const inTime = ({ at }: StoredEncounter["events"][number]) => Date.parse(at) <= sentAt;
  // where the platform's clock is behind ours, nothing had been asked by then
  const known = open.some((each) => askedIn(each).some(inTime));
  return latest(open, (each) => lastAt(known ? askedIn(each).filter(inTime) : askedIn(each)));
}

/** Something that a bare answer may belong to: questions, and a list to confirm. */
const isAsking = (type: string): boolean =>
  (QUESTION_EVENTS as ReadonlySet<string>).has(type) || type === "proposed";

const lastAt = (events: StoredEncounter["events"]): string => events.at(-1)?.at ?? "";

/** The one with the latest moment; undefined when two share it or none has one. */
function latest(
  open: readonly StoredEncounter[],
  moment: (each: StoredEncounter) => string,
): StoredEncounter | undefined {
  const sorted = open
    .map((each) => ({ each, at: moment(each) }))
    .filter(({ at }) => at !== "")
    .sort((a, b) => (a.at < b.at ? 1 : -1));
  const [first, second] = sorted;
  return first && first.at !== second?.at ? first.each : undefined;
}

const actorOf = ({ actor }: StoredEncounter["events"][number]): string => (JSON.parse(actor) as Actor).id;

/** A name that was guessed, or seen in someone else's list, opens nobody's case. */
const takesPart = ({ encounter, events }: StoredEncounter, id: string): boolean =>
  encounter.owner === id || events.some((event) => actorOf(event) === id);

export const placeOf = ({ platform, tenant, channel, thread }: ThreadKey): string =>
  JSON.stringify([platform, tenant, channel, thread]);
