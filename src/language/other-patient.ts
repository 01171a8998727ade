/** Words that distinguish one patient from another: a closed list, kept as data next to the protocols. */

import list from "../../protocols/other-patient.json" with { type: "json" };
import type { PatientMarks } from "../case/encounter.ts";

const oneOf = (words: readonly string[]): string => `(?:${words.join("|")})`;
const ANOTHER = new RegExp(`\\b${oneOf(list.another)} ${oneOf(list.patient)}\\b`, "i");
const LABEL = new RegExp(
  `\\b(${list.label.join("|")}) ?(?:no\\.? ?|number )?([a-z]|\\d{1,3}[a-z]?)\\b`,
  "gi",
);
const FEMALE = new RegExp(`\\b${oneOf(list.female)}\\b`, "i");
const MALE = new RegExp(`\\b${oneOf(list.male)}\\b`, "i");
/** "72 y", "72-year-old", "72yo". */
const AGE = /\b(\d{1,3})[ -]?(?:y\/?o|y|yrs?|years?)(?:[ -]?old)?\b/gi;
/** "72F", "F72". */
const AGE_AND_SEX = /\b(?:(\d{2,3}) ?([mf])|([mf]) ?(\d{2,3}))\b/gi;

/** "New patient", "the next pt". */
export const saysAnotherPatient = (words: string): boolean => ANOTHER.test(words.normalize("NFKC"));

/** The patient's marks in some words, as far as the list knows them. */
export function patientMarks(words: string): PatientMarks {
  const text = words.normalize("NFKC");
  const ages = new Set<string>();
  const sexes = new Set<string>();
  const labels = new Set<string>();
  for (const [, age = ""] of text.matchAll(AGE)) ages.add(age);
  for (const [, age, sex, sexFirst, ageLast] of text.matchAll(AGE_AND_SEX)) {
    ages.add(age ?? ageLast ?? "");
    sexes.add((sex ?? sexFirst ?? "").toLowerCase() === "f" ? "female" : "male");
  }
  if (FEMALE.test(text)) sexes.add("female");
  if (MALE.test(text)) sexes.add("male");
  for (const [, kind = "", name = ""] of text.matchAll(LABEL)) labels.add(`${kind} ${name}`.toLowerCase());
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
