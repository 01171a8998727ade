/** Whole-section forms: questions as labelled fields, and what was filled in as raw answers again. */

import type { FormValues } from "../case/inbound.ts";
import { type Question, SIDES } from "../protocol/schema.ts";
import { lowerFirst } from "../triage/describe.ts";
import { type Answer, type Findings, UNKNOWN_REASONS, type Value } from "../triage/finding.ts";
import { capital } from "./capital.ts";
import type { Field, Form } from "./outbound.ts";

const UNKNOWN_CHOICES = [
  { value: "not_assessed", label: "Not assessed" },
  { value: "unable", label: "Unable to assess" },
  { value: "declined", label: "Declined" },
] as const satisfies readonly { value: (typeof UNKNOWN_REASONS)[number]; label: string }[];

/** How a field that is typed into says that its question was not answered. */
const unknownWords = (reason: string): string | undefined =>
  UNKNOWN_CHOICES.find(({ value }) => value === reason)?.label.toLowerCase();
const typedUnknownReason = (words: string): string | undefined =>
  UNKNOWN_CHOICES.find(({ label }) => label.toLowerCase() === words.toLowerCase())?.value;

/** The form for some questions, filled with what is known. Every field may be left alone. */
export function buildForm(
  questions: readonly Question[],
  findings: Findings,
  title: string,
  act: Form["act"],
): Form {
  return {
    title,
    act,
    groups: questions.map((question) => ({
      title: question.label,
      fields: fieldsOf(question, findings[question.id]),
    })),
  };
}

function fieldsOf(question: Question, answer: Answer | undefined): Field[] {
  const spec = question.answer;
  const value: Value | undefined =
    answer === undefined ? undefined : "unknown" in answer ? answer.unknown : answer.value;
  const part = (key: string): Value | undefined => (typeof value === "object" ? value[key] : undefined);
  const choice = (
    id: string,
    label: string,
    options: readonly { value: string; label: string }[],
    chosen: Value | undefined,
  ): Field => ({
    id,
    label,
    kind: "choice",
    options,
    ...(typeof chosen === "string" && options.some((option) => option.value === chosen) && { value: chosen }),
  });
  const text = (id: string, label: string, hint: string, typed: Value | undefined): Field => ({
    id,
    label,
    kind: "text",
    hint,
    ...((typeof typed === "number" || typeof typed === "string") && { value: String(typed) }),
  });
  const { id, label } = question;
  switch (spec.kind) {
    case "tri":
      return [
        choice(
          id,
          label,
          [{ value: "present", label: "Yes" }, { value: "absent", label: "No" }, ...UNKNOWN_CHOICES],
          value,
        ),
        ...(spec.measured
          ? [
              text(
                `${id}.measured`,
                `${label}, measured`,
                `${spec.measured.unit}, or with its unit`,
                typeof value === "number" ? value : undefined,
              ),
            ]
          : []),
      ];
    case "choice": {
      const options = [
        ...spec.options.map((option) => ({ value: option.id, label: option.label })),
        ...UNKNOWN_CHOICES,
      ];
      if (!spec.by_side) return [choice(id, label, options, value)];
      return SIDES.map((side) =>
        choice(`${id}.${side}`, `${label}, ${side}`, options, typeof value === "string" ? value : part(side)),
      );
    }
    case "number":
      return [
        text(
          id,
          label,
          spec.since ? `${spec.unit}, "3 days ago", or a date and time` : `in ${spec.unit}`,
          typeof value === "string" ? unknownWords(value) : value,
        ),
      ];
    case "grades": {
      const grades = Array.from({ length: spec.max - spec.min + 1 }, (_, at) => String(spec.max - at));
      const options = [
        ...grades.map((grade) => ({ value: grade, label: `${grade}/${spec.max}` })),
        ...grades.slice(1).map((grade) => ({ value: `${grade} old`, label: `${grade}/${spec.max}, old` })),
      ];
      return [
        choice(
          `${id}.all`,
          `${label}: all groups`,
          [{ value: "normal", label: `All ${spec.normal}/${spec.normal}` }, ...UNKNOWN_CHOICES],
          value,
        ),
        ...SIDES.flatMap((side) =>
          spec.groups.map((group) => {
            const cell = part(`${side}.${group.id}`);
            const chosen =
              typeof cell === "object" ? `${cell.grade} old` : cell === undefined ? undefined : String(cell);
            return choice(
              `${id}.${side}.${group.id}`,
              `${capital(side)} ${lowerFirst(group.label)} (${group.root})`,
              options,
              chosen,
            );
          }),
        ),
      ];
    }
    case "sensation":
      return [
        choice(
          id,
          label,
          [{ value: "normal", label: "Normal" }, { value: "reduced", label: "Reduced" }, ...UNKNOWN_CHOICES],
          value,
        ),
        text(
          `${id}.where`,
          "Where it is reduced",
          "such as left L5, right S1",
          typeof value === "object" ? reducedPlaces(value) : undefined,
        ),
      ];
    case "circumferences":
      return spec.levels.flatMap((level) =>
        SIDES.map((side) => {
          const sides = part(level.id);
          return text(
            `${id}.${level.id}.${side}`,
            `${level.label}, ${side}`,
            `in ${spec.unit}, or with its unit`,
            typeof sides === "object" ? sides[side] : undefined,
          );
        }),
      );
    case "signs":
      return spec.signs.map((sign) =>
        choice(
          `${id}.${sign.id}`,
          sign.label,
          [
            { value: "present", label: "Yes" },
            { value: "absent", label: "No" },
            { value: "unknown", label: "Not assessed" },
          ],
          part(sign.id),
        ),
      );
  }
}

