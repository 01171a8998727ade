/**
 * Scores readings of typed texts against their labels: the rules of the corpora's own scorer.
 *
 * Labels: items (the words state it), maybe (doubtful or missing; plain counts neither way), opt (either way), never (a
 * wrong and dangerous reading; "*" is any). Right: the value as labelled; a number of hours may be 2 h or 10 % off. Lost: an
 * item was missed, and no words were named as not read.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TypedReading, TypedText } from "../../../cli/typed-reading.ts";

export interface LabelledText {
  id: string;
  text: string;
  asked?: TypedText["asked"];
  expected: {
    items?: Readonly<Record<string, unknown>>;
    maybe?: Readonly<Record<string, unknown>>;
    opt?: Readonly<Record<string, unknown>>;
    never?: Readonly<Record<string, readonly unknown[]>>;
  };
}

/** Texts that were written before there was a reader for them; those of `unseen` were not looked at. */
export const CORPORA = ["doctors", "nurses-gps-patients", "first-look"] as const;

/** The clock of all of them. */
export const LABELLED_NOW = Date.parse("2026-11-25T12:00:00Z");

export const labelledTexts = (name: string): readonly LabelledText[] =>
  JSON.parse(readFileSync(join(import.meta.dirname, `${name}.json`), "utf8")) as LabelledText[];

/** Texts by the finding that they speak of. */
export const textsByFinding = (name: string): Readonly<Record<string, readonly string[]>> =>
  JSON.parse(readFileSync(join(import.meta.dirname, `${name}.json`), "utf8")) as Record<string, string[]>;

const RED_FLAGS = new Set(
  (
    "chest_symptoms_or_collapse limb_weakness_or_sensory_change saddle_sensory_loss urinary_retention incontinence " +
    "new_severe_pain bilateral_leg_symptoms fever infection_signs sepsis_signs leg_swelling headache motor_grades " +
    "sensory_exam perianal_sensation anal_tone distal_pulses limb_cold_or_pale cyanosis_or_mottling compartment_signs " +
    "bleeding_risk post_void_residual_ml duplex_result mri_result"
  ).split(" "),
);
const CALM = new Set<unknown>(
  "absent none normal negative not_done pending no_pain unchanged improving".split(" "),
);
const TIMES = new Set(["hours_since_injection", "symptom_onset", "last_dose"]);

export interface WordsScore {
  texts: number;
  items: number;
  right: number;
  doubtful: number;
  missed: number;
  red: number;
  redRight: number;
  wrong: number;
  dangerous: number;
  wrongDoubtful: number;
  recorded: number;
  recordedWrong: number;
  lost: number;
}

export interface Scored {
  score: WordsScore;
  /** What was not right, by text. */
  notes: readonly { text: LabelledText; notes: readonly string[] }[];
}

type Cells = Readonly<Record<string, unknown>>;
const isCells = (value: unknown): value is Cells =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const within = (keys: readonly string[], value: Cells) =>
  Object.keys(value).every((key) => keys.includes(key));

/** As they were labelled, or shorter. */
function plain(value: unknown): unknown {
  if (isCells(value)) {
    if (within(["value", "old"], value) && "value" in value && !value.old) return plain(value.value);
    if (within(["grade", "old"], value) && "grade" in value && !value.old) return value.grade;
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
  }
  return typeof value === "boolean" ? (value ? "present" : "absent") : value;
}

export function same(given: unknown, wanted: unknown, finding = ""): boolean {
  const got = plain(given);
  const want = plain(wanted);
  if (typeof got === "number" && typeof want === "number")
    return Math.abs(got - want) <= (TIMES.has(finding) ? Math.max(2, 0.1 * Math.abs(want)) : 0.06);
  if (isCells(got) && isCells(want)) {
    if ("all" in want) {
      const cells = Object.values(got).map(String);
      const alike = new Set(cells).size === 1 && cells[0] === String(want.all);
      return got.all === want.all || got.worst === want.all || (cells.length >= 10 && alike);
    }
    return Object.entries(want).every(([key, part]) => key in got && same(got[key], part, finding));
  }
  if (isCells(got) && typeof want === "string")
    return Object.keys(got).length === 2 && Object.values(got).every((part) => plain(part) === want);
  if (typeof got === "string" && isCells(want))
    return Object.keys(want).length === 2 && Object.values(want).every((part) => plain(part) === got);
  if (finding === "fever" && typeof got === "number" && typeof want === "string")
    return got >= 38 === (want === "present");
  return got === want;
}

