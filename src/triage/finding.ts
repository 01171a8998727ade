/**
 * Findings: what is known, what is not, and why not. Raw values (from JSON, a form, or words) are read here into
 * one canonical form per kind of answer; whatever does not fit is refused with what is allowed.
 */
import { closest, distance } from "fastest-levenshtein";
import type { AnswerSpec, Protocol, Question } from "../protocol/schema.ts";
import { SIDES } from "../protocol/schema.ts";
import { index } from "./index-of-protocol.ts";
import { allowedText, type QuantitySpec, readQuantity } from "./quantity.ts";

/** Why a finding is not known. `unable` says that it will not be examined. */
export const UNKNOWN_REASONS = ["not_assessed", "unable", "declined"] as const;
export type UnknownReason = (typeof UNKNOWN_REASONS)[number];

/** A canonical answer: plain JSON, so that it can be stored and compared as it stands. */
export type Value = string | number | boolean | { readonly [key: string]: Value };
export type Answer = { readonly value: Value } | { readonly unknown: UnknownReason };

/** One part of an answer by its key; an answer without parts has none. */
export const valuePart = (value: Value, key: string): Value | undefined =>
  typeof value === "object" ? value[key] : undefined;

/** What is known so far, by question id. A question that is not here was not asked and counts as unknown. */
export type Findings = Readonly<Record<string, Answer | undefined>>;

/** One thing wrong with one value: names the finding, the value and what is allowed. */
export interface InvalidAnswer {
  finding: string;
  value: string;
  allowed: string;
}

type AnswerReading = { answer: Answer } | { faults: InvalidAnswer[] };

