/**
 * Real answers to one question that represent all of them: whatever the protocol's sentences can distinguish, one of
 * these shows. They are written as in an answer file, the plainest first.
 */

import { kindOf } from "../answers/registry.ts";
import type { Question } from "../protocol/schema.ts";

/** An answer as it comes in; undefined stands for a question that nobody asked. */
export type RawAnswer = unknown;

const UNKNOWNS = [undefined, "unknown", "declined", "unable"];

/**
 * Every distinct answer.
 * @param cutsOf the numbers that sentences compare with, by finding ("leg_circumference.calf")
 */
export function rawAnswersTo(
  question: Question,
  cutsOf: (finding: string) => readonly number[],
): RawAnswer[] {
  const { id, answer } = question;
  const thresholdsOf = (part?: string) => cutsOf(part === undefined ? id : `${id}.${part}`);
  return [...UNKNOWNS, ...kindOf(answer).rawValues(answer, thresholdsOf)];
}
