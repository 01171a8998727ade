/** What an answer is once it has been read. */

/** Why a finding is unknown. `unable` says that it will not be examined. */
export const UNKNOWN_REASONS = ["not_assessed", "unable", "declined"] as const;
export type UnknownReason = (typeof UNKNOWN_REASONS)[number];

/** A canonical answer: plain JSON, so that it can be stored and compared directly. */
export type Value = string | number | boolean | ValueMap;
export type ValueMap = { readonly [key: string]: Value };
export type Answer = ({ readonly value: Value } | { readonly unknown: UnknownReason }) & {
  /** When it was answered, or a study was done; without it, at the moment of the assessment. */
  readonly at?: Interval;
  /** Since when it has been so, where `at` only confirmed it. */
  readonly since?: Interval;
};

/** A moment known to lie between these two, both included; milliseconds since the epoch. */
export interface Interval {
  readonly earliest: number;
  readonly latest: number;
}

/** One part of an answer by its key; an answer without parts has none. */
export const valuePart = (value: Value | undefined, key: string): Value | undefined =>
  typeof value === "object" ? value[key] : undefined;

export const isUnknownReason = (raw: unknown): raw is UnknownReason =>
  UNKNOWN_REASONS.some((reason) => reason === raw);

/** "unknown" in an answer file gives no reason. */
export function readUnknownReason(raw: unknown): UnknownReason | null {
  if (raw === "unknown") return "not_assessed";
  return isUnknownReason(raw) ? raw : null;
}

export const isRawMap = (raw: unknown): raw is Record<string, unknown> =>
  raw !== null && typeof raw === "object" && !Array.isArray(raw);

/** Yes and no as an answer file writes them. */
export function readYesNo(raw: unknown): "present" | "absent" | undefined {
  if (raw === true || raw === "present") return "present";
  return raw === false || raw === "absent" ? "absent" : undefined;
}
