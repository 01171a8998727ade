/**
 * An encounter is its events. Events are appended and never changed; folding them gives the present state.
 * Everything a person typed passed the privacy guard before it became part of an event.
 */
import type { Answer } from "../answers/value.ts";
import type { Role } from "../protocol/schema.ts";
import type { Assessment } from "../triage/assess.ts";
import type { Check } from "./check.ts";
import type { Actor, AskingMode, Deadline, EncounterEvent, How, ProposedItem, ProtocolPin } from "./event.ts";

export type {
  Actor,
  AskingMode,
  Deadline,
  EncounterEvent,
  EventBody,
  How,
  ProposedItem,
  ProtocolPin,
} from "./event.ts";

/** A recorded answer: by whom, when, and how. */
export interface Observation {
  answer: Answer;
  actor: Actor;
  at: number;
  how: How | "settled";
  message?: string;
}

export interface QuestionRecord {
  accepted: Observation;
  /** Other people's conflicting answers, until one of them settles it. */
  conflictingAnswers: readonly Observation[];
  /** Everything that was ever recorded, in order. */
  history: readonly Observation[];
}

export interface Proposal {
  number: number;
  /** Two items for one question contradict each other: a person picks one. */
  items: readonly ProposedItem[];
  /** Questions whose items are settled already. */
  settled: ReadonlySet<string>;
  by: Actor;
  at: number;
  message?: string;
}

export interface DeadlineRecord extends Deadline {
  /** When this deadline was set; milliseconds since the epoch. */
  recorded: number;
  state: "open" | "done" | "lifted";
  late: boolean;
  /** Which reminders were sent. */
  reminded: readonly ("before" | "overdue")[];
  snoozed_until: number | null;
}

/** What people's words say about who the patient is. */
export interface PatientMarks {
  ages: readonly string[];
  sexes: readonly string[];
  labels: readonly string[];
}

/** Words that may be about another patient, until a person says which case they belong to. */
export interface KeptWords {
  words: string;
  by: Actor;
  message?: string;
  given: boolean;
}

/** Words that were neither recorded nor proposed, until a person says what they are. */
export interface UnreadWords {
  number: number;
  words: string;
  by: Actor;
  /** How many events the case had before them. */
  seq: number;
  message?: string;
  /** The finding that a person has named for them: its next answer settles them. */
  question: string | null;
}

/** A post that asked several questions. */
export interface AskedPanel {
  number: number;
  id: string;
  /** Each with the revision that it was asked at. */
  items: readonly { question: string; rev: number }[];
  at: number;
}

/** The message about a case's emergency that counts now. */
export interface AlertRecord {
  /** Counts the messages that raise, widen or retract it. */
  number: number;
  /** When it was raised, widened or retracted; milliseconds since the epoch. */
  at: number;
  /** False once the emergency is retracted. */
  standing: boolean;
  acknowledged: { by: Actor; at: number } | null;
  calledAgain: boolean;
}

/** The present state: the fold of an encounter's events. */
export interface Encounter {
  id: string;
  handle: string;
  protocol: ProtocolPin;
  role: Role;
  owner: Actor;
  opened: { at: number; by: Actor };
  records: ReadonlyMap<string, QuestionRecord>;
  /** What was recorded for questions whose answers were all taken back. */
  takenBack: ReadonlyMap<string, readonly Observation[]>;
  /** The revision at which each question was last posted. */
  asked: ReadonlyMap<string, number>;
  /** How it asks. */
  asks: AskingMode;
  /** What was asked together, by the number of its post. */
  panels: ReadonlyMap<number, AskedPanel>;
  /** Findings that are there, as a person said, of which more has to be said: they are asked by themselves. */
  saidYes: ReadonlyMap<string, Actor>;
  /** The number of the alert after which a person wanted to be asked on. */
  wentOn: number | null;
  /** Recorded answers in order, for `back`. */
  answerOrder: readonly string[];
  reopenedQuestion: string | null;
  proposal: Proposal | null;
  proposals: number;
  /** Questions of doubtful items in confirmed lists, until they are answered: they are asked first. */
  doubtful: ReadonlyMap<string, ProposedItem>;
  /** What the bot asked to confirm, while it is unanswered. */
  check: { number: number; check: Check } | null;
  checks: number;
  /** What was last posted for a person to answer: a bare "yes" is for that. */
  latest: "question" | "proposal" | null;
  /** What was typed into a form and not understood, by field. */
  refused: ReadonlyMap<string, string>;
  alerted: ReadonlySet<string>;
  alert: AlertRecord | null;
  /** The rules that make it URGENT, and its message: its number, and whether it still counts. */
  urgent: { rules: ReadonlySet<string>; number: number; posted: boolean };
  /** What people typed about who the patient is. */
  described: PatientMarks;
  keptWords: ReadonlyMap<number, KeptWords>;
  /** What was typed and not read, by number, and not settled yet. */
  unread: ReadonlyMap<number, UnreadWords>;
  /** The number that the latest words not read were given. */
  unreads: number;
  contradictionsShown: ReadonlySet<string>;
  decision: { assessment: Assessment; at: number } | null;
  decisions: number;
  /** Since when each recommendation has held without a break; milliseconds since the epoch. */
  since: ReadonlyMap<string, number>;
  deadlines: ReadonlyMap<string, DeadlineRecord>;
  closed: boolean;
  /** It was moved to another version of the protocol: its answers may not fit. */
  protocolChanged: boolean;
  events: readonly EncounterEvent[];
}

