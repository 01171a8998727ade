import type { Choices } from "./choices.ts";
import { around, difference, type Interval, minutesFromHours, minutesOf, point } from "./moments.ts";
import type { Findings, Kleene, OracleInput } from "./types.ts";

/** Protocol 1.0, "Answers": an unknown carries its reason; a question nobody answered is unasked. */
export type Reason = "unasked" | "unknown" | "not_assessed" | "unable" | "declined";

export interface Answer {
  value: unknown;
  reason: Reason | null;
  /** When it was answered; null when the record does not say. */
  at: Interval | null;
  old: boolean;
  before: number | null;
}

const REASONS = ["unknown", "not_assessed", "unable", "declined"];

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * "Ids and JSON" of 2.0: a value stands alone or in its place as {"value", "at", "exact", "old", "before"}.
 */
export function unwrap(raw: unknown, wide: boolean): Answer {
  const wrapped = isRecord(raw) && "value" in raw;
  const value = wrapped ? raw.value : raw;
  const minute = wrapped && typeof raw.at === "string" ? minutesOf(raw.at) : null;
  const exact = wrapped && typeof raw.exact === "string" ? raw.exact : "minute";
  const unknown = typeof value === "string" && REASONS.includes(value) ? (value as Reason) : null;
  return {
    value,
    reason: value === undefined || value === null ? "unasked" : unknown,
    at: minute === null ? null : around(minute, exact, wide),
    old: wrapped && raw.old === true,
    before: wrapped && typeof raw.before === "number" ? raw.before : null,
  };
}

export function truthOf(value: unknown): Kleene {
  if (value === true || value === "present") {
    return true;
  }
  return value === false || value === "absent" ? false : null;
}

/** Everything that the record says, read without judging it. */
export class Reading {
  readonly findings: Findings;
  readonly choices: Choices;
  readonly now: Interval;
  readonly blockSignedOn: boolean;
  private readonly answers = new Map<string, Answer>();

  constructor(input: OracleInput, choices: Choices) {
    this.findings = input.findings;
    this.choices = choices;
    this.now = point(minutesOf(input.now) ?? 0);
    this.blockSignedOn = input.site.expected_local_anaesthetic_effect === true;
  }

  answer(id: string): Answer {
    const held = this.answers.get(id);
    if (held !== undefined) {
      return held;
    }
    const answer = unwrap(this.findings[id], this.choices.inexact_moment_is_wide);
    this.answers.set(id, answer);
    return answer;
  }

  known(id: string): boolean {
    return this.answer(id).reason === null;
  }

  tri(id: string): Kleene {
    return truthOf(this.answer(id).value);
  }

  /** A word out of a list, or null while it is unknown. */
  word(id: string): string | null {
    const answer = this.answer(id);
    return answer.reason === null && typeof answer.value === "string" ? answer.value : null;
  }

  number(id: string): number | null {
    const value = this.answer(id).value;
    return typeof value === "number" ? value : null;
  }

  /** Section 1: a result that nobody entered is not_done. */
  result(id: string): string {
    return this.word(id) ?? "not_done";
  }

  /** Section 1: JSON without moments was answered at now. */
  answeredAt(id: string): Interval {
    return this.answer(id).at ?? this.now;
  }

  injection(): Interval | null {
    const value = this.answer("hours_since_injection").value;
    if (typeof value === "number") {
      return point(this.now.earliest - minutesFromHours(value));
    }
    const minute = typeof value === "string" ? minutesOf(value) : null;
    return minute === null ? null : point(minute);
  }

  /** Section 8, the age now: the 24 and 48 h of the gate, the 4 and 8 h of a block. */
  ageNow(): Interval | null {
    const injection = this.injection();
    return injection === null ? null : difference(this.now, injection);
  }

  /** The onset entered for this very finding: hours ago, a moment, or a moment with how exact it is. */
  enteredOnset(id: string): Interval | null {
    const all = this.answer("symptom_onset").value;
    if (!isRecord(all) || all[id] === undefined) {
      return null;
    }
    const wide = this.choices.inexact_moment_is_wide;
    const raw = all[id];
    const inner = isRecord(raw) && "value" in raw ? raw.value : raw;
    const exact = isRecord(raw) && typeof raw.exact === "string" ? raw.exact : "minute";
    if (typeof inner === "number") {
      return around(this.now.earliest - minutesFromHours(inner), exact, wide);
    }
    const moment = isRecord(raw) && typeof raw.at === "string" ? raw.at : inner;
    const minute = typeof moment === "string" ? minutesOf(moment) : null;
    return minute === null ? null : around(minute, exact, wide);
  }

  /** Section 8: an onset before the injection is a contradiction. */
  onsetContradicts(id: string): boolean {
    const onset = this.enteredOnset(id);
    const injection = this.injection();
    return onset !== null && injection !== null && onset.latest < injection.earliest;
  }

  /** Section 8, the age at onset: own onset, else the moment the finding was recorded. Null: not known. */
  ageAtOnset(id: string): Interval | null {
    const injection = this.injection();
    if (injection === null) {
      return null;
    }
    const onset = this.enteredOnset(id);
    if (onset === null) {
      return difference(this.answeredAt(id), injection);
    }
    if (this.onsetContradicts(id)) {
      return this.choices.onset_before_injection_is_unknown
        ? null
        : difference(this.answeredAt(id), injection);
    }
    return difference(onset, injection);
  }

  /** The age at the first onset of several signs, of those that were answered or have an onset. */
  ageAtFirstOnset(ids: string[]): Interval | null {
    const ages = ids
      .filter((id) => this.answer(id).reason !== "unasked" || this.enteredOnset(id) !== null)
      .map((id) => this.ageAtOnset(id))
      .filter((age) => age !== null);
    return ages.length === 0
      ? null
      : {
          earliest: Math.min(...ages.map(({ earliest }) => earliest)),
          latest: Math.min(...ages.map(({ latest }) => latest)),
        };
  }

  /**
   * When a symptom began, for the comparison with a study. Null: no moment given, so the study is the later. What nobody
   * knows yet would be recorded after now if it were there, and so after a study of this very minute too.
   */
  began(id: string): Interval | null {
    const onset = this.onsetContradicts(id) ? null : this.enteredOnset(id);
    return onset ?? this.answer(id).at ?? (this.known(id) ? null : point(this.now.latest + 1));
  }

  /**
   * Section 1: a recorded anticoagulant other than none counts as bleeding_risk in every rule and release.
   */
  bleedingRisk(): Kleene {
    const drug = this.word("anticoagulant");
    return drug !== null && drug !== "none" ? true : this.tri("bleeding_risk");
  }

  /** Fever is tri or a temperature; at 38.0 C and above it is present (1.0, table of questions). */
  temperature(): number | null {
    const value = this.number("fever");
    return value !== null && value > 60 ? ((value - 32) * 5) / 9 : value;
  }
  fever(): Kleene {
    const degrees = this.temperature();
    return degrees === null ? this.tri("fever") : degrees >= 38;
  }

  inPerson(): boolean {
    const contact = this.word("contact");
    return contact === "in_person" || this.answer("contact").reason === "unasked";
  }
}
