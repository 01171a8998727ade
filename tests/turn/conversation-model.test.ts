/** Random dialogues of several people against a model of the record that knows nothing of how a turn is made. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asLastLeft, currentState } from "../../src/case/current.ts";
import { nextAttention, openDeadlines } from "../../src/case/deadlines.ts";
import { type Actor, type Encounter, foldEvents, revisionOf } from "../../src/case/encounter.ts";
import type { Inbound } from "../../src/case/inbound.ts";
import { nextQuestion } from "../../src/triage/ask.ts";
import { index } from "../../src/triage/index-of-protocol.ts";
import { brokenAlerts, brokenByTurn } from "../case-invariants.ts";
import { protocol } from "../protocol-under-test.ts";
import { A, B, BOT, HANDLE, HOUR, started, type Thread } from "./test-thread.ts";

const C: Actor = { id: "teams:T2:U3", name: "U3" };
const QUESTIONS = ["urinary_retention", "saddle_sensory_loss", "incontinence", "fever", "new_severe_pain"];
const TYPED: Readonly<Record<string, string>> = {
  urinary_retention: "urinary retention",
  saddle_sensory_loss: "saddle anaesthesia",
  fever: "fever",
};

interface Said {
  by: string;
  answer: string;
}
interface Answers {
  standing: Said;
  dissent: Said[];
  count: number;
}
/** What a person would expect of the record. */
interface Model {
  closed: boolean;
  answers: Map<string, Answers>;
  focus: string | null;
  proposal: { number: number; by: string; items: { question: string; answer: string; by: string }[] } | null;
}

const textOf = (answer: { value?: unknown; unknown?: string }) => String(answer.value ?? answer.unknown);

function give(model: Model, question: string, by: string, answer: string, dissents: boolean): void {
  const was = model.answers.get(question);
  if (!was) model.answers.set(question, { standing: { by, answer }, dissent: [], count: 1 });
  else if (dissents) {
    was.dissent.push({ by, answer });
    was.count += 1;
  } else model.answers.set(question, { standing: { by, answer }, dissent: [], count: was.count + 1 });
  if (model.focus === question) model.focus = null;
}

/** What must be true after every turn, whatever was done. */
function holds(model: Model, thread: Thread, before: Encounter, first: number): void {
  const { open } = thread;
  // the fold of the log is the case
  expect(foldEvents("e1", thread.events)).toEqual(open);
  // no answer is anyone else's
  for (const question of QUESTIONS) {
    const record = open.records.get(question);
    const expected = model.answers.get(question);
    expect(
      record && {
        standing: { by: record.accepted.actor.id, answer: textOf(record.accepted.answer) },
        dissent: record.conflictingAnswers.map(({ actor, answer }) => ({
          by: actor.id,
          answer: textOf(answer),
        })),
        count: record.history.length,
      },
      question,
    ).toEqual(expected);
  }
  expect(open.closed).toBe(model.closed);
  expect(brokenByTurn(protocol, before, open, thread.events.slice(first))).toEqual([]);
  expect(brokenAlerts(protocol, open)).toEqual([]);
}

/** Does it in the thread: twice the same turn is the same, and no lock screen shows a finding. */
function perform(model: Model, thread: Thread, inbound: Inbound): void {
  const before = thread.open;
  const first = thread.events.length;
  thread.now += 60_000;
  const once = thread.run(inbound);
  expect(thread.run(inbound)).toEqual(once);
  thread.now -= 60_000;
  for (const { view } of thread.do(inbound))
    for (const { label } of protocol.questions)
      expect(view.notification.toLowerCase()).not.toContain(label.toLowerCase());
  holds(model, thread, before, first);
}

abstract class Step implements fc.Command<Model, Thread> {
  readonly actor: Actor;
  constructor(actor: Actor) {
    this.actor = actor;
  }
  check(_model: Readonly<Model>): boolean {
    return true;
  }
  abstract run(model: Model, thread: Thread): void;
  toString(): string {
    return `${this.constructor.name} ${JSON.stringify(this)}`;
  }
}

class Tap extends Step {
  readonly question: string;
  readonly answer: string;
  readonly stale: boolean;
  constructor(actor: Actor, question: string, answer: string, stale: boolean) {
    super(actor);
    this.question = question;
    this.answer = answer;
    this.stale = stale;
  }
  run(model: Model, thread: Thread): void {
    const { question, answer, actor } = this;
    const was = model.answers.get(question);
    const rev = this.stale ? 0 : revisionOf(thread.open, question);
    if (!model.closed) {
      const reopened = model.focus === question && rev === (was?.count ?? 0);
      if (!was || reopened) give(model, question, actor.id, answer, false);
      else if (was.standing.answer !== answer && was.standing.by !== actor.id)
        give(model, question, actor.id, answer, true);
    }
    perform(model, thread, {
      kind: "act",
      actor,
      handle: HANDLE,
      act: { do: "answer", question, value: answer, rev },
    });
  }
}

