/** A turn in the making: the case as it stands so far, what was recorded, and what is said. */

import { type CurrentState, currentState } from "../case/current.ts";
import {
  type Actor,
  type Encounter,
  type EncounterEvent,
  type EventBody,
  extendEncounter,
  foldEvents,
  revisionOf,
} from "../case/encounter.ts";
import type { Protocol, Question, Role } from "../protocol/schema.ts";
import type { HospitalConfig } from "../site/hospital-config.ts";
import { askingOf, type NextQuestion, nextQuestion } from "../triage/ask.ts";
import { assess } from "../triage/assess.ts";
import { index } from "../triage/index-of-protocol.ts";
import { byDanger, isHigher } from "../triage/urgency.ts";
import { noticeView } from "../views/notices.ts";
import type { Outbound, View, Words } from "../views/outbound.ts";
import { answeredUpdate, questionSlot, questionView } from "../views/question.ts";
import { withUnread } from "../views/unread-words.ts";
import type { PostedSlot } from "./asking-posts.ts";

/** What a turn needs from outside: everything that is not the same every time. */
export interface TurnContext {
  /** What the case is pinned to; for a new case, the content that ships. */
  protocol: Protocol;
  hash: string;
  /** The content that ships: a running case moves to it only when a person says so. */
  latest: { protocol: Protocol; hash: string };
  site: HospitalConfig;
  /** Milliseconds since the epoch. */
  now: number;
  utcOffsetMinutes: number;
  /** Handles of the other open cases of the place. */
  beside?: readonly string[];
  /** Used when a case is opened. */
  newCase: { id: string; handle: string };
  /** What became of the messages of the case that ask something. */
  posts: readonly PostedSlot[];
}

/** What a turn asks of the caller beside appending and sending: it lies outside the case's own events. */
export type TurnEffect =
  /** Destroy this case's content for good. */
  | { do: "forget" }
  /** Show this person their open cases. */
  | { do: "cases"; actor: Actor }
  /** The act was not taken, and the person was asked again: the same act may come once more, and counts then. */
  | { do: "ask-back" }
  /** Keep this person's role for their next cases. */
  | { do: "remember"; actor: Actor; role: Role }
  /** Keep words that may begin a case, or put them away. */
  | { do: "offer"; offer: string; words: string; message: string | undefined }
  | { do: "decline"; offer: string };

export interface TurnResult {
  events: readonly EncounterEvent[];
  said: readonly Outbound[];
  /** For who acted alone, at once, and in no outbox. */
  reply: readonly View[];
  effects: readonly TurnEffect[];
  /** The case after this turn; null when there is none. */
  encounter: Encounter | null;
}

/** Events that change what counts. */
const DECISIVE_EVENTS = new Set<EventBody["type"]>([
  "answered",
  "settled",
  "taken-back",
  "left-unread",
  "unread-settled",
  "moved",
]);

/** What the parts of a turn write into. One turn, one draft. */
export class TurnBuilder {
  readonly context: TurnContext;
  readonly actor: Actor;
  /** The platform's message that is being read, where there is one. */
  readonly message: string | undefined;
  /** The content that the case runs under now. */
  protocol: Protocol;
  readonly #said: Outbound[] = [];
  readonly #events: EncounterEvent[] = [];
  readonly #effects: TurnEffect[] = [];
  readonly #reply: View[] = [];
  #encounter: Encounter | null;
  #extension: ReturnType<typeof extendEncounter> | null = null;
  #current: CurrentState | null = null;
  #pending: NextQuestion | null | undefined;

  constructor(context: TurnContext, encounter: Encounter | null, { id, name }: Actor, message?: string) {
    this.context = context;
    this.protocol = context.protocol;
    this.#encounter = encounter;
    this.actor = { id, ...(name !== undefined && { name }) };
    this.message = message;
  }

  get result(): TurnResult {
    return {
      events: this.#events,
      said: this.#said,
      reply: this.#reply,
      effects: this.#effects,
      encounter: this.#encounter && { ...this.#encounter },
    };
  }

  get encounter(): Encounter | null {
    return this.#encounter;
  }

