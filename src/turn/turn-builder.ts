/** A turn in progress: the case as it is so far, what was recorded, and what will be shown. */

import type { UtcOffsetAt } from "../answers/moment-value.ts";
import { type CurrentState, currentState } from "../case/current.ts";
import {
  type Actor,
  type AskingMode,
  type Encounter,
  type EncounterEvent,
  type EventBody,
  extendEncounter,
  foldEvents,
  revisionOf,
  type UnreadWords,
} from "../case/encounter.ts";
import { QUESTION_EVENTS } from "../case/event.ts";
import type { WordLists } from "../language/word-lists.ts";
import type { Protocol, Question, Role } from "../protocol/schema.ts";
import { type HospitalConfig, signedOn } from "../site/hospital-config.ts";
import type { Setting } from "../triage/evaluate.ts";
import { index } from "../triage/index-of-protocol.ts";
import { knowsTime } from "../triage/moment.ts";
import { tooOld } from "../triage/too-old.ts";
import { isHigher } from "../triage/urgency.ts";
import { noticeView } from "../views/notices.ts";
import type { Outbound, View, Words } from "../views/outbound.ts";
import { answeredUpdate, questionSlot, questionView } from "../views/question.ts";
import { withUnread } from "../views/unread-words.ts";
import { askPanel } from "./asking-panels.ts";
import type { PostedSlot } from "./asking-posts.ts";
import { findPending, type PendingQuestion } from "./pending.ts";

/** What a turn needs from outside: everything that varies. */
export interface TurnContext {
  /** The protocol that the case is pinned to; for a new case, the current one. */
  protocol: Protocol;
  hash: string;
  /** The current protocol: a running case moves to it only when a person says so. */
  latest: { protocol: Protocol; hash: string };
  site: HospitalConfig;
  /** The words that what people type is read with. */
  lists: WordLists;
  /** Milliseconds since the epoch. */
  now: number;
  /** The clocks of the place, at any moment. */
  utcOffsetAt: UtcOffsetAt;
  /** Handles of the other open cases of the place. */
  beside?: readonly string[];
  /** Used when a case is opened. */
  newCase: { id: string; handle: string };
  /** The outcomes of the case's messages that ask something. */
  posts: readonly PostedSlot[];
}

/** What a turn asks of the caller besides appending and sending: it lies outside the case's own events. */
export type TurnEffect =
  /** Destroy this case's content for good. */
  | { do: "forget" }
  /** Take these words of a person out of everything that is kept and shown of the case. */
  | { do: "remove-words"; author: string; words: readonly string[] }
  /** Show this person their open cases. */
  | { do: "cases"; actor: Actor }
  /** The act was not accepted and the person was asked again: the same act may come once more, and then counts. */
  | { do: "ask-back" }
  /** Keep this person's role, or how they want to be asked, for their future cases. */
  | { do: "remember"; actor: Actor; role?: Role; asks?: AskingMode }
  /** Keep words that may begin a case, or discard them. */
  | { do: "offer"; offer: string; words: string; message: string | undefined }
  | { do: "decline"; offer: string };

export interface TurnResult {
  events: readonly EncounterEvent[];
  said: readonly Outbound[];
  /** For a person who acted alone: shown at once, not through the outbox. */
  reply: readonly View[];
  effects: readonly TurnEffect[];
  /** The case after this turn; null when there is none. */
  encounter: Encounter | null;
  /** When time alone next changes something in it: it wakes then. Null: never; undefined: its protocol knows no time. */
  wakesAt: number | null | undefined;
}

/** Where a turn comes from. */
interface DraftOrigin {
  /** The platform's message that is being read, where there is one. */
  message?: string | undefined;
  /** Words that a person typed are read in it. */
  typed?: boolean;
  /** How the person wants to be asked, where they chose that. */
  asks?: AskingMode | undefined;
  /** When the platform received it, by its own clock; milliseconds since the epoch. */
  sentAt?: number | undefined;
}

/** A platform delivers again for an hour at most. An older time is the error of a clock; milliseconds. */
const LONGEST_DELIVERY_MS = 24 * 3_600_000;

/** Events that change what counts. */
const DECISIVE_EVENTS = new Set<EventBody["type"]>([
  "answered",
  "settled",
  "taken-back",
  "left-unread",
  "unread-settled",
  "moved",
]);

