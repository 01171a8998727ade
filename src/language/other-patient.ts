/** Words that tell one patient from another. */
import { oneOf } from "../answers/answer-words.ts";
import { oncePer } from "../answers/once-per.ts";
import type { PatientMarks } from "../case/encounter.ts";
import type { WordLists } from "./word-lists.ts";

const patternsOf = oncePer(({ patient: lists }: WordLists) => ({
  another: new RegExp(`\\b${oneOf(lists.another)} ${oneOf(lists.patient)}\\b`, "i"),
  label: new RegExp(`\\b(${oneOf(lists.label)}) ?(?:no\\.? ?|number )?([a-z]|\\d{1,3}[a-z]?)\\b`, "gi"),
  female: new RegExp(`\\b${oneOf(lists.female)}\\b`, "i"),
  male: new RegExp(`\\b${oneOf(lists.male)}\\b`, "i"),
}));

/** "72 y", "72-year-old", "72yo". */
const AGE = /\b(\d{1,3})[ -]?(?:y\/?o|y|yrs?|years?)(?:[ -]?old)?\b/gi;
/** "72F", "F72". */
const AGE_AND_SEX = /\b(?:(\d{2,3}) ?([mf])|([mf]) ?(\d{2,3}))\b/gi;

/** "New patient", "the next pt". */
export const saysAnotherPatient = (lists: WordLists, words: string): boolean =>
  patternsOf(lists).another.test(words.normalize("NFKC"));

/** The marks of a patient in words, as far as they are of the list. */
export function patientMarks(lists: WordLists, words: string): PatientMarks {
  const { female, male, label } = patternsOf(lists);
  const text = words.normalize("NFKC");
  const ages = new Set<string>();
  const sexes = new Set<string>();
  const labels = new Set<string>();
  for (const [, age = ""] of text.matchAll(AGE)) ages.add(age);
  for (const [, age, sex, sexFirst, ageLast] of text.matchAll(AGE_AND_SEX)) {
    ages.add(age ?? ageLast ?? "");
    sexes.add((sex ?? sexFirst ?? "").toLowerCase() === "f" ? "female" : "male");
  }
  if (female.test(text)) sexes.add("female");
  if (male.test(text)) sexes.add("male");
  for (const [, kind = "", name = ""] of text.matchAll(label)) labels.add(`${kind} ${name}`.toLowerCase());
  return { ages: [...ages], sexes: [...sexes], labels: [...labels] };
}

const KINDS = ["ages", "sexes", "labels"] as const;

/** Whether words name an age, a sex or a label, and none that was named before. */
export const marksDiffer = (before: PatientMarks, now: PatientMarks): boolean =>
  KINDS.some(
    (kind) =>
      before[kind].length > 0 &&
      now[kind].length > 0 &&
      now[kind].every((each) => !before[kind].includes(each)),
  );

/** The marks that were not named before; null when there is none. */
export function newMarks(before: PatientMarks, now: PatientMarks): PatientMarks | null {
  const [ages, sexes, labels] = KINDS.map((kind) => now[kind].filter((each) => !before[kind].includes(each)));
  const marks = { ages: ages ?? [], sexes: sexes ?? [], labels: labels ?? [] };
  return KINDS.some((kind) => marks[kind].length > 0) ? marks : null;
}
