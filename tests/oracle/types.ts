/**
 * Shared types of the independent evaluator. Levels and three-valued logic: protocol 1.0, "Urgency" and
 * "Combining".
 */

export type Level = "ROUTINE" | "SOON" | "URGENT" | "EMERGENT";
export type Urgency = Level | null;

/** Kleene logic: null is "unknown". */
export type Kleene = boolean | null;

export type Findings = Record<string, unknown>;
export interface Site {
  expected_local_anaesthetic_effect?: boolean;
}
export interface OracleInput {
  findings: Findings;
  now: string;
  site: Site;
}

/** One rule under one reading of the specification. */
export interface Rule {
  id: string;
  truth: Kleene;
  level: Level | null;
  /** Recommended when the rule is true. */
  adds: string[];
  /** Ids that the specification neither demands nor forbids once the rule is true. */
  open: string[];
  /** Of each of these groups at least one id is demanded. */
  one_of: string[][];
}

/** What a withheld treatment has to name: one id of every group, and nothing outside `allowed`. */
export interface ReleaseGroup {
  condition: string;
  any_of: string[];
}
export interface Released {
  groups: ReleaseGroup[];
  allowed: Set<string>;
}

/** What one reading of the specification yields. */
export interface Outcome {
  urgency: Urgency[];
  acts_on: Urgency[];
  could_be: Urgency[];
  provisional: boolean[];
  required: Set<string>;
  not_judged: Set<string>;
  one_of: string[][];
  withheld: Map<string, Released>;
  withheld_not_judged: Set<string>;
  leads: string | null;
}

/** What the specification determines. An array of levels lists all that it allows. */
export interface OracleResult {
  urgency: Urgency[];
  acts_on: Urgency[];
  could_be: Urgency[];
  provisional: boolean[];
  recommendations: { required: Set<string>; not_judged: Set<string>; one_of: string[][] };
  withheld: { required: Map<string, Released>; not_judged: Set<string> };
  /** The disposition that has to be shown first, where the specification says so. */
  leads: string | null;
  /** Names of the open points of the README on which this patient's result turns. */
  open_points: string[];
}

const RANK: Record<Level, number> = { ROUTINE: 0, SOON: 1, URGENT: 2, EMERGENT: 3 };

/** null ranks below ROUTINE: nothing is decided yet. */
export function rank(level: Urgency): number {
  return level === null ? -1 : RANK[level];
}

export function higher(a: Urgency, b: Urgency): Urgency {
  return rank(a) >= rank(b) ? a : b;
}

export function and(...parts: Kleene[]): Kleene {
  if (parts.includes(false)) {
    return false;
  }
  return parts.includes(null) ? null : true;
}

export function or(...parts: Kleene[]): Kleene {
  if (parts.includes(true)) {
    return true;
  }
  return parts.includes(null) ? null : false;
}

export function rule(
  id: string,
  truth: Kleene,
  level: Level | null,
  adds: string[],
  open: string[] = [],
): Rule {
  return { id, truth, level, adds, open, one_of: [] };
}
