/** The moments behind the answers: when each was given, when what it says began, and how old it is now. */
import { ageOf } from "../answers/moment.ts";
import { momentOf } from "../answers/moment-value.ts";
import { kindOf } from "../answers/registry.ts";
import type { Answer, Interval, Value } from "../answers/value.ts";
import type { Leaf } from "../protocol/condition.ts";
import type { Truth } from "../protocol/logic.ts";
import type { Question } from "../protocol/schema.ts";
import { hoursOf } from "../protocol/sentence.ts";
import type { Findings } from "./finding.ts";
import type { ProtocolIndex } from "./index-of-protocol.ts";
import { type Age, ageAt, compareAge, firstOf, hoursBefore, isLater, isMomentQuestion } from "./moment.ts";

type MomentLeaf = Extract<Leaf, { kind: "age" | "answered-within" | "after" | "onset-before" }>;

/** Reads the sentences about time for one set of answers at one moment. */
export class Moments {
  readonly #index: ProtocolIndex;
  readonly #findings: Findings;
  readonly #now: Interval;

  constructor(index: ProtocolIndex, findings: Findings, now: number) {
    this.#index = index;
    this.#findings = findings;
    this.#now = { earliest: now, latest: now };
  }

  truth(leaf: MomentLeaf, question: Question): Truth {
    switch (leaf.kind) {
      case "age": {
        const hours = hoursOf(leaf.value, leaf.unit);
        if (leaf.at.kind === "entered-onset" && !leaf.at.of.some((id) => this.#enteredOnset(id)))
          return false;
        const age = this.#age(question, leaf.at);
        return age && hours !== null ? compareAge(age, leaf.comparison, hours, leaf.may) : null;
      }
      case "answered-within":
        return this.#isWithin(this.#findings[question.id], hoursOf(leaf.value, leaf.unit) ?? 0);
      case "after": {
        const study = this.#lastStudy(leaf.studies);
        if (study === undefined) return false;
        const began = this.#began(question.id);
        // what nobody has answered yet would be recorded later than any study that is known
        return began === "not yet" || (began !== undefined && isLater(began, study));
      }
      case "onset-before":
        return this.#onsets().some(({ contradicts }) => contradicts);
    }
  }

  /** The answers that are at most this many hours old, and those that do not expire. */
  answeredWithin(hours: number): Findings {
    if (hours === Number.POSITIVE_INFINITY) return this.#findings;
    return Object.fromEntries(
      Object.entries(this.#findings).filter(
        ([id, answer]) => this.#index.questions.get(id)?.lasting === true || this.#isWithin(answer, hours),
      ),
    );
  }

  /** The moment that an answer is; undefined while it is unknown. */
  momentOf(id: string): Interval | undefined {
    const answer = this.#findings[id];
    return answer && "value" in answer ? momentIn(answer.value, answer.at ?? this.#now) : undefined;
  }

  /** When the first of these findings began: by its own onset, otherwise since when it has been recorded. */
  firstOnset(ids: readonly string[]): Interval | undefined {
    return this.#first("onset", ids);
  }

  #isWithin(answer: Answer | undefined, hours: number): boolean {
    return answer !== undefined && ageAt(answer.at ?? this.#now, this.#now).most <= hours;
  }

  #age(question: Question, at: Extract<Leaf, { kind: "age" }>["at"]): Age | null {
    const moment = this.momentOf(question.id);
    const until = at.kind === "now" ? this.#now : this.#first(at.kind, at.of);
    return moment && until ? ageAt(moment, until) : null;
  }

  #first(kind: "onset" | "entered-onset" | "answer", ids: readonly string[]): Interval | undefined {
    const moments = ids.flatMap((id) => {
      const answer = this.#findings[id];
      const told = answer ? (answer.at ?? this.#now) : undefined;
      const moment =
        kind === "answer"
          ? told
          : (this.#enteredOnset(id) ?? (kind === "onset" ? (answer?.since ?? told) : undefined));
      return moment ? [moment] : [];
    });
    return moments.length > 0 ? firstOf(moments) : undefined;
  }

  /** When what was found began: its own onset, otherwise when it was first recorded; undefined without a moment. */
  #began(id: string): Interval | "not yet" | undefined {
    const answer = this.#findings[id];
    // a moment happened at itself
    const question = this.#index.questions.get(id);
    if (question && isMomentQuestion(question)) return this.momentOf(id);
    const told = this.#enteredOnset(id) ?? answer?.since ?? answer?.at;
    return told ?? (answer && "value" in answer ? undefined : "not yet");
  }

  #enteredOnset(id: string): Interval | undefined {
    return this.#onsets().find((onset) => onset.finding === id && !onset.contradicts)?.moment;
  }

  #entered: { finding: string; moment: Interval; contradicts: boolean }[] | undefined;

  /** Every onset that was entered; one before the moment that it cannot precede contradicts it. */
  #onsets(): readonly { finding: string; moment: Interval; contradicts: boolean }[] {
    this.#entered ??= [...this.#index.questions.values()].flatMap(({ id, answer: spec }) => {
      const answer = this.#findings[id];
      const origin = kindOf(spec).onsetsNotBefore(spec);
      if (origin === null || !answer || !("value" in answer) || typeof answer.value !== "object") return [];
      const first = this.momentOf(origin);
      return Object.entries(answer.value).flatMap(([finding, value]) => {
        const moment = momentIn(value, answer.at ?? this.#now);
        if (!moment) return [];
        return [{ finding, moment, contradicts: first !== undefined && moment.latest < first.earliest }];
      });
    });
    return this.#entered;
  }

  /** The moment of the last of these studies that has a result. */
  #lastStudy(ids: readonly string[]): Interval | undefined {
    const known = ids.flatMap((id) => {
      const question = this.#index.questions.get(id);
      const answer = this.#findings[id];
      return question && answer && isResult(question, answer) ? [answer] : [];
    });
    return known.at(-1)?.at;
  }
}

/** Whether a study has shown something, and is neither pending nor left out. */
function isResult({ answer: spec, until_known }: Question, answer: Answer): boolean {
  if (!("value" in answer) || answer.value === until_known) return false;
  const options = kindOf(spec).choices(spec)?.options ?? [];
  return !options.some(({ id, awaited }) => awaited && id === answer.value);
}

/** A moment as stored: an interval, or a number of hours before the moment at which it was entered. */
function momentIn(value: Value, told: Interval): Interval | undefined {
  const known = momentOf(value);
  if (known) return { earliest: known.earliest, latest: known.latest };
  const age = ageOf(value, undefined);
  if (!age) return undefined;
  return { earliest: hoursBefore(told, age.most).earliest, latest: hoursBefore(told, age.least).latest };
}