/** Events that a person causes, and that may be read from their words. */
const CAUSED_BY_A_PERSON = new Set<EventBody["type"]>([
  "answered",
  "proposed",
  "resolved",
  "described",
  "check-asked",
  "focused",
  "panel-yes",
  "panel-denied",
  "acknowledged",
  "done",
  "snoozed",
  "owner",
  "role",
  "closed",
  "reopened",
  "moved",
]);

/** What the parts of a turn write into. One turn, one builder. */
export class TurnBuilder {
  readonly context: TurnContext;
  readonly actor: Actor;
  /** The platform's message that is being read, where there is one. */
  readonly message: string | undefined;
  /**
   * What times in it count from, in milliseconds since the epoch: "today" is the day on which a person said so, however
   * late it was delivered.
   */
  readonly saidAt: number;
  /** The protocol that the case runs on now. */
  protocol: Protocol;
  readonly #typed: boolean;
  readonly #asks: AskingMode;
  readonly #said: Outbound[] = [];
  readonly #events: EncounterEvent[] = [];
  readonly #effects: TurnEffect[] = [];
  readonly #reply: View[] = [];
  #encounter: Encounter | null;
  #extension: ReturnType<typeof extendEncounter> | null = null;
  #current: CurrentState | null = null;
  #again: ReadonlySet<string> | null = null;
  #pending: PendingQuestion | null | undefined;

  constructor(
    context: TurnContext,
    encounter: Encounter | null,
    { id, name, home }: Actor,
    { message, typed = false, asks, sentAt = context.now }: DraftOrigin = {},
  ) {
    this.context = context;
    this.#typed = typed;
    this.#asks = asks ?? context.site.asks;
    this.protocol = context.protocol;
    this.#encounter = encounter;
    this.actor = { id, ...(name !== undefined && { name }), ...(home !== undefined && { home }) };
    this.message = message;
    const late = context.now - sentAt;
    this.saidAt = late >= 0 && late <= LONGEST_DELIVERY_MS ? sentAt : context.now;
  }

  get result(): Omit<TurnResult, "wakesAt"> {
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

  /** Begins a new case in place of the previous one here, on the current protocol. */
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
      ...(this.#asks === "panels" && latest.protocol.panels.length > 0 && { asks: this.#asks }),
      at: now,
      actor: this.actor,
    };
    this.#encounter = foldEvents(newCase.id, [event]);
    this.#extension = null;
    this.#events.push(event);
    this.#current = null;
    this.#again = null;
    this.#pending = undefined;
  }

  record(body: EventBody): void {
    const { version, hash } = this.context.lists;
    const fromWords = this.#typed && CAUSED_BY_A_PERSON.has(body.type);
    const event: EncounterEvent = {
      ...body,
      ...(fromWords && { word_lists: { version, hash } }),
      at: this.context.now,
      actor: this.actor,
    };
    this.#extension ??= extendEncounter(this.open);
    this.#extension.add(event);
    this.#encounter = this.#extension.encounter;
    this.#events.push(event);
    if (DECISIVE_EVENTS.has(event.type)) {
      this.#current = null;
      this.#again = null;
    }
    if (!QUESTION_EVENTS.has(event.type)) this.#pending = undefined;
  }

  requestEffect(wish: TurnEffect): void {
    this.#effects.push(wish);
  }

  // === the present state

  /** When it is, and what the site signed on: with the answers, all that a decision depends on. */
  get setting(): Setting {
    const { now, site } = this.context;
    return { now, site: signedOn(site) };
  }

  /** What a decision records of its setting: a protocol that knows no time decides the same at every moment. */
  get recordedSetting(): { setting?: Setting } {
    return knowsTime(this.protocol) ? { setting: this.setting } : {};
  }

  get current(): CurrentState {
    this.#current ??= currentState(this.protocol, this.open, this.setting);
    return this.#current;
  }

  question(id: string): Question | undefined {
    return index(this.protocol).questions.get(id);
  }

  /** Questions that are asked again, because what was answered is too old to rest on. */
  get again(): ReadonlySet<string> {
    if (this.#again === null) {
      const { answers, setting } = this.current;
      this.#again = new Set(tooOld(this.protocol, answers, setting).map(({ id }) => id));
    }
    return this.#again;
  }

