/** Form fields, independent of any platform. */
import type { Value } from "./value.ts";

/** One field for an answer or a part of one. */
export interface AnswerField {
  /** The part of the answer: "left.hip_flexion"; empty for the answer as a whole. */
  key: string;
  label: string;
  kind: "choice" | "text";
  options?: readonly FieldOption[];
  hint?: string;
  value?: string;
}

export interface FieldOption {
  value: string;
  label: string;
}

/** What was filled in for one question, by part of the answer. Never empty. */
export type FilledFields = ReadonlyMap<string, string>;

export const UNKNOWN_CHOICES = [
  { value: "not_assessed", label: "Not assessed" },
  { value: "unable", label: "Unable to assess" },
  { value: "declined", label: "Declined" },
] as const;

/** The placeholder of a text field whose question was not answered. */
export const unknownWords = (reason: string): string | undefined =>
  UNKNOWN_CHOICES.find(({ value }) => value === reason)?.label.toLowerCase();
export const typedUnknownReason = (words: string): string | undefined =>
  UNKNOWN_CHOICES.find(({ label }) => label.toLowerCase() === words.toLowerCase())?.value;

export const choiceField = (
  key: string,
  label: string,
  options: readonly FieldOption[],
  chosen: Value | undefined,
): AnswerField => ({
  key,
  label,
  kind: "choice",
  options,
  ...(typeof chosen === "string" && options.some((option) => option.value === chosen) && { value: chosen }),
});

export const textField = (
  key: string,
  label: string,
  hint: string,
  typed: Value | undefined,
): AnswerField => ({
  key,
  label,
  kind: "text",
  hint,
  ...((typeof typed === "number" || typeof typed === "string") && { value: String(typed) }),
});