type Mutable<T> =
  T extends ReadonlyMap<infer K, infer V>
    ? Map<K, V>
    : T extends ReadonlySet<infer V>
      ? Set<V>
      : T extends readonly (infer V)[]
        ? V[]
        : T;
type MutableEncounter = {
  -readonly [K in keyof Encounter]: K extends "protocol" ? ProtocolPin : Mutable<Encounter[K]>;
};

/** Folds a case's events. @throws when they do not begin with "opened": the record is not a case's. */
export function foldEvents(id: string, events: readonly EncounterEvent[]): Encounter {
  const [first] = events;
  if (first?.type !== "opened") throw new Error("a case's first event is not its opening");
  const draft: MutableEncounter = {
    id,
    handle: first.handle,
    protocol: first.protocol,
    role: first.role,
    owner: first.actor,
    opened: { at: first.at, by: first.actor },
    records: new Map(),
    takenBack: new Map(),
    asked: new Map(),
    asks: first.asks ?? "one by one",
    panels: new Map(),
    saidYes: new Map(),
    wentOn: null,
    answerOrder: [],
    reopenedQuestion: null,
    proposal: null,
    proposals: 0,
    doubtful: new Map(),
    check: null,
    checks: 0,
    latest: null,
    refused: new Map(),
    alerted: new Set(),
    alert: null,
    urgent: { rules: new Set(), number: 0, posted: false },
    described: { ages: [], sexes: [], labels: [] },
    keptWords: new Map(),
    unread: new Map(),
    unreads: 0,
    contradictionsShown: new Set(),
    decision: null,
    decisions: 0,
    since: new Map(),
    deadlines: new Map(),
    closed: false,
    protocolChanged: false,
    events: [],
  };
  const own: OwnHistories = new Set();
  for (const event of events) applyEvent(draft, event, own);
  return draft;
}

/** Histories that no one else holds yet: appended to within one fold, instead of being copied for each answer. */
type OwnHistories = Set<readonly Observation[]>;

function appendedHistory(
  history: readonly Observation[] | undefined,
  next: Observation,
  own: OwnHistories,
): Observation[] {
  if (history && own.has(history)) {
    (history as Observation[]).push(next);
    return history as Observation[];
  }
  const longer = [...(history ?? []), next];
  own.add(longer);
  return longer;
}

/** A copy of a case that a turn adds to, made once for any number of events; the original does not change. */
export function extendEncounter(encounter: Encounter): {
  encounter: Encounter;
  add(event: EncounterEvent): void;
} {
  const draft: MutableEncounter = {
    ...encounter,
    records: new Map(encounter.records),
    takenBack: new Map(encounter.takenBack),
    asked: new Map(encounter.asked),
    panels: new Map(encounter.panels),
    saidYes: new Map(encounter.saidYes),
    refused: new Map(encounter.refused),
    doubtful: new Map(encounter.doubtful),
    alerted: new Set(encounter.alerted),
    contradictionsShown: new Set(encounter.contradictionsShown),
    keptWords: new Map(encounter.keptWords),
    unread: new Map(encounter.unread),
    since: new Map(encounter.since),
    deadlines: new Map(encounter.deadlines),
    answerOrder: [...encounter.answerOrder],
    events: [...encounter.events],
  };
  return { encounter: draft, add: (event) => applyEvent(draft, event, new Set()) };
}

