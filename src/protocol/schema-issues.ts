/** The schema's issues in plain words: what is wrong, and what to write instead. */
import type { z } from "zod";
import { closest, didYouMean, type Issue, type Path, pathText, type SourceLocation } from "./issue.ts";
import { keysAt } from "./schema-keys.ts";

type ZodIssue = z.core.$ZodIssue;

/** Words an issue of the schema; a message that the schema words itself takes precedence. */
export function wordsFor(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `${rawKindOf(issue.input)} stands here; ${kind(issue.expected)} is needed`;
    case "too_small":
      return issue.origin === "array"
        ? `list at least ${issue.minimum}`
        : `it must be ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}`;
    case "too_big":
      return `it must be ${issue.inclusive ? "at most" : "less than"} ${issue.maximum}`;
    default:
      return "this does not fit here";
  }
}

const KIND_WORDS: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
};
const kind = (expected: string) => KIND_WORDS[expected] ?? expected;

function rawKindOf(raw: unknown): string {
  if (raw === null || raw === undefined) return "nothing";
  if (Array.isArray(raw)) return "a list";
  return typeof raw === "number"
    ? `the number ${raw}`
    : typeof raw === "boolean"
      ? String(raw)
      : kind(typeof raw);
}

/** The written file behind the plain data. */
export interface SourcePage {
  /** Where a value begins, or the mapping that lacks it. */
  value(path: Path): SourceLocation;
  /** Where the last key of a path is written. */
  key(path: Path): SourceLocation;
  /** A value as it was typed: 1.0 is not 1. */
  typed(path: Path): string;
}

/**
 * Turns the schema's issues into issues with a location and a remedy.
 * @param raw the file as plain data: it distinguishes a missing key from a wrong one
 */
export function schemaIssues(issues: readonly ZodIssue[], raw: unknown, page: SourcePage): Issue[] {
  const flat = issues.flatMap((issue) => flattenIssue(issue, raw));
  // a misspelt key is one error, not an unknown key and a missing one
  const misspelt = new Set(
    flat.flatMap((issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) =>
            pathText([...(issue.path as Path), closest(key, keysAt(raw, issue.path as Path)) ?? ""]),
          )
        : [],
    ),
  );
  return flat
    .filter(({ path }) => valueAt(raw, path as Path) !== undefined || !misspelt.has(pathText(path as Path)))
    .map((issue): Issue => {
      const path = issue.path as Path;
      const make = (code: string, message: string, remedy: string, place = page.value(path)): Issue => ({
        ...place,
        severity: "error",
        code,
        path: pathText(path),
        message,
        remedy,
      });
      const key = path.at(-1);
      const value = valueAt(raw, path);
      if (issue.code === "unrecognized_keys") {
        const { known, unknown } = { known: keysAt(raw, path), unknown: issue.keys[0] ?? "" };
        const place = page.key([...path, unknown]);
        const remedy = `remove it or correct its spelling${didYouMean(unknown, known) || `; allowed: ${known.join(", ")}`}`;
        return {
          ...make("unknown-key", `"${unknown}" is not a key that is known here`, remedy, place),
          path: pathText([...path, unknown]),
        };
      }
      if (value === undefined && typeof key === "string")
        return make(
          "missing-key",
          `"${key}" is missing`,
          `add ${key}: ${issueHint(issue)}`,
          page.value(path.slice(0, -1)),
        );
      const written = quotedValue(value);
      if (value === null)
        return make(
          "wrong-type",
          `"${key}" is empty`,
          "write something here, or remove the key",
          page.key(path),
        );
      const allowed = allowedValues(issue);
      if (allowed)
        return make(
          "not-allowed",
          `${written} is not allowed here`,
          `allowed: ${allowed.join(", ")}${didYouMean(String(value), allowed)}`,
        );
      switch (issue.code) {
        case "invalid_type": {
          const quotes =
            issue.expected === "string" && (typeof value === "number" || typeof value === "boolean");
          return make(
            "wrong-type",
            issue.message,
            quotes ? `put it in quotes: "${page.typed(path)}"` : `write ${kind(issue.expected)}`,
          );
        }
        case "invalid_union":
          return make(
            "wrong-type",
            `${rawKindOf(value)} does not fit here`,
            `write ${wanted(issue).join(", or ")}`,
          );
        case "too_small":
        case "too_big": {
          const many = Array.isArray(value) ? value.length : null;
          const size =
            many === null ? `is ${written}` : many === 0 ? "is empty" : `has too few entries: ${many}`;
          return make("bad-value", `"${key}" ${size}`, issue.message);
        }
        default: {
          // the schema's own words are "what is wrong; what to do", or only what to do
          const [wrong, ...rest] = issue.message.split("; ");
          return rest.length > 0
            ? make("bad-value", wrong ?? "", rest.join("; "))
            : make("bad-value", `${written} cannot be read here`, issue.message);
        }
      }
    });
}

/** One issue for each error: several unknown keys separately, and of a choice between forms the intended one. */
function flattenIssue(issue: ZodIssue, raw: unknown): ZodIssue[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => ({ ...issue, keys: [key] }));
  if (issue.code !== "invalid_union" || valueAt(raw, issue.path as Path) === undefined) return [issue];
  // a form whose type fits (text where text was written) is the intended one
  const meant = issue.errors.find(
    (form) => !form.some((inner) => inner.path.length === 0 && inner.code === "invalid_type"),
  );
  if (!meant) return [issue];
  return meant.flatMap((inner) => flattenIssue({ ...inner, path: [...issue.path, ...inner.path] }, raw));
}

function valueAt(raw: unknown, path: Path): unknown {
  let value = raw;
  for (const step of path) {
    if (value === null || typeof value !== "object") return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

function allowedValues(issue: ZodIssue): string[] | null {
  if (issue.code === "invalid_value") return issue.values.map(String);
  // the word that chooses between forms: the schema lists those it knows
  if (issue.code === "invalid_union" && "options" in issue && Array.isArray(issue.options))
    return issue.options.map(String);
  return null;
}

/** The types of value that any of the forms would accept. */
function wanted(issue: Extract<ZodIssue, { code: "invalid_union" }>): string[] {
  const kinds = issue.errors
    .flat()
    .flatMap((inner) => (inner.code === "invalid_type" ? [kind(inner.expected)] : []));
  return [...new Set(kinds)];
}

/** What may follow a missing key. */
function issueHint(issue: ZodIssue): string {
  const allowed = allowedValues(issue);
  if (allowed) return `followed by one of ${allowed.join(", ")}`;
  if (issue.code === "invalid_type") return `followed by ${kind(issue.expected)}`;
  if (issue.code === "invalid_union") return `followed by ${wanted(issue).join(", or ")}`;
  return issue.code === "custom" ? issue.message : "";
}

function quotedValue(value: unknown): string {
  const text = typeof value === "string" ? `"${value}"` : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
