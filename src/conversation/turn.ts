/**
 * One turn of talk as a function: what a person did becomes events, and what is shown. It does nothing itself:
 * the caller appends the events and sends what is said, in that order.
 */
import type { Protocol, Question, Role } from "../protocol/schema.ts";
import { type Asking, askingOf, nextQuestion } from "../triage/ask.ts";
import { contradictionsIn } from "../triage/contradict.ts";
import { answerText } from "../triage/describe.ts";
import { type Answer, readAnswer } from "../triage/finding.ts";
import { index } from "../triage/index-of-protocol.ts";
import { isHigher } from "../triage/urgency.ts";
import { citationLine } from "./cited.ts";
import { readCommand } from "./commands.ts";
import { type Current, current } from "./current.ts";
import {
  type Actor,
  type Encounter,
  type EncounterEvent,
  type EventBody,
  extend,
  fold,
  type How,
  revisionOf,
} from "./encounter.ts";
import type { Inbound } from "./inbound.ts";
import { readLiteral } from "./literal.ts";
import type { Outbound, View } from "./outbound.ts";
import { guard } from "./privacy.ts";
import type { Site } from "./site.ts";
import { answeredUpdate, disputeView, questionSlot, questionView, rawOfTap } from "./view-question.ts";
import { alertView, differenceView, resultView, whyView } from "./view-result.ts";
import { citationView, forgottenWords, helpView, noticeView } from "./view-small.ts";

/** What a turn needs from outside: everything that is not the same every time. */
export interface TurnContext {
  /** What the case is pinned to; for a new case, the content that ships. */
  protocol: Protocol;
  hash: string;
  /** The content that ships: a running case moves to it only when a person says so. */
  latest: { protocol: Protocol; hash: string };
  site: Site;
  /** Milliseconds since the epoch. */
  now: number;
  utcOffsetMinutes: number;
  /** Used when a case is opened. */
  newCase: { id: string; handle: string };
}

/** What a turn asks of the caller beside appending and sending: it lies outside the case's own events. */
export type Wish =
  /** Destroy this case's content for good. */
  | { do: "forget" }
  /** Show this person their open cases. */
  | { do: "cases"; actor: Actor }
  /** Keep this person's role for their next cases. */
  | { do: "remember"; actor: Actor; role: Role };

export interface Turned {
  events: readonly EncounterEvent[];
  said: readonly Outbound[];
  wishes: readonly Wish[];
  /** The case after this turn; null when there is none. */
  encounter: Encounter | null;
}

/** Runs one turn. The same arguments give the same result, so a turn that lost a race can be run again. */
export function turn(context: TurnContext, encounter: Encounter | null, inbound: Inbound): Turned {
  return new Turn(context, encounter, inbound).run(inbound);
}

class Turn {
  readonly #context: TurnContext;
  readonly #actor: Actor;
  readonly #said: Outbound[] = [];
  readonly #events: EncounterEvent[] = [];
  readonly #wishes: Wish[] = [];
  #encounter: Encounter | null;

  constructor(context: TurnContext, encounter: Encounter | null, { actor }: Inbound) {
    this.#context = context;
    this.#encounter = encounter;
    this.#actor = { id: actor.id, ...(actor.name !== undefined && { name: actor.name }) };
  }

  run(inbound: Inbound): Turned {
    switch (inbound.kind) {
      case "start":
        this.#start();
        break;
      case "say":
        this.#say(inbound.words, inbound.addressed);
        break;
      case "act":
        this.#act(inbound);
        break;
      default:
        this.#notice("That cannot be done here yet. Type the answer, or help.");
    }
    return { events: this.#events, said: this.#said, wishes: this.#wishes, encounter: this.#encounter };
  }

  // === what people do

  #start(): void {
    if (this.#encounter && !this.#encounter.closed) {
      this.#notice(`Case ${this.#encounter.handle} is open here. Close it first to start another.`);
      this.#askNext(true);
      return;
    }
    const { protocol, hash, newCase } = this.#context;
    const pin = { id: protocol.id, version: protocol.version, hash };
    this.#encounter = null;
    this.#record({ type: "opened", handle: newCase.handle, protocol: pin, role: "physician" });
    this.#askNext(false);
  }