function applyEvent(draft: MutableEncounter, event: EncounterEvent, own: OwnHistories): void {
  draft.events.push(event);
  switch (event.type) {
    case "opened":
      return;
    case "asked":
      draft.check = null;
      draft.asked.set(event.question, event.rev);
      draft.latest = "question";
      return;
    case "panel-asked":
    case "panel-yes":
    case "panel-denied":
    case "asks":
    case "went-on":
      applyPanelEvent(draft, event);
      return;
    case "answered":
      applyAnswered(draft, event, own);
      return;
    case "check-asked":
      draft.check = { number: event.number, check: event.check };
      draft.checks = event.number;
      return;
    case "settled":
      applySettled(draft, event, own);
      return;
    case "taken-back":
      applyTakenBack(draft, event);
      return;
    case "refused":
      for (const [field, typed] of Object.entries(event.values)) draft.refused.set(field, typed);
      return;
    case "focused":
      draft.reopenedQuestion = event.question;
      return;
    case "proposed":
      applyProposed(draft, event);
      return;
    case "resolved":
      applyResolved(draft, event);
      return;
    case "alerted":
    case "stood-down":
    case "urgent":
    case "acknowledged":
    case "called-again":
      applyAlertEvent(draft, event);
      return;
    case "decided":
      applyDecided(draft, event);
      return;
    case "deadline":
    case "reminded":
    case "snoozed":
    case "done":
    case "lifted":
      applyDeadlineEvent(draft, event);
      return;
    case "pointed-out":
      draft.contradictionsShown.add(event.contradiction);
      return;
    case "described":
    case "words-kept":
    case "words-given":
      applyPatientWords(draft, event);
      return;
    case "left-unread":
    case "unread-named":
    case "unread-settled":
      applyUnreadWords(draft, event);
      return;
    case "owner":
      draft.owner = event.owner;
      return;
    case "role":
      draft.role = event.role;
      return;
    case "retracted-message":
    case "words-removed":
    case "edit-read":
      return;
    case "closed":
      draft.closed = true;
      draft.reopenedQuestion = null;
      draft.proposal = null;
      draft.latest = null;
      return;
    case "reopened":
      draft.closed = false;
      return;
    case "moved":
      draft.protocol = event.protocol;
      draft.protocolChanged = true;
      return;
  }
}

/** One event of these types. */
type EventOf<Type extends EncounterEvent["type"]> = Extract<EncounterEvent, { type: Type }>;

/** What is asked together, and what becomes of that. */
function applyPanelEvent(
  draft: MutableEncounter,
  event: EventOf<"panel-asked" | "panel-yes" | "panel-denied" | "asks" | "went-on">,
): void {
  switch (event.type) {
    case "panel-asked":
      draft.check = null;
      draft.latest = "question";
      draft.panels.set(event.panel, {
        number: event.panel,
        id: event.id,
        items: event.items,
        at: event.at,
      });
      return;
    case "panel-yes":
      draft.saidYes.set(event.question, event.actor);
      return;
    case "panel-denied":
      draft.check = null;
      return;
    case "asks":
      draft.asks = event.asks;
      return;
    case "went-on":
      draft.wentOn = event.alert;
      return;
  }
}

function applySettled(
  draft: MutableEncounter,
  { question, answer, actor, at }: EventOf<"settled">,
  own: OwnHistories,
): void {
  const settled: Observation = { answer, actor, at, how: "settled" };
  const history = appendedHistory(draft.records.get(question)?.history, settled, own);
  draft.records.set(question, { accepted: settled, conflictingAnswers: [], history });
}

function applyProposed(draft: MutableEncounter, event: EventOf<"proposed">): void {
  draft.proposals = event.proposal;
  draft.latest = "proposal";
  draft.proposal = {
    number: event.proposal,
    items: event.items,
    settled: new Set(),
    by: event.actor,
    at: event.at,
    ...(event.message !== undefined && { message: event.message }),
  };
}