const reducedPlaces = (value: { readonly [key: string]: Value }): string =>
  Object.entries(value)
    .filter(([, state]) => state === "reduced")
    .map(([place]) => place.replaceAll(".", " "))
    .join(", ");

/** The raw answers in a filled form, for the questions that were touched. Faults are found when they are read. */
export function rawOfForm(questions: readonly Question[], values: FormValues): Map<string, unknown> {
  const raw = new Map<string, unknown>();
  for (const question of questions) {
    const own = Object.entries(values).flatMap(([id, typed]): [string, string][] => {
      const text = typed.trim();
      if (text === "") return [];
      if (id === question.id) return [["", text]];
      return id.startsWith(`${question.id}.`) ? [[id.slice(question.id.length + 1), text]] : [];
    });
    if (own.length > 0) raw.set(question.id, rawFieldValue(question, new Map(own)));
  }
  return raw;
}

function rawFieldValue(question: Question, own: ReadonlyMap<string, string>): unknown {
  const spec = question.answer;
  const whole = own.get("");
  switch (spec.kind) {
    case "tri":
      return own.get("measured") ?? whole;
    case "number":
      return whole === undefined ? undefined : (typedUnknownReason(whole) ?? whole);
    case "choice": {
      if (whole !== undefined) return whole;
      const sides = [...own.values()];
      const same = sides.length === SIDES.length && new Set(sides).size === 1;
      if (same || sides.some((side) => UNKNOWN_REASONS.some((reason) => reason === side)))
        return same
          ? sides[0]
          : Object.fromEntries(
              [...own].filter(([, side]) => !UNKNOWN_REASONS.some((reason) => reason === side)),
            );
      return Object.fromEntries(own);
    }
    case "grades": {
      const all = own.get("all");
      const cells = [...own].filter(([key]) => key !== "all");
      if (all !== undefined && all !== "normal" && cells.length === 0) return all;
      return Object.fromEntries([
        ...(all === "normal"
          ? SIDES.flatMap((side) => spec.groups.map((group) => [`${side}.${group.id}`, spec.normal] as const))
          : []),
        ...cells.map(([key, typed]) => {
          const [grade, old] = typed.split(" ");
          return [key, old === "old" ? { grade: Number(grade), old: true } : Number(grade)] as const;
        }),
      ]);
    }
    case "sensation": {
      const where = own.get("where");
      if (where === undefined) return whole;
      return Object.fromEntries(
        where.split(/[,;]+/).map((place) => [
          place
            .trim()
            .replace(/[\s.]+/g, ".")
            .replace(/^l\.|^l$/i, "left.")
            .replace(/^r\.|^r$/i, "right."),
          "reduced",
        ]),
      );
    }
    case "circumferences": {
      const levels: Record<string, Record<string, string>> = {};
      for (const [key, typed] of own) {
        const [level = "", side = ""] = key.split(".");
        levels[level] = { ...levels[level], [side]: typed };
      }
      return levels;
    }
    case "signs":
      return Object.fromEntries(own);
  }
}