  #say(typed: string, addressed: boolean): void {
    const { now, utcOffsetMinutes } = this.#context;
    const { text, removed } = guard(typed, {
      region: this.#context.site.region,
      year: new Date(now).getUTCFullYear(),
    });
    if (removed.length > 0) this.#tellActor(forgottenWords(removed.map(({ kind }) => kind)));
    const command = readCommand(text);
    if (command && this.#command(command.name, command.argument)) return;
    const encounter = this.#encounter;
    if (!encounter || encounter.closed) {
      if (addressed)
        this.#notice(
          encounter
            ? "This case is closed. Type reopen, or triage to start another."
            : "No case is open here. Type triage to start one.",
        );
      return;
    }
    const pending = this.#pending();
    if (!pending) {
      if (addressed) this.#notice("Nothing is being asked. Type status, change and a finding, or help.");
      return;
    }
    const reading = readLiteral(pending.question, text, now, utcOffsetMinutes);
    if (reading === null) {
      if (addressed)
        this.#notice(
          `That was not understood as an answer, and nothing is recorded. The question stays: ${pending.question.label}.`,
        );
    } else if ("fault" in reading) this.#notice(`Not recorded. ${reading.fault}. The question stays.`);
    else this.#answer(pending.question, reading.answer, "words", text);
  }

  #act({ handle, act }: Extract<Inbound, { kind: "act" }>): void {
    const encounter = this.#encounter;
    if (!encounter || encounter.handle !== handle || encounter.closed) {
      this.#tellActor("That message is out of date: its case is not the open one here. Nothing is changed.");
      return;
    }
    switch (act.do) {
      case "answer": {
        const question = index(this.#context.protocol).questions.get(act.question);
        if (!question)
          return this.#tellActor("That message is out of date: the question is not in this protocol.");
        const reading = readAnswer(question, rawOfTap(question, act.value));
        if ("faults" in reading)
          return this.#tellActor("That message is out of date: the answer is not one of this question.");
        this.#tap(question, reading.answer, act.rev);
        return;
      }
      case "change":
        if (!this.#change(act.question)) this.#tellActor("That question is not in this protocol.");
        return;
      case "settle": {
        const record = encounter.records.get(act.question);
        const question = index(this.#context.protocol).questions.get(act.question);
        const chosen = record && [record.standing, ...record.dissent][act.choice];
        if (
          !chosen ||
          !question ||
          act.rev !== revisionOf(encounter, act.question) ||
          record.dissent.length === 0
        )
          return this.#tellActor(
            "That message is out of date: it is settled, or another answer came. Nothing is changed.",
          );
        this.#record({ type: "settled", question: act.question, answer: chosen.answer });
        this.#update(question);
        this.#decide();
        return;
      }
      case "command": {
        const command = readCommand(act.words);
        if (!command || !this.#command(command.name, command.argument))
          this.#tellActor("That message is out of date.");
        return;
      }
      default:
        this.#tellActor("That cannot be done here yet.");
    }
  }

  /** A tap on a question: the first answer wins, a late one by someone else is kept beside it, a stale one is told. */
  #tap(question: Question, answer: Answer, rev: number): void {
    const record = this.#encounter?.records.get(question.id);
    const reopened = this.#encounter?.focus === question.id;
    if (!this.#encounter || !record || (reopened && rev === revisionOf(this.#encounter, question.id)))
      return this.#answer(question, answer, "tap");
    const { standing } = record;
    const who = standing.actor.name ?? standing.actor.id;
    if (same(standing.answer, answer))
      this.#tellActor(`Already answered by ${who}: ${answerText(question, standing.answer)}.`);
    else if (standing.actor.id === this.#actor.id)
      this.#tellActor(`You answered: ${answerText(question, standing.answer)}. Use Change to answer anew.`);
    else this.#dissent(question, answer, "tap");
  }

  /** Returns false when the words turn out not to be the command: they may be an answer. */
  #command(name: NonNullable<ReturnType<typeof readCommand>>["name"], argument: string): boolean {
    if (name === "help") {
      this.#post(helpView());
      return true;
    }
    if (name === "triage") {
      this.#start();
      return true;
    }
    const encounter = this.#encounter;
    if (!encounter) return false;
    const { protocol, now } = this.#context;
    switch (name) {
      case "status":
        this.#post(resultView(protocol, encounter, this.#current(), now, "status"));
        return true;
      case "why":
        this.#post(whyView(protocol, encounter, this.#current(), this.#pending()));
        return true;
      case "cite": {
        const number = Number(argument.replace(/[[\]]/g, ""));
        const line = argument === "" ? null : citationLine(protocol, number);
        this.#post(
          line
            ? citationView(encounter, line)
            : noticeView(
                encounter.handle,
                argument === ""
                  ? "Which one? Type cite and its number."
                  : `There is no source ${argument}. Numbers go from 1 to ${protocol.citations.length}.`,
              ),
        );
        return true;
      }
      case "close":
        if (encounter.closed) this.#notice("This case is closed already.");
        else {
          this.#record({ type: "closed", reason: "person" });
          this.#notice(`Case ${encounter.handle} is closed. Type reopen to go on with it.`);
        }
        return true;
      case "reopen":
        if (!encounter.closed) this.#notice("This case is open.");
        else {
          this.#record({ type: "reopened" });
          this.#decide(true);
        }
        return true;
    }
    if (encounter.closed) return false;
    switch (name) {
      case "unknown": {
        const pending = this.#pending();
        if (!pending) return false;
        const reason = /^(declin|refus)/i.test(argument)
          ? "declined"
          : /^unable/i.test(argument)
            ? "unable"
            : "not_assessed";
        this.#answer(pending.question, { unknown: reason }, "words", argument);
        return true;
      }
      case "back": {
        const last = [...encounter.trail].reverse().find((id) => id !== encounter.focus);
        if (!last || !this.#change(last)) this.#notice("Nothing is answered yet.");
        return true;
      }
      case "change": {
        const question = this.#named(argument);
        if (question) this.#change(question.id);
        else
          this.#notice(
            argument === ""
              ? "Change what? Type change and a finding, such as change fever."
              : "No finding has that name. Type change and a finding, such as change fever.",
          );
        return true;
      }
    }
  }

  // === recording

  #answer(question: Question, answer: Answer, how: How, quote?: string): void {
    const record = this.#encounter?.records.get(question.id);
    if (
      record &&
      record.standing.actor.id !== this.#actor.id &&
      !same(record.standing.answer, answer) &&
      this.#encounter?.focus !== question.id
    )
      return this.#dissent(question, answer, how);
    this.#record({
      type: "answered",
      question: question.id,
      answer,
      as: record ? "change" : "first",
      how,
      ...(quote && { quote }),
    });
    this.#update(question);
    this.#decide();
  }

  #dissent(question: Question, answer: Answer, how: How): void {
    this.#record({ type: "answered", question: question.id, answer, as: "dissent", how });
    this.#update(question);
    if (this.#encounter)
      this.#post(
        disputeView(this.#encounter, question),
        `dispute:${question.id}:${revisionOf(this.#encounter, question.id)}`,
      );
    this.#decide();
  }

  #change(questionId: string): boolean {
    const question = index(this.#context.protocol).questions.get(questionId);
    if (!question || !this.#encounter) return false;
    if (this.#encounter.focus !== questionId) this.#record({ type: "focused", question: questionId });
    this.#ask(question, true);
    return true;
  }

  /** After anything was recorded: the alert first, then contradictions, the result or its change, and the next question. */
  #decide(again = false): void {
    const encounter = this.#encounter;
    if (!encounter) return;
    const { protocol, now } = this.#context;
    const state = this.#current();
    const { assessment } = state;
    const emergent = assessment.rules.true.filter((id) => {
      const rule = index(protocol).rules.get(id);
      const raised = rule?.raised?.to === "EMERGENT" && assessment.urgency === "EMERGENT";
      return (
        (rule?.urgency === "EMERGENT" || rule?.acts_on === "EMERGENT" || raised) && !encounter.alerted.has(id)
      );
    });
    if (emergent.length > 0) {
      this.#record({ type: "alerted", rules: emergent });
      this.#said.push({
        slot: `alert:${emergent.join("+")}`,
        update: false,
        audience: { kind: "thread" },
        broadcast: true,
        view: alertView(protocol, encounter, state, now, emergent),
      });
    }
    this.#pointOut(state);
    const before = encounter.decision?.assessment;
    const finished = nextQuestion(protocol, state.answers) === null;
    if (before ? again || JSON.stringify(before) !== JSON.stringify(assessment) : finished) {
      this.#record({ type: "decided", assessment });
      if (before && this.#encounter)
        this.#post(differenceView(protocol, this.#encounter, before, assessment));
      if (this.#encounter)
        this.#post(
          resultView(protocol, this.#encounter, state, now, "result"),
          `result:${this.#encounter.decisions}`,
        );
    }
    this.#askNext(again);
  }

  #pointOut({ findings }: Current): void {
    for (const { id, say } of contradictionsIn(this.#context.protocol, findings))
      if (this.#encounter && !this.#encounter.pointedOut.has(id)) {
        this.#record({ type: "pointed-out", contradiction: id });
        this.#notice(
          `These do not fit together. ${say} The more dangerous one counts; change the one that is wrong.`,
        );
      }
  }

  // === asking

  /** The question that is waiting: one that was reopened, or the next of the protocol. */
  #pending(): Asking | null {
    const encounter = this.#encounter;
    if (!encounter || encounter.closed) return null;
    const { protocol } = this.#context;
    const { answers } = this.#current();
    if (encounter.focus) return askingOf(protocol, answers, encounter.focus);
    return (
      nextQuestion(protocol, answers) ??
      (encounter.decision ? nextQuestion(protocol, answers, "results") : null)
    );
  }

  #askNext(again: boolean): void {
    const pending = this.#pending();
    if (pending) this.#ask(pending.question, again);
  }

  #ask(question: Question, again: boolean): void {
    const encounter = this.#encounter;
    if (!encounter) return;
    const rev = revisionOf(encounter, question.id);
    const posted = encounter.events.some(
      (event) => event.type === "asked" && event.question === question.id && event.rev === rev,
    );
    if (posted && !again) return;
    const { answers, assessment } = this.#current();
    this.#record({ type: "asked", question: question.id, rev });
    const emergent = !isHigher("EMERGENT", assessment.urgency);
    this.#post(
      questionView(this.#context.protocol, encounter, answers, question, encounter.role, emergent),
      questionSlot(question.id, rev),
    );
  }

  #named(words: string): Question | undefined {
    const said = words.toLowerCase().replaceAll("_", " ").trim();
    const names = ({ id, label, also }: Question) => [id.replaceAll("_", " "), label.toLowerCase(), ...also];
    const { questions } = this.#context.protocol;
    return said === ""
      ? undefined
      : (questions.find((each) => names(each).includes(said)) ??
          questions.find((each) => names(each).some((name) => name.includes(said))));
  }

  // === effects, as values

  #current(): Current {
    if (!this.#encounter) throw new Error("no case is open");
    return current(this.#context.protocol, this.#encounter);
  }

  #record(body: EventBody): void {
    const event: EncounterEvent = { ...body, at: this.#context.now, actor: this.#actor };
    this.#events.push(event);
    this.#encounter = this.#encounter
      ? extend(this.#encounter, [event])
      : fold(this.#context.newCase.id, [event]);
  }

  #update(question: Question): void {
    if (!this.#encounter) return;
    const asked = this.#encounter.events.findLast(
      (event) => event.type === "asked" && event.question === question.id,
    );
    if (asked?.type === "asked") this.#said.push(answeredUpdate(this.#encounter, question, asked.rev));
  }

  #post(
    view: View,
    slot = `${view.kind}:${this.#events.length}:${this.#said.length}:${this.#context.now}`,
  ): void {
    this.#said.push({ slot, update: false, audience: { kind: "thread" }, view });
  }

  #notice(text: string): void {
    this.#post(noticeView(this.#encounter?.handle ?? null, text));
  }

  #tellActor(text: string): void {
    const view = noticeView(this.#encounter?.handle ?? null, text);
    this.#said.push({
      slot: `tell:${this.#said.length}:${this.#context.now}`,
      update: false,
      audience: { kind: "person", person: this.#actor },
      view,
    });
  }
}

const same = (a: Answer, b: Answer): boolean => JSON.stringify(a) === JSON.stringify(b);