class Change extends Step {
  readonly question: string;
  constructor(actor: Actor, question: string) {
    super(actor);
    this.question = question;
  }
  run(model: Model, thread: Thread): void {
    if (!model.closed) model.focus = this.question;
    const act = { do: "change", question: this.question } as const;
    perform(model, thread, { kind: "act", actor: this.actor, handle: HANDLE, act });
    if (!model.closed) expect(thread.open.reopenedQuestion).toBe(this.question);
  }
}

class Back extends Step {
  run(model: Model, thread: Thread): void {
    const last = [...thread.open.answerOrder].reverse().find((id) => id !== model.focus);
    if (!model.closed && last !== undefined) model.focus = last;
    perform(model, thread, { kind: "say", actor: this.actor, words: "back", addressed: true });
    if (!model.closed) expect(thread.open.reopenedQuestion).toBe(model.focus);
  }
}

/** Commands that only look: what waits for an answer stays the same. */
class Look extends Step {
  readonly words: string;
  constructor(actor: Actor, words: string) {
    super(actor);
    this.words = words;
  }
  run(model: Model, thread: Thread): void {
    const { reopenedQuestion, proposal, asked } = thread.open;
    perform(model, thread, { kind: "say", actor: this.actor, words: this.words, addressed: true });
    expect(thread.open).toMatchObject({ reopenedQuestion });
    expect(thread.open.proposal).toEqual(model.closed ? null : proposal);
    expect(thread.open.asked).toEqual(asked);
  }
}

/** The literal answer to what is asked. */
class Literal extends Step {
  readonly words: "yes" | "no" | "n/a";
  constructor(actor: Actor, words: "yes" | "no" | "n/a") {
    super(actor);
    this.words = words;
  }
  run(model: Model, thread: Thread): void {
    const { open } = thread;
    const asked =
      model.focus ??
      nextQuestion(protocol, currentState(protocol, open, asLastLeft(open)).answers)?.question.id;
    const question = asked === undefined ? undefined : index(protocol).questions.get(asked);
    const aside = model.proposal !== null && open.latest === "proposal" && this.words !== "n/a";
    if (!model.closed && aside) {
      if (this.words === "yes") confirmed(model, this.actor.id);
    } else if (!model.closed && question && (question.answer.kind === "tri" || this.words === "n/a")) {
      const answer = { yes: "present", no: "absent", "n/a": "not_assessed" }[this.words];
      const was = model.answers.get(question.id);
      const same = was?.standing.answer === answer || model.focus === question.id || was === undefined;
      give(model, question.id, this.actor.id, answer, !same && was?.standing.by !== this.actor.id);
    }
    const elsewhere = question && !QUESTIONS.includes(question.id) && !model.closed;
    perform(model, thread, { kind: "say", actor: this.actor, words: this.words, addressed: true });
    if (elsewhere) expect(thread.open.answerOrder.length).toBeGreaterThanOrEqual(open.answerOrder.length);
  }
}

/** Free text on findings: nothing is recorded by it. */
class Type extends Step {
  readonly question: string;
  readonly denied: boolean;
  readonly addressed: boolean;
  constructor(actor: Actor, question: string, denied: boolean, addressed: boolean) {
    super(actor);
    this.question = question;
    this.denied = denied;
    this.addressed = addressed;
  }
  override check(model: Readonly<Model>): boolean {
    return !model.closed;
  }
  run(model: Model, thread: Thread): void {
    const answer = this.denied ? "absent" : "present";
    const item = { question: this.question, answer, by: this.actor.id };
    const left = (model.proposal?.items ?? []).filter(
      (each) => each.question !== item.question || (each.answer !== item.answer && each.by !== this.actor.id),
    );
    model.proposal = {
      number: thread.open.proposals + 1,
      by: this.actor.id,
      items: [item, ...left],
    };
    perform(model, thread, {
      kind: "say",
      actor: this.actor,
      words: `${this.denied ? "no " : ""}${TYPED[this.question]}`,
      addressed: this.addressed,
    });
    expect(
      thread.open.proposal?.items.map(({ question, answer, by = this.actor.id }) => ({
        question,
        answer: textOf(answer),
        by,
      })),
    ).toEqual(model.proposal.items);
  }
}

