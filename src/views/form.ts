/** Whole-section forms: questions as labelled fields, and a submitted form as raw answers. */

import { kindOf } from "../answers/registry.ts";
import type { Answer, Value } from "../answers/value.ts";
import type { FormValues } from "../case/inbound.ts";
import type { Question } from "../protocol/schema.ts";
import type { Findings } from "../triage/finding.ts";
import type { Field, Form } from "./outbound.ts";

/** The form for some questions, filled with what is known. Every field may be left empty. */
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

function fieldsOf({ id, label, answer: spec }: Question, answer: Answer | undefined): Field[] {
  const value: Value | undefined =
    answer === undefined ? undefined : "unknown" in answer ? answer.unknown : answer.value;
  return kindOf(spec)
    .fields(spec, label, value)
    .map(({ key, ...field }) => ({ id: key === "" ? id : `${id}.${key}`, ...field }));
}

/** The raw answers of a submitted form, for the questions that were touched. Errors are found when they are read. */
export function rawOfForm(questions: readonly Question[], values: FormValues): Map<string, unknown> {
  const raw = new Map<string, unknown>();
  for (const { id: question, answer: spec } of questions) {
    const filled = Object.entries(values).flatMap(([id, typed]): [string, string][] => {
      const text = typed.trim();
      if (text === "") return [];
      if (id === question) return [["", text]];
      return id.startsWith(`${question}.`) ? [[id.slice(question.length + 1), text]] : [];
    });
    if (filled.length > 0) raw.set(question, kindOf(spec).rawOfFields(spec, new Map(filled)));
  }
  return raw;
}