const printableRaw = (raw: unknown) => {
  const text = typeof raw === "string" ? raw : (JSON.stringify(raw) ?? String(raw));
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

const isRawMap = (raw: unknown): raw is Record<string, unknown> =>
  raw !== null && typeof raw === "object" && !Array.isArray(raw);

const TRI_WORDS = new Map<unknown, "present" | "absent">([
  [true, "present"],
  [false, "absent"],
  ["present", "present"],
  ["absent", "absent"],
]);

function readUnknownReason(raw: unknown): UnknownReason | null {
  if (raw === "unknown") return "not_assessed";
  return UNKNOWN_REASONS.find((reason) => reason === raw) ?? null;
}

/** What a question accepts, in words. */
export function allowed(spec: AnswerSpec): string {
  switch (spec.kind) {
    case "tri":
      return spec.measured
        ? `present, absent, unknown, or ${allowedText(spec.measured)}`
        : "present, absent or unknown";
    case "choice": {
      const options = spec.options.map((option) => option.id).join(", ");
      return spec.by_side ? `${options}, unknown, or these by side {left, right}` : `${options} or unknown`;
    }
    case "number":
      return `${allowedText(spec)}, or unknown`;
    case "grades":
      return `unknown, {"worst": ${spec.min}-${spec.max}}, or whole grades ${spec.min}-${spec.max} by side and group (${SIDES.join("/")}.${spec.groups.map((group) => group.id).join("/")}), each alone or as {"grade", "old"}`;
    case "sensation":
      return `normal, reduced, unknown, or these by place (${sensationPlaces(spec)})`;
    case "circumferences":
      return `unknown, or {${spec.levels.map((level) => level.id).join(", ")}: {left, right}} in ${spec.unit}, each ${allowedText(spec)}`;
    case "signs":
      return `unknown, or present, absent, unknown for each of ${spec.signs.map((sign) => sign.id).join(", ")}`;
  }
}

const sensationPlaces = (spec: Extract<AnswerSpec, { kind: "sensation" }>): string =>
  `left/right.${spec.dermatomes.join("/")}, optionally .${spec.modalities.join("/")}`;

/**
 * Reads one raw value for a question into its canonical answer.
 * @param nowMs lets a point in time ("2026-11-24T14:00") stand for the hours since then; milliseconds since the epoch
 */
export function readAnswer(question: Question, raw: unknown, nowMs?: number): AnswerReading {
  const reason = readUnknownReason(raw);
  if (reason) return { answer: { unknown: reason } };
  const faults: InvalidAnswer[] = [];
  const fault = (value: unknown, what: string, part = "") => {
    faults.push({ finding: question.id + part, value: printableRaw(value), allowed: what });
  };
  const value = readValue(question.answer, raw, nowMs, fault);
  if (faults.length > 0 || value === null) return { faults };
  // every part said to be unknown: nothing is known
  if (isRawMap(value) && Object.keys(value).length === 0) return { answer: { unknown: "not_assessed" } };
  return { answer: { value } };
}

type ReportInvalid = (value: unknown, what: string, part?: string) => void;

function readValue(
  spec: AnswerSpec,
  raw: unknown,
  nowMs: number | undefined,
  fault: ReportInvalid,
): Value | null {
  switch (spec.kind) {
    case "tri": {
      const word = TRI_WORDS.get(raw);
      if (word) return word;
      if (spec.measured && /^-?\s*\d/.test(String(raw).normalize("NFKC")))
        return readQuantityAnswer(spec.measured, raw, fault);
      return refuseAnswer(spec, raw, fault);
    }
    case "choice":
      return readChoice(spec, raw, fault);
    case "number": {
      const hours = spec.since && nowMs !== undefined ? hoursSince(raw, nowMs) : null;
      const ago = spec.since && typeof raw === "string" ? raw.replace(/\sago$/i, "") : raw;
      return readQuantityAnswer(spec, hours ?? ago, (_, what) => fault(raw, what));
    }
    case "grades":
      return readGrades(spec, raw, fault);
    case "sensation":
      return readSensation(spec, raw, fault);
    case "circumferences":
      return readCircumferences(spec, raw, fault);
    case "signs":
      return readSigns(spec, raw, fault);
  }
}

const refuseAnswer = (spec: AnswerSpec, raw: unknown, fault: ReportInvalid): null => {
  fault(raw, allowed(spec));
  return null;
};

function readQuantityAnswer(
  spec: QuantitySpec,
  raw: unknown,
  fault: ReportInvalid,
  part = "",
): number | null {
  const reading = readQuantity(spec, raw);
  if ("value" in reading) return reading.value;
  fault(raw, reading.fault, part);
  return null;
}

/** ISO 8601 with a date and a time; the hours since then, or null when it is no such text. */
function hoursSince(raw: unknown, nowMs: number): number | null {
  if (typeof raw !== "string" || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(raw)) return null;
  const then = Date.parse(raw);
  return Number.isNaN(then) ? null : Math.round(((nowMs - then) / 3_600_000) * 100) / 100;
}

function readChoice(
  spec: Extract<AnswerSpec, { kind: "choice" }>,
  raw: unknown,
  fault: ReportInvalid,
): Value | null {
  const ids = spec.options.map((option) => option.id);
  if (typeof raw === "string" && ids.includes(raw)) return raw;
  // yes and no read as the two options of a choice that has an absent one and just one other
  const word = TRI_WORDS.get(raw);
  const others = ids.filter((id) => id !== spec.absent);
  if (word && spec.absent) {
    if (word === "absent") return spec.absent;
    if (others.length === 1 && others[0]) return others[0];
  }
  if (!spec.by_side || !isRawMap(raw)) return refuseAnswer(spec, raw, fault);
  const value: Record<string, Value> = {};
  for (const [key, part] of Object.entries(raw)) {
    const side = SIDES.find((known) => key === known || key === `${known}_degrees`);
    if (!side) fault(key, `the sides left and right${spec.degrees ? ", left_degrees, right_degrees" : ""}`);
    else if (key === side) {
      if (typeof part === "string" && ids.includes(part)) value[key] = part;
      else if (part !== "unknown") fault(part, ids.join(", "), `.${key}`);
    } else if (!spec.degrees) fault(key, "no angle is recorded here", `.${key}`);
    else {
      const { min, max } = spec.degrees;
      const angle = readQuantityAnswer(
        { unit: "degrees", unit_also: ["deg"], min, max, other_units: [] },
        part,
        fault,
        `.${key}`,
      );
      if (angle !== null) value[key] = angle;
    }
  }
  return value;
}

function readGrades(
  spec: Extract<AnswerSpec, { kind: "grades" }>,
  raw: unknown,
  fault: ReportInvalid,
): Value | null {
  if (!isRawMap(raw) || Object.keys(raw).length === 0) return refuseAnswer(spec, raw, fault);
  const whole = (part: unknown, where: string): Value | null => {
    const grade = isRawMap(part) ? part.grade : part;
    const old = isRawMap(part) ? part.old : undefined;
    const extra = isRawMap(part)
      ? Object.keys(part).find((key) => key !== "grade" && key !== "old")
      : undefined;
    if (extra) fault(extra, "only grade and old", where);
    if (typeof grade !== "number" || !Number.isInteger(grade) || grade < spec.min || grade > spec.max) {
      fault(grade, `a whole MRC grade ${spec.min} to ${spec.max}`, where);
      return null;
    }
    if (old !== undefined && typeof old !== "boolean") fault(old, "old is true or false", where);
    return old === true ? { grade, old: true } : grade;
  };
  const value: Record<string, Value> = {};
  for (const [key, part] of Object.entries(raw)) {
    if (key === "old" && "worst" in raw) continue;
    const [side, group, ...rest] = key.split(".");
    const known = SIDES.some((one) => one === side) && spec.groups.some((one) => one.id === group);
    if (key !== "worst" && (!known || rest.length > 0)) fault(key, allowed(spec));
    else if (part !== "unknown") {
      const source = key === "worst" && raw.old !== undefined ? { grade: part, old: raw.old } : part;
      const grade = whole(source, `.${key}`);
      if (grade !== null) value[key] = grade;
    }
  }
  return value;
}

function readSensation(
  spec: Extract<AnswerSpec, { kind: "sensation" }>,
  raw: unknown,
  fault: ReportInvalid,
): Value | null {
  if (raw === "normal" || raw === "reduced") return raw;
  if (raw === true || raw === "present") return "reduced";
  if (raw === false || raw === "absent") return "normal";
  if (!isRawMap(raw) || Object.keys(raw).length === 0) return refuseAnswer(spec, raw, fault);
  const value: Record<string, Value> = {};
  for (const [key, part] of Object.entries(raw)) {
    const [side, dermatome, modality, ...rest] = key.split(".");
    const known =
      SIDES.some((one) => one === side) &&
      spec.dermatomes.some((one) => one === dermatome) &&
      (modality === undefined || spec.modalities.includes(modality)) &&
      rest.length === 0;
    if (!known) fault(key, sensationPlaces(spec));
    else if (part === "normal" || part === "reduced") value[key] = part;
    else if (part !== "unknown") fault(part, "normal, reduced or unknown", `.${key}`);
  }
  return value;
}

function readCircumferences(
  spec: Extract<AnswerSpec, { kind: "circumferences" }>,
  raw: unknown,
  fault: ReportInvalid,
): Value | null {
  if (!isRawMap(raw) || Object.keys(raw).length === 0) return refuseAnswer(spec, raw, fault);
  const value: Record<string, Value> = {};
  for (const [level, sides] of Object.entries(raw)) {
    if (!spec.levels.some((one) => one.id === level)) {
      fault(level, `the levels ${spec.levels.map((one) => one.id).join(", ")}`);
      continue;
    }
    if (!isRawMap(sides)) {
      fault(sides, `{left, right} in ${spec.unit}`, `.${level}`);
      continue;
    }
    const measured: Record<string, Value> = {};
    for (const [side, part] of Object.entries(sides)) {
      if (!SIDES.some((one) => one === side)) fault(side, "the sides left and right", `.${level}`);
      else if (part !== "unknown") {
        const length = readQuantityAnswer(spec, part, fault, `.${level}.${side}`);
        if (length !== null) measured[side] = length;
      }
    }
    if (Object.keys(measured).length > 0) value[level] = measured;
  }
  return value;
}

function readSigns(
  spec: Extract<AnswerSpec, { kind: "signs" }>,
  raw: unknown,
  fault: ReportInvalid,
): Value | null {
  const all = TRI_WORDS.get(raw);
  if (all === "absent") return Object.fromEntries(spec.signs.map((sign) => [sign.id, all]));
  if (!isRawMap(raw) || Object.keys(raw).length === 0) return refuseAnswer(spec, raw, fault);
  const value: Record<string, Value> = {};
  for (const [key, part] of Object.entries(raw)) {
    const word = TRI_WORDS.get(part);
    if (!spec.signs.some((sign) => sign.id === key)) fault(key, allowed(spec));
    else if (word) value[key] = word;
    else if (readUnknownReason(part) === null) fault(part, "present, absent or unknown", `.${key}`);
  }
  return value;
}

/** Reads a whole map of raw findings; every fault is collected, so that one run shows all there is to mend. */
export function readFindings(
  protocol: Protocol,
  raw: Readonly<Record<string, unknown>>,
  nowMs?: number,
): { findings: Findings } | { faults: InvalidAnswer[] } {
  const findings: Record<string, Answer> = {};
  const faults: InvalidAnswer[] = [];
  const { questions } = index(protocol);
  for (const [id, value] of Object.entries(raw)) {
    const question = questions.get(id);
    if (!question) {
      const near = closest(id, [...questions.keys()]);
      const hint = distance(id, near) <= 3 ? `; did you mean ${near}?` : "";
      faults.push({
        finding: id,
        value: printableRaw(value),
        allowed: `no such finding in this protocol${hint}`,
      });
      continue;
    }
    const reading = readAnswer(question, value, nowMs);
    if ("faults" in reading) faults.push(...reading.faults);
    else findings[id] = reading.answer;
  }
  return faults.length > 0 ? { faults } : { findings };
}