  /** The case, where there must be one. */
  get open(): Encounter {
    if (!this.#encounter) throw new Error("no case is open");
    return this.#encounter;
  }

  // === recording

  /** Begins a new case in the place of the one that was here, on the content that ships whatever that one ran on. */
  begin(role: Role): void {
    const { latest, newCase, now } = this.context;
    const { hash } = latest;
    const { id, version } = latest.protocol;
    this.protocol = latest.protocol;
    const event: EncounterEvent = {
      type: "opened",
      handle: newCase.handle,
      protocol: { id, version, hash },
      role,
      at: now,
      actor: this.actor,
    };
    this.#encounter = foldEvents(newCase.id, [event]);
    this.#extension = null;
    this.#events.push(event);
    this.#current = null;
    this.#pending = undefined;
  }

  record(body: EventBody): void {
    const event: EncounterEvent = { ...body, at: this.context.now, actor: this.actor };
    this.#extension ??= extendEncounter(this.open);
    this.#extension.add(event);
    this.#encounter = this.#extension.encounter;
    this.#events.push(event);
    if (DECISIVE_EVENTS.has(event.type)) this.#current = null;
    if (event.type !== "asked") this.#pending = undefined;
  }

  requestEffect(wish: TurnEffect): void {
    this.#effects.push(wish);
  }

  // === what is so now

  get current(): CurrentState {
    this.#current ??= currentState(this.protocol, this.open);
    return this.#current;
  }

  question(id: string): Question | undefined {
    return index(this.protocol).questions.get(id);
  }

  /** The question that is waiting: one that was reopened, or the next of the protocol. */
  get pending(): NextQuestion | null {
    if (this.#pending === undefined) this.#pending = this.#findPending();
    return this.#pending;
  }

  #findPending(): NextQuestion | null {
    const encounter = this.#encounter;
    if (!encounter || encounter.closed) return null;
    const { answers } = this.current;
    if (encounter.reopenedQuestion && this.question(encounter.reopenedQuestion))
      return askingOf(this.protocol, answers, encounter.reopenedQuestion);
    const doubtful = this.#mostDangerousDoubt();
    if (doubtful) return askingOf(this.protocol, answers, doubtful);
    return (
      nextQuestion(this.protocol, answers) ??
      (encounter.decision ? nextQuestion(this.protocol, answers, "results") : null)
    );
  }

  /** Of the findings that are only possible, the one that would be the most dangerous. */
  #mostDangerousDoubt(): string | null {
    const { findings } = this.current;
    const [first] = [...this.open.doubtful.values()]
      .filter(({ question }) => this.question(question))
      .map(({ question, answer }) => ({
        question,
        urgency: assess(this.protocol, { ...findings, [question]: answer }).acts_on,
      }))
      .sort((a, b) => byDanger(a.urgency, b.urgency));
    return first?.question ?? null;
  }

  // === asking

  /** Posts the pending question; one that stands already only when it is asked for `again`. */
  askNext(again: boolean): void {
    const { pending } = this;
    if (pending) this.ask(pending.question, again);
  }

  /**
   * Posts a question; one that stands already only when it is asked for `again`.
   * @param typed what was typed at it and is not recorded: it stands beside the question
   */
  ask(question: Question, again: boolean, typed = this.open.doubtful.get(question.id)?.quote): void {
    const rev = revisionOf(this.open, question.id);
    // below a list that was closed, or a question that was answered anew, it is asked again: what is answered is the
    // lowest post that asks
    const lowest = this.open.events.findLast(({ type }) => type === "asked");
    const stands = this.open.latest !== null && lowest?.type === "asked" && lowest.question === question.id;
    if (this.open.asked.get(question.id) === rev && !again && stands) return;
    const { answers, assessment } = this.current;
    // words that were not read stand on the question that comes next, and on decisions
    const since = this.open.events.findLastIndex(({ type }) => type === "asked");
    const unread = [...this.open.unread.values()].filter(({ seq }) => seq > since);
    this.record({ type: "asked", question: question.id, rev });
    const emergent = !isHigher("EMERGENT", assessment.urgency);
    const asking = questionView(this.protocol, this.open, answers, question, this.open.role, {
      emergent,
      typed,
    });
    this.post(withUnread(asking, unread), questionSlot(question.id, rev));
  }

  /** Asks a question anew. The standing answer stays until there is another. */
  reopen(question: Question): void {
    if (this.open.reopenedQuestion !== question.id) this.record({ type: "focused", question: question.id });
    this.ask(question, true);
  }

  /** Puts the answer into the message that asked. */
  update(question: Question): void {
    const rev = this.open.asked.get(question.id);
    if (rev !== undefined) this.say(answeredUpdate(this.open, question, rev));
  }

  // === saying

  say(outbound: Outbound): void {
    this.#said.push(outbound);
  }

  /** Says something else in the place of what was the `at`-th to be said. */
  amend(at: number, view: View): void {
    const outbound = this.#said[at];
    if (outbound) this.#said[at] = { ...outbound, view };
  }

  /** To everyone in the thread. Without a slot it is a message that nothing takes the place of. */
  post(view: View, slot = this.#slot(view.kind)): void {
    this.say({ slot, update: false, audience: { kind: "thread" }, view });
  }

  /** Takes the place of the message in the slot, where it stands. */
  replace(view: View, slot: string): void {
    this.say({ slot, update: true, onlyUpdate: true, audience: { kind: "thread" }, view });
  }

  notice(text: string | Words): void {
    this.post(noticeView(this.#encounter?.handle ?? null, text));
  }

  /** To one person alone; without one, to who acts. */
  tell(view: View | string, person = this.actor): void {
    this.say({
      slot: this.#slot("tell"),
      update: false,
      audience: { kind: "person", person },
      view: typeof view === "string" ? noticeView(this.#encounter?.handle ?? null, view) : view,
    });
  }

  /** To who acted, at once: what it says is not worth keeping, and nobody else is to see it. */
  reply(view: View | string): void {
    this.#reply.push(typeof view === "string" ? noticeView(this.#encounter?.handle ?? null, view) : view);
  }

  #slot(kind: string): string {
    const { events = [] } = this.#encounter ?? {};
    return `${kind}:${events.length}:${this.#said.length}:${this.context.now}`;
  }
}