function confirmed(model: Model, by: string): void {
  const { proposal } = model;
  if (!proposal) return;
  const left = [];
  for (const item of proposal.items) {
    const was = model.answers.get(item.question);
    const rivals = proposal.items.filter(({ question }) => question === item.question).length;
    const unknown = was && ["not_assessed", "unable"].includes(was.standing.answer);
    if (rivals > 1 || (was && was.dissent.length > 0)) left.push(item);
    else if (!was || (unknown && was.standing.answer !== item.answer))
      give(model, item.question, by, item.answer, false);
    else if (was.standing.answer !== item.answer) left.push(item);
  }
  model.proposal = left.length > 0 ? { ...proposal, items: left } : null;
}

class Confirm extends Step {
  run(model: Model, thread: Thread): void {
    const act = { do: "confirm", proposal: thread.open.proposal?.number ?? 1 } as const;
    if (!model.closed) confirmed(model, this.actor.id);
    perform(model, thread, { kind: "act", actor: this.actor, handle: HANDLE, act });
    expect(thread.open.proposal === null).toBe(model.proposal === null);
  }
}

class Pick extends Step {
  readonly choice: number;
  constructor(actor: Actor, choice: number) {
    super(actor);
    this.choice = choice;
  }
  run(model: Model, thread: Thread): void {
    const { proposal } = model;
    const question = proposal?.items[0]?.question;
    if (!proposal || question === undefined) return;
    const rivals = proposal.items.filter((item) => item.question === question);
    const item = rivals[this.choice];
    const rev = revisionOf(thread.open, question);
    const act = { do: "pick", proposal: proposal.number, question, choice: this.choice, rev } as const;
    if (!model.closed && this.choice <= rivals.length) {
      if (item) give(model, question, this.actor.id, item.answer, false);
      const left = proposal.items.filter((each) => each.question !== question);
      model.proposal = left.length > 0 ? { ...proposal, items: left } : null;
    }
    perform(model, thread, { kind: "act", actor: this.actor, handle: HANDLE, act });
    expect(thread.open.proposal === null).toBe(model.proposal === null);
  }
}

/** A message that was edited or deleted afterwards: the record stays as it is until someone confirms. */
class Afterwards extends Step {
  readonly kind: "edited" | "deleted";
  constructor(actor: Actor, kind: "edited" | "deleted") {
    super(actor);
    this.kind = kind;
  }
  run(model: Model, thread: Thread): void {
    const { actor } = this;
    perform(
      model,
      thread,
      this.kind === "edited"
        ? { kind: "edited", actor, words: "see you at handover", message: "m1" }
        : { kind: "deleted", actor, message: "m1" },
    );
  }
}

class Discard extends Step {
  run(model: Model, thread: Thread): void {
    const act = { do: "discard", proposal: thread.open.proposal?.number ?? 1 } as const;
    if (!model.closed) model.proposal = null;
    perform(model, thread, { kind: "act", actor: this.actor, handle: HANDLE, act });
    expect(thread.open.proposal).toBeNull();
  }
}

class Settle extends Step {
  readonly choice: number;
  constructor(actor: Actor, choice: number) {
    super(actor);
    this.choice = choice;
  }
  run(model: Model, thread: Thread): void {
    const [question, was] = [...model.answers].find(([, { dissent }]) => dissent.length > 0) ?? [];
    if (!question || !was) return;
    const act = { do: "settle", question, choice: this.choice, rev: was.count } as const;
    const chosen = [was.standing, ...was.dissent][this.choice];
    if (!model.closed && chosen)
      model.answers.set(question, {
        standing: { by: this.actor.id, answer: chosen.answer },
        dissent: [],
        count: was.count + 1,
      });
    perform(model, thread, { kind: "act", actor: this.actor, handle: HANDLE, act });
  }
}

class Fill extends Step {
  readonly values: Readonly<Record<string, string>>;
  constructor(actor: Actor, values: Readonly<Record<string, string>>) {
    super(actor);
    this.values = values;
  }
  run(model: Model, thread: Thread): void {
    if (!model.closed)
      for (const question of protocol.questions.map(({ id }) => id)) {
        const answer = this.values[question];
        const was = model.answers.get(question);
        if (answer === undefined || was?.standing.answer === answer) continue;
        give(
          model,
          question,
          this.actor.id,
          answer,
          was !== undefined && was.standing.by !== this.actor.id && model.focus !== question,
        );
      }
    const act = { do: "form", section: "red_flags" } as const;
    perform(model, thread, { kind: "submit", actor: this.actor, handle: HANDLE, act, values: this.values });
  }
}