  /** Whether an answer to it replaces the accepted one, whoever gave that: it is asked again. */
  isAskedAnew(question: string): boolean {
    const { reopenedQuestion, doubtful } = this.open;
    return reopenedQuestion === question || doubtful.has(question) || this.again.has(question);
  }

  /** What is to be asked next: a question that was reopened, one that is asked again, or the protocol's next. */
  get pending(): PendingQuestion | null {
    if (this.#pending === undefined) this.#pending = findPending(this);
    return this.#pending;
  }

  // === asking

  /** Posts what is pending; what was already posted only when asked to do so `again`. */
  askNext(again: boolean): void {
    const { pending } = this;
    if (!pending?.pushed) return;
    if (pending.together) askPanel(this, pending.together, again);
    else this.ask(pending.question, again);
  }

  /**
   * Posts a question; one already posted only when asked to do so `again`.
   * @param typed what was typed in answer and is not recorded: it is shown with the question
   */
  ask(question: Question, again: boolean, typed = this.open.doubtful.get(question.id)?.quote): void {
    const rev = revisionOf(this.open, question.id);
    // below a closed list, or a question that was answered anew, it is asked again: an answer goes to the lowest post
    // that asks
    const lowest = this.open.events.findLast(({ type }) => QUESTION_EVENTS.has(type));
    const stands = this.open.latest !== null && lowest?.type === "asked" && lowest.question === question.id;
    if (this.open.asked.get(question.id) === rev && !again && stands) return;
    const { assessment } = this.current;
    // unread words are shown with the next question, and with decisions
    const unread = this.unreadSinceAsked;
    this.record({ type: "asked", question: question.id, rev });
    const emergent = !isHigher("EMERGENT", assessment.urgency);
    const asking = questionView(this.protocol, this.open, this.current, question, this.open.role, {
      emergent,
      typed,
      again: this.again.has(question.id),
    });
    this.post(withUnread(asking, unread), questionSlot(question.id, rev));
  }

  /** Words that were left unread since something was last asked. */
  get unreadSinceAsked(): UnreadWords[] {
    const since = this.open.events.findLastIndex(({ type }) => QUESTION_EVENTS.has(type));
    return [...this.open.unread.values()].filter(({ seq }) => seq > since);
  }

  /** Asks a question again. The accepted answer counts until there is another. */
  reopen(question: Question): void {
    if (this.open.reopenedQuestion !== question.id) this.record({ type: "focused", question: question.id });
    this.ask(question, true);
  }

  /** Replaces the message that asked by the answer. */
  update(question: Question): void {
    const rev = this.open.asked.get(question.id);
    if (rev !== undefined) this.say(answeredUpdate(this.open, question, rev));
  }

  // === showing

  say(outbound: Outbound): void {
    this.#said.push(outbound);
  }

  /** Says something else in the place of what was the `at`-th to be said. */
  amend(at: number, view: View): void {
    const outbound = this.#said[at];
    if (outbound) this.#said[at] = { ...outbound, view };
  }

  /** To everyone in the thread. Without a slot, nothing ever replaces it. */
  post(view: View, slot = this.#slot(view.kind)): void {
    this.say({ slot, update: false, audience: { kind: "thread" }, view });
  }

  /** Replaces the message in the slot, in place. */
  replace(view: View, slot: string): void {
    this.say({ slot, update: true, onlyUpdate: true, audience: { kind: "thread" }, view });
  }

  notice(text: string | Words): void {
    this.post(noticeView(this.#encounter?.handle ?? null, text));
  }

  /** To one person only; to the person who acted when none is named. */
  tell(view: View | string, person = this.actor): void {
    this.say({
      slot: this.#slot("tell"),
      update: false,
      audience: { kind: "person", person },
      view: typeof view === "string" ? noticeView(this.#encounter?.handle ?? null, view) : view,
    });
  }

  /** To the person who acted, at once: not worth keeping, and for nobody else. */
  reply(view: View | string): void {
    this.#reply.push(typeof view === "string" ? noticeView(this.#encounter?.handle ?? null, view) : view);
  }

  #slot(kind: string): string {
    const { events = [] } = this.#encounter ?? {};
    return `${kind}:${events.length}:${this.#said.length}:${this.context.now}`;
  }
}
