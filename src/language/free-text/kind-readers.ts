/** The readers of free text, by kind of answer. A kind without a reader gets only measured values, if it has a unit. */
import type { AnswerKindName, AnswerSpec, SpecOf } from "../../answers/registry.ts";
import { choiceReader } from "./choices.ts";
import type { ValueScan } from "./finding-statement.ts";
import { gradesReader } from "./grades.ts";
import { hoursReader, momentReader } from "./hours.ts";
import type { KindReader, ValueContext } from "./kind-reader.ts";
import { lengthsReader } from "./lengths.ts";
import { signsReader, triReader } from "./presence.ts";
import { sensationReader } from "./sensation.ts";

const KIND_READERS: { readonly [Kind in AnswerKindName]?: KindReader<SpecOf<Kind>> } = {
  tri: triReader,
  choice: choiceReader,
  number: hoursReader,
  moment: momentReader,
  grades: gradesReader,
  sensation: sensationReader,
  circumferences: lengthsReader,
  signs: signsReader,
};

export const readerOf = ({ kind }: AnswerSpec): KindReader<AnswerSpec> => KIND_READERS[kind] ?? {};

/** Values written out in a sentence; of several questions of a kind, the first that has such values takes them. */
export function writtenValues(context: Omit<ValueContext<AnswerSpec>, "question" | "spec">): ValueScan[] {
  const read = new Set<KindReader<AnswerSpec>>();
  return context.spotted.questions.flatMap((question) => {
    const reader = readerOf(question.answer);
    if (read.has(reader)) return [];
    const scan = reader.values?.({ ...context, question, spec: question.answer });
    if (!scan) return [];
    read.add(reader);
    return [scan];
  });
}