class Close extends Step {
  readonly words: "close" | "close anyway" | "reopen";
  constructor(actor: Actor, words: "close" | "close anyway" | "reopen") {
    super(actor);
    this.words = words;
  }
  run(model: Model, thread: Thread): void {
    const asks = this.words === "close" && (model.proposal || openDeadlines(thread.open).length > 0);
    if (this.words === "reopen") model.closed = false;
    else if (!asks && !model.closed) {
      model.closed = true;
      model.focus = null;
      model.proposal = null;
    }
    perform(model, thread, { kind: "say", actor: this.actor, words: this.words, addressed: true });
  }
}

class Clock extends Step {
  readonly hours: number;
  constructor(hours: number) {
    super(BOT);
    this.hours = hours;
  }
  run(model: Model, thread: Thread): void {
    thread.wait(this.hours * HOUR);
    for (const deadline of openDeadlines(thread.open)) {
      const inbound: Inbound = { kind: "due", actor: BOT, deadline: deadline.id };
      const wanted = nextAttention(thread.open, deadline, thread.site);
      const due = wanted !== null && wanted.at <= thread.now + 60_000;
      const before = thread.said.length;
      perform(model, thread, inbound);
      expect(thread.said.length > before).toBe(due);
      const again = thread.said.length;
      perform(model, thread, inbound);
      // once is enough, but for one that has passed while the first reminder was on its way
      if (due && thread.open.deadlines.get(deadline.id)?.reminded.includes("overdue"))
        expect(thread.said.length - again).toBeLessThanOrEqual(1);
    }
  }
}

class Tend extends Step {
  readonly what: "done" | "snooze";
  constructor(actor: Actor, what: "done" | "snooze") {
    super(actor);
    this.what = what;
  }
  run(model: Model, thread: Thread): void {
    const deadline = openDeadlines(thread.open)[0]?.id ?? "imaging.mri_spine";
    const act = { do: this.what, deadline };
    perform(model, thread, { kind: "act", actor: this.actor, handle: HANDLE, act });
  }
}

const people = fc.constantFrom(A, B, C);
const question = fc.constantFrom(...QUESTIONS);
const answers = fc.constantFrom("present", "absent", "not_assessed", "unable");
const values = fc
  .dictionary(question, fc.constantFrom("present", "absent", "unable"), { maxKeys: 3 })
  .map((given) => ({ ...given }));

const steps = [
  fc.tuple(people, question, answers, fc.boolean()).map((of) => new Tap(...of)),
  fc.tuple(people, question, answers, fc.constant(false)).map((of) => new Tap(...of)),
  fc.tuple(people, question).map((of) => new Change(...of)),
  people.map((actor) => new Back(actor)),
  fc
    .tuple(people, fc.constantFrom("why", "status", "timeline", "handoff", "help", "cite 1", "list"))
    .map((of) => new Look(...of)),
  fc.tuple(people, fc.constantFrom("yes", "no", "n/a")).map((of) => new Literal(...of)),
  fc
    .tuple(people, fc.constantFrom(...Object.keys(TYPED)), fc.boolean(), fc.boolean())
    .map((of) => new Type(...of)),
  people.map((actor) => new Confirm(actor)),
  people.map((actor) => new Discard(actor)),
  fc.tuple(people, fc.nat(2)).map((of) => new Pick(...of)),
  fc.tuple(people, fc.constantFrom("edited", "deleted")).map((of) => new Afterwards(...of)),
  fc.tuple(people, fc.nat(2)).map((of) => new Settle(...of)),
  fc.tuple(people, values).map((of) => new Fill(...of)),
  fc
    .tuple(people, fc.constantFrom("close", "close anyway", "reopen", "reopen"))
    .map((of) => new Close(...of)),
  fc.constantFrom(0, 1, 4, 13).map((hours) => new Clock(hours)),
  fc.tuple(people, fc.constantFrom("done", "snooze")).map((of) => new Tend(...of)),
];

describe("random dialogues of three people", () => {
  it("lose nothing, alert to everything, and are what the model says", () => {
    fc.assert(
      fc.property(fc.commands(steps, { maxCommands: 25 }), (commands) => {
        fc.modelRun(
          () => ({
            model: {
              closed: false,
              answers: new Map(),
              focus: null,
              proposal: null,
            } satisfies Model as Model,
            real: started(),
          }),
          commands,
        );
      }),
      { numRuns: 40, seed: 20261125 },
    );
  }, 240_000);
});
