/**
 * Conditions: sentences about findings (sentence.ts), joined into a tree.
 *
 *     any: [...]   all: [...]   not: ...   certainly: ...   at_least: { count: 2, of: [...] }
 */
import { z } from "zod";
import { type Leaf, readSentence, sentenceText } from "./sentence.ts";

export type { Comparison, Leaf } from "./sentence.ts";

/** A sentence about a finding; the other sentences are about recommendations and rules. */
export type FindingCondition = Extract<Leaf, { finding: string }>;

/** A sentence that the value of an answer makes true or false. */
export type ValueCondition = Extract<
  Leaf,
  { kind: "present" | "is" | "compare" | "difference" | "new-grade" }
>;

export type Condition =
  | Leaf
  | { kind: "any"; of: readonly Condition[] }
  | { kind: "all"; of: readonly Condition[] }
  | { kind: "not"; of: Condition }
  /** True where it is known to be true, and false everywhere else: never unknown. */
  | { kind: "certainly"; of: Condition }
  | { kind: "at-least"; count: number; of: readonly Condition[] };

const conditionSentence = z.string().transform((text, ctx): Leaf => {
  const leaf = readSentence(text);
  if (leaf) return leaf;
  ctx.addIssue({
    code: "custom",
    message: `"${text}" is not a sentence that is understood; write it like "fever", "pain_trend is worsening", "hours_since_injection <= 72 h" or "leg_circumference.calf difference > 3 cm"`,
  });
  return z.NEVER;
});

const KEYS = ["any", "all", "not", "certainly", "at_least"];

/** A condition of a protocol file: a sentence, or any / all / not / at_least over conditions. */
export const condition: z.ZodType<Condition, unknown> = z.lazy(() =>
  z.unknown().transform((raw, ctx): Condition => {
    if (typeof raw === "string") return nested(conditionSentence, raw, [], ctx);
    const keys = raw !== null && typeof raw === "object" && !Array.isArray(raw) ? Object.keys(raw) : [];
    const key = keys[0];
    if (keys.length !== 1 || !key || !KEYS.includes(key)) {
      ctx.addIssue({
        code: "custom",
        message:
          "a condition is a sentence, or a mapping with exactly one of any, all, not, certainly, at_least",
      });
      return z.NEVER;
    }
    const body = (raw as Record<string, unknown>)[key];
    switch (key) {
      case "not":
      case "certainly":
        return { kind: key, of: nested(condition, body, [key], ctx) };
      case "at_least": {
        const atLeast = nested(atLeastBody, body, ["at_least"], ctx);
        return { kind: "at-least", count: atLeast.count, of: atLeast.of };
      }
      default:
        return { kind: key as "any" | "all", of: nested(list, body, [key], ctx) };
    }
  }),
);
const list = z
  .array(condition, "any, all and at_least take a list; write each condition on a line that begins with -")
  .min(1, "no condition is listed; name at least one");
const atLeastBody = z
  .strictObject(
    {
      count: z
        .int("at_least needs a count; write a whole number, such as count: 2")
        .positive("count must be 1 or more; raise it"),
      of: list,
    },
    {
      error: (issue) =>
        issue.code === "unrecognized_keys"
          ? "at_least has a key that is not known; it takes count and of"
          : undefined,
    },
  )
  .refine(
    ({ count, of }) => count <= of.length,
    "count is more than the conditions listed; lower it or list more",
  );

/** Parses a part and reports its issues at their own location in the file. */
function nested<T>(schema: z.ZodType<T, unknown>, raw: unknown, path: string[], ctx: z.RefinementCtx): T {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  for (const issue of result.error.issues)
    ctx.addIssue({ code: "custom", message: issue.message, path: [...path, ...issue.path] });
  return z.NEVER;
}

/** Every sentence of a condition, in the order written. */
export function sentences(of: Condition): Leaf[] {
  switch (of.kind) {
    case "any":
    case "all":
    case "at-least":
      return of.of.flatMap(sentences);
    case "not":
    case "certainly":
      return sentences(of.of);
    default:
      return [of];
  }
}

/** A condition as one line of words, for messages and explanations. */
export function conditionText(of: Condition): string {
  switch (of.kind) {
    case "any":
      return `(${of.of.map(conditionText).join(" or ")})`;
    case "all":
      return `(${of.of.map(conditionText).join(" and ")})`;
    case "at-least":
      return `at least ${of.count} of (${of.of.map(conditionText).join(", ")})`;
    case "not":
      return `not ${conditionText(of.of)}`;
    case "certainly":
      return `certainly ${conditionText(of.of)}`;
    default:
      return sentenceText(of);
  }
}