function isAlarming(finding: string, wanted: unknown): boolean {
  const value = plain(wanted);
  if (finding === "fever" && typeof value === "number") return value >= 38;
  if (finding === "post_void_residual_ml") return typeof value === "number" && value >= 200;
  if (finding === "motor_grades")
    return isCells(value) && Object.values(value).some((part) => typeof part === "number" && part < 5);
  if (isCells(value)) return Object.values(value).some((part) => !CALM.has(part));
  return !CALM.has(value);
}

const EMPTY: WordsScore = {
  texts: 0,
  items: 0,
  right: 0,
  doubtful: 0,
  missed: 0,
  red: 0,
  redRight: 0,
  wrong: 0,
  dangerous: 0,
  wrongDoubtful: 0,
  recorded: 0,
  recordedWrong: 0,
  lost: 0,
};

export function scoreWords(
  texts: readonly LabelledText[],
  readingOf: (text: LabelledText) => TypedReading,
): Scored {
  const score = { ...EMPTY };
  const notes = texts.flatMap((text) => {
    const found = scoreText(score, text, readingOf(text));
    return found.length > 0 ? [{ text, notes: found }] : [];
  });
  return { score, notes };
}

function scoreText(score: WordsScore, { expected }: LabelledText, reading: TypedReading): string[] {
  const { items = {}, maybe = {}, opt = {}, never = {} } = expected;
  const notes: string[] = [];
  const found = new Map<string, "plain" | "doubtful">();
  const said = [
    ...Object.entries(reading.recorded).map(([finding, value]) => ({
      finding,
      value,
      certain: true,
      recorded: true,
    })),
    ...reading.proposed.map((item) => ({ ...item, recorded: false })),
  ];
  score.texts += 1;
  for (const { finding, value, certain, recorded } of said) {
    if (isCells(value) && "unknown" in value) continue; // neither right nor wrong
    if (recorded) score.recorded += 1;
    const is = (wanted: Readonly<Record<string, unknown>>) =>
      finding in wanted && same(value, wanted[finding], finding);
    const forbidden = (never[finding] ?? []).some((one) => one === "*" || same(value, one, finding));
    if (is(items)) {
      if (certain || !found.has(finding)) found.set(finding, certain ? "plain" : "doubtful");
      continue;
    }
    if (is(opt) || (!certain && is(maybe)) || (certain && !forbidden && is(maybe))) continue;
    const what = `${finding}=${JSON.stringify(value)}`;
    if (!certain) {
      score.wrongDoubtful += 1;
      notes.push(`doubtful and wrong ${what}`);
      continue;
    }
    score.wrong += 1;
    if (recorded) score.recordedWrong += 1;
    if (forbidden) score.dangerous += 1;
    notes.push(`${forbidden ? "DANGEROUS " : "wrong "}${recorded ? "recorded " : ""}${what}`);
  }
  let missed = 0;
  for (const [finding, value] of Object.entries(items)) {
    const red = RED_FLAGS.has(finding) && isAlarming(finding, value);
    score.items += 1;
    if (red) score.red += 1;
    if (found.has(finding)) {
      score.right += 1;
      if (found.get(finding) === "doubtful") score.doubtful += 1;
      if (red) score.redRight += 1;
      continue;
    }
    missed += 1;
    notes.push(`missed ${red ? "RED FLAG " : ""}${finding}=${JSON.stringify(value)}`);
  }
  score.missed += missed;
  if (missed > 0 && reading.not_read.length === 0) {
    score.lost += 1;
    notes.push("LOST: nothing is named as not read");
  }
  return notes;
}