/** What was posted of an emergency or an urgent case, and who answered it. */
function applyAlertEvent(
  draft: MutableEncounter,
  event: EventOf<"alerted" | "stood-down" | "urgent" | "acknowledged" | "called-again">,
): void {
  switch (event.type) {
    case "alerted":
      for (const rule of event.rules) draft.alerted.add(rule);
      draft.alert = nextAlert(draft, event.at);
      for (const id of event.recommended ?? []) if (!draft.since.has(id)) draft.since.set(id, event.at);
      return;
    case "stood-down":
      for (const rule of event.rules) draft.alerted.delete(rule);
      draft.alert = nextAlert(draft, event.at);
      return;
    case "urgent":
      draft.urgent = {
        rules: new Set(event.rules),
        number: draft.urgent.number + 1,
        posted: event.posted,
      };
      for (const id of event.recommended ?? []) if (!draft.since.has(id)) draft.since.set(id, event.at);
      return;
    case "acknowledged":
      if (draft.alert?.number === event.alert)
        draft.alert = { ...draft.alert, acknowledged: { by: event.actor, at: event.at } };
      return;
    case "called-again":
      if (draft.alert?.number === event.alert) draft.alert = { ...draft.alert, calledAgain: true };
      return;
  }
}

/** Since when each recommendation has held: one that was left out in between begins again. */
function applyDecided(draft: MutableEncounter, { assessment, at }: EventOf<"decided">): void {
  draft.decision = { assessment, at };
  draft.decisions += 1;
  const stand = new Set(assessment.recommendations.map(({ id }) => id));
  for (const id of draft.since.keys()) if (!stand.has(id)) draft.since.delete(id);
  for (const id of stand) if (!draft.since.has(id)) draft.since.set(id, at);
}

/** What a deadline is, and what became of it. */
function applyDeadlineEvent(
  draft: MutableEncounter,
  event: EventOf<"deadline" | "reminded" | "snoozed" | "done" | "lifted">,
): void {
  switch (event.type) {
    case "deadline":
      draft.deadlines.set(event.deadline.id, {
        ...event.deadline,
        recorded: event.at,
        state: "open",
        late: false,
        reminded: [],
        snoozed_until: null,
      });
      return;
    case "reminded":
      updateDeadline(draft, event.deadline, (was) => ({
        reminded: [...was.reminded, event.stage],
        snoozed_until: null,
      }));
      return;
    case "snoozed":
      updateDeadline(draft, event.deadline, () => ({ snoozed_until: event.until }));
      return;
    case "done":
      updateDeadline(draft, event.deadline, () => ({ state: "done", late: event.late }));
      return;
    case "lifted":
      updateDeadline(draft, event.deadline, () => ({ state: "lifted" }));
      return;
  }
}

/** What words say about who the patient is, and words that may be about another. */
function applyPatientWords(
  draft: MutableEncounter,
  event: EventOf<"described" | "words-kept" | "words-given">,
): void {
  switch (event.type) {
    case "described": {
      const { ages, sexes, labels } = draft.described;
      draft.described = {
        ages: [...ages, ...event.ages],
        sexes: [...sexes, ...event.sexes],
        labels: [...labels, ...event.labels],
      };
      return;
    }
    case "words-kept":
      draft.keptWords.set(event.kept, {
        words: event.words,
        by: event.actor,
        given: false,
        ...(event.message !== undefined && { message: event.message }),
      });
      return;
    case "words-given": {
      const words = draft.keptWords.get(event.kept);
      if (words) draft.keptWords.set(event.kept, { ...words, given: true });
      return;
    }
  }
}

/** Words that were not read, until a person says what they are. */
function applyUnreadWords(
  draft: MutableEncounter,
  event: EventOf<"left-unread" | "unread-named" | "unread-settled">,
): void {
  switch (event.type) {
    case "left-unread":
      draft.unreads = event.unread;
      draft.unread.set(event.unread, {
        number: event.unread,
        words: event.words,
        by: event.actor,
        seq: draft.events.length - 1,
        question: null,
        ...(event.message !== undefined && { message: event.message }),
      });
      return;
    case "unread-named": {
      const words = draft.unread.get(event.unread);
      if (words) draft.unread.set(event.unread, { ...words, question: event.question });
      return;
    }
    case "unread-settled":
      draft.unread.delete(event.unread);
      return;
  }
}

