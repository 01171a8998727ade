/**
 * The kinds of answers that a protocol can ask for. A new kind is a module in this folder and a line here: its schema
 * joins the protocol file's, and everything that reads, shows or proves an answer finds it through `kindOf`.
 */
import { z } from "zod";
import { choice } from "./choice.ts";
import { circumferences } from "./circumferences.ts";
import { grades } from "./grades.ts";
import type { AnswerBehaviour, AnswerKindSchema } from "./kind.ts";
import { moment } from "./moment.ts";
import { number } from "./number.ts";
import { onsets } from "./onsets.ts";
import { sensation } from "./sensation.ts";
import { signs } from "./signs.ts";
import { tri } from "./tri.ts";

const ANSWER_KINDS = [tri, choice, number, grades, sensation, circumferences, signs, moment, onsets] as const;

type SchemasOf<Kinds extends readonly { schema: AnswerKindSchema }[]> = {
  readonly [At in keyof Kinds]: Kinds[At]["schema"];
};

/** The answer's part of a question in the protocol file. */
export const answerSchema = z.discriminatedUnion(
  "kind",
  ANSWER_KINDS.map(({ schema }) => schema) as unknown as SchemasOf<typeof ANSWER_KINDS>,
);
export type AnswerSpec = z.output<typeof answerSchema>;
export type AnswerKindName = AnswerSpec["kind"];
/** The specification of one kind. */
export type SpecOf<Kind extends AnswerKindName> = Extract<AnswerSpec, { kind: Kind }>;

const byName = Object.fromEntries(
  ANSWER_KINDS.map((kind) => [kind.schema.shape.kind.value, kind]),
) as unknown as Readonly<Record<AnswerKindName, AnswerBehaviour<AnswerSpec>>>;

/** Everything there is to know about an answer of this kind. */
export const kindOf = ({ kind }: AnswerSpec): AnswerBehaviour<AnswerSpec> => byName[kind];
