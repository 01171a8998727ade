/** What can be typed for an answer, in words the bot reads as one: for a person, whom JSON would not help. */
import { allowedText } from "../answers/quantity.ts";
import { allowed, type InvalidAnswer } from "../answers/read.ts";
import { type AnswerSpec, kindOf } from "../answers/registry.ts";
import type { Question } from "../protocol/schema.ts";

/** Possible answers in one line, with the range of a measurement. Every question also accepts "not assessed". */
export function typed(spec: AnswerSpec): string {
  const kind = kindOf(spec);
  const measured = kind.quantity(spec);
  return [
    ...(measured ? [allowedText(measured)] : []),
    ...kind.examples(spec).map((example) => `"${example}"`),
  ].join(", ");
}

/** What is wrong with a typed answer, and what would be right. */
export function inputHint({ answer }: Question, faults: readonly InvalidAnswer[]): string {
  const said = faults.map((fault) => {
    const right = fault.allowed === allowed(answer) ? typed(answer) : fault.allowed;
    return `${fault.value}: ${right}`;
  });
  return said.join("; ") || typed(answer);
}