/** A copy handed out earlier may not have this one. */
const nextAlert = ({ alert, alerted }: MutableEncounter, at: number): AlertRecord => ({
  number: (alert?.number ?? 0) + 1,
  at,
  standing: alerted.size > 0,
  acknowledged: null,
  calledAgain: false,
});

function applyResolved(draft: MutableEncounter, event: EventOf<"resolved">): void {
  const { proposal } = draft;
  if (proposal?.number !== event.proposal) return;
  for (const question of event.doubtful ?? []) {
    const item = proposal.items.find((each) => each.question === question);
    if (item) draft.doubtful.set(question, item);
  }
  draft.check = null;
  const settled = new Set([...proposal.settled, ...(event.questions ?? [])]);
  const open = event.questions !== undefined && proposal.items.some(({ question }) => !settled.has(question));
  draft.proposal = open ? { ...proposal, settled } : null;
  if (!open && draft.latest === "proposal") draft.latest = null;
}

function applyAnswered(draft: MutableEncounter, event: EventOf<"answered">, own: OwnHistories): void {
  const before = draft.records.get(event.question);
  const observation: Observation = {
    answer: event.answer,
    actor: event.actor,
    at: event.at,
    how: event.how,
    ...(event.message !== undefined && { message: event.message }),
  };
  const history = appendedHistory(before?.history ?? draft.takenBack.get(event.question), observation, own);
  draft.takenBack.delete(event.question);
  draft.records.set(
    event.question,
    event.as === "dissent" && before
      ? {
          accepted: before.accepted,
          conflictingAnswers: [...before.conflictingAnswers, observation],
          history,
        }
      : { accepted: observation, conflictingAnswers: [], history },
  );
  for (const field of draft.refused.keys())
    if (field === event.question || field.startsWith(`${event.question}.`)) draft.refused.delete(field);
  if (draft.reopenedQuestion === event.question) draft.reopenedQuestion = null;
  draft.doubtful.delete(event.question);
  draft.saidYes.delete(event.question);
  for (const { number, question } of draft.unread.values())
    if (question === event.question) draft.unread.delete(number);
  draft.check = null;
  draft.answerOrder.push(event.question);
}

/** Others' conflicting answers stay; an earlier answer does not come back. */
function applyTakenBack(draft: MutableEncounter, { question, rev }: EventOf<"taken-back">): void {
  const record = draft.records.get(question);
  const taken = record?.history[rev];
  if (!record || !taken) return;
  const { accepted, conflictingAnswers, history } = record;
  const [first, ...others] = [accepted, ...conflictingAnswers].filter((each) => each !== taken);
  if (first) draft.records.set(question, { accepted: first, conflictingAnswers: others, history });
  else {
    draft.records.delete(question);
    draft.takenBack.set(question, history);
  }
  draft.check = null;
  const last = draft.answerOrder.lastIndexOf(question);
  if (last >= 0) draft.answerOrder.splice(last, 1);
}

function updateDeadline(
  draft: MutableEncounter,
  id: string,
  change: (was: DeadlineRecord) => Partial<DeadlineRecord>,
): void {
  const was = draft.deadlines.get(id);
  if (was) draft.deadlines.set(id, { ...was, ...change(was) });
}

/** How long people have to acknowledge an emergency before they are notified again; milliseconds. */
const CALL_AGAIN_AFTER_MS = 5 * 60_000;

/** When an unacknowledged alert is to be repeated, and under which name; null when it is not. */
export function alertNeedsCall({
  alert,
  closed,
}: Pick<Encounter, "alert" | "closed">): { key: string; number: number; at: number } | null {
  if (closed || !alert?.standing || alert.acknowledged || alert.calledAgain) return null;
  return { key: `alert:${alert.number}`, number: alert.number, at: alert.at + CALL_AGAIN_AFTER_MS };
}

/** Everything that was ever recorded for a question, in order; also what was taken back. */
export const historyOf = ({ records, takenBack }: Encounter, question: string): readonly Observation[] =>
  records.get(question)?.history ?? takenBack.get(question) ?? [];

/** How often a question was answered: a tap with a lower number comes from an outdated message. */
export const revisionOf = (encounter: Encounter, question: string): number =>
  historyOf(encounter, question).length;

/** Answers are canonical: equal answers are equal as text. */
export const isSameAnswer = (a: Answer, b: Answer): boolean => JSON.stringify(a) === JSON.stringify(b);
