/**
 * Conditions: sentences about findings, parsed into a tagged tree.
 *
 *     leg_swelling                             a finding that is present
 *     pain_trend is worsening                  a choice; "is reduced or absent" names several
 *     hours_since_injection <= 72 h            a number, always with its unit
 *     leg_circumference.calf difference > 3 cm left against right
 *     motor_grades new grade < 5               the weakest group whose weakness is not old
 *     motor_grades is unable                   it was said that this will not be done
 *     neuro_deficit is unknown                 neither present nor absent
 *     imaging.mri_spine is recommended         by a rule above
 *     no rule above                            none of the rules above it is true
 *     any: [...]   all: [...]   not: ...   at_least: { count: 2, of: [...] }
 */
import { z } from "zod";

export type Comparison = "<" | "<=" | ">" | ">=";

/** One sentence about one finding. */
export type Leaf =
  | { kind: "present"; finding: string }
  | { kind: "is"; finding: string; options: readonly string[] }
  | { kind: "compare"; finding: string; comparison: Comparison; value: number; unit: string }
  | { kind: "difference"; finding: string; comparison: Comparison; value: number; unit: string }
  | { kind: "new-grade"; finding: string; comparison: Comparison; value: number }
  | { kind: "unable"; finding: string }
  | { kind: "unknown"; finding: string }
  | { kind: "recommended"; recommendation: string }
  | { kind: "no-rule-above" };

/** A sentence about a finding; the other sentences are about recommendations and rules. */
export type FindingCondition = Extract<Leaf, { finding: string }>;

/** A sentence that a value of an answer makes true or false. */
export type ValueCondition = Exclude<FindingCondition, { kind: "unable" | "unknown" }>;

export type Condition =
  | Leaf
  | { kind: "any"; of: readonly Condition[] }
  | { kind: "all"; of: readonly Condition[] }
  | { kind: "not"; of: Condition }
  | { kind: "at-least"; count: number; of: readonly Condition[] };

const ID = "[a-z][a-z0-9_]*(?:\\.[a-z][a-z0-9_]*)?";
const NUMBER_PATTERN = "-?\\d+(?:\\.\\d+)?";
const FORMS: readonly [RegExp, (groups: string[]) => Leaf][] = [
  [/^no rule above$/, () => ({ kind: "no-rule-above" })],
  [new RegExp(`^(${ID}) is recommended$`), ([id]) => ({ kind: "recommended", recommendation: id ?? "" })],
  [new RegExp(`^(${ID}) is unable$`), ([id]) => ({ kind: "unable", finding: id ?? "" })],
  [new RegExp(`^(${ID}) is unknown$`), ([id]) => ({ kind: "unknown", finding: id ?? "" })],
  [
    new RegExp(`^(${ID}) new grade (<=?|>=?) (${NUMBER_PATTERN})$`),
    ([id, comparison, value]) => ({
      kind: "new-grade",
      finding: id ?? "",
      comparison: comparison as Comparison,
      value: Number(value),
    }),
  ],
  [
    new RegExp(`^(${ID}) difference (<=?|>=?) (${NUMBER_PATTERN}) (\\S+)$`),
    ([id, comparison, value, unit]) => ({
      kind: "difference",
      finding: id ?? "",
      comparison: comparison as Comparison,
      value: Number(value),
      unit: unit ?? "",
    }),
  ],
  [
    new RegExp(`^(${ID}) (<=?|>=?) (${NUMBER_PATTERN}) (\\S+)$`),
    ([id, comparison, value, unit]) => ({
      kind: "compare",
      finding: id ?? "",
      comparison: comparison as Comparison,
      value: Number(value),
      unit: unit ?? "",
    }),
  ],
  [
    new RegExp(`^(${ID}) is ([a-z][a-z0-9_]*(?: or [a-z][a-z0-9_]*)*)$`),
    ([id, options]) => ({ kind: "is", finding: id ?? "", options: (options ?? "").split(" or ") }),
  ],
  [new RegExp(`^(${ID})$`), ([id]) => ({ kind: "present", finding: id ?? "" })],
];

/** Reads one sentence, or returns null when it has none of the forms above. */
export function readSentence(text: string): Leaf | null {
  const sentence = text.trim().replace(/\s+/g, " ");
  for (const [form, make] of FORMS) {
    const match = form.exec(sentence);
    if (match) return make(match.slice(1));
  }
  return null;
}

const conditionSentence = z.string().transform((text, ctx): Leaf => {
  const leaf = readSentence(text);
  if (leaf) return leaf;
  ctx.addIssue({
    code: "custom",
    message: `"${text}" is not a sentence that is understood; write it like "fever", "pain_trend is worsening", "hours_since_injection <= 72 h" or "leg_circumference.calf difference > 3 cm"`,
  });
  return z.NEVER;
});

const KEYS = ["any", "all", "not", "at_least"];

/** A condition of a protocol file: a sentence, or any / all / not / at_least over conditions. */
export const condition: z.ZodType<Condition, unknown> = z.lazy(() =>
  z.unknown().transform((raw, ctx): Condition => {
    if (typeof raw === "string") return nested(conditionSentence, raw, [], ctx);
    const keys = raw !== null && typeof raw === "object" && !Array.isArray(raw) ? Object.keys(raw) : [];
    const key = keys[0];
    if (keys.length !== 1 || !key || !KEYS.includes(key)) {
      ctx.addIssue({
        code: "custom",
        message: "a condition is a sentence, or a mapping with exactly one of any, all, not, at_least",
      });
      return z.NEVER;
    }
    const body = (raw as Record<string, unknown>)[key];
    switch (key) {
      case "not":
        return { kind: "not", of: nested(condition, body, ["not"], ctx) };
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

/** Parses a part and reports its issues at their own place in the file. */
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
    case "present":
      return of.finding;
    case "is":
      return `${of.finding} is ${of.options.join(" or ")}`;
    case "compare":
      return `${of.finding} ${of.comparison} ${of.value} ${of.unit}`;
    case "difference":
      return `${of.finding} difference ${of.comparison} ${of.value} ${of.unit}`;
    case "new-grade":
      return `${of.finding} new grade ${of.comparison} ${of.value}`;
    case "unable":
    case "unknown":
      return `${of.finding} is ${of.kind}`;
    case "recommended":
      return `${of.recommendation} is recommended`;
    case "no-rule-above":
      return "no rule above";
  }
}
