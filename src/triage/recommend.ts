/** What the true rules request: merged, replaced by substitutes, and withheld by gates. */
import { HOUR_MS } from "../answers/moment-value.ts";
import type { Condition } from "../protocol/condition.ts";
import {
  RECOMMENDATION_KINDS,
  type Recommendation,
  type RecommendationKind,
  type TimeWindow,
} from "../protocol/schema.ts";
import type { Evaluation } from "./evaluate.ts";
import { isOpen, unmetRequirements } from "./gate.ts";
import type { RuleReading } from "./rule.ts";

/** A time limit, what it is counted from, and its sources' disagreement if they have one. */
export interface WindowReading {
  id: string;
  /** ISO 8601 duration. */
  within: string;
  hours: number;
  from: TimeWindow["counted_from"];
  /** Hours to aim for, and hours before which it is too early, where the protocol gives them. */
  aim_hours?: number;
  not_before_hours?: number;
  conflict?: string;
}

export interface ActiveRecommendation {
  id: string;
  kind: RecommendationKind;
  /** The strictest of the windows given for it. */
  window: WindowReading | null;
  /** The rules that request it, the most urgent first. */
  because: readonly string[];
  citations: readonly string[];
  /** Remarks of the rules and of the recommendation that apply now. */
  notes: readonly string[];
  /** The recommendation that it replaces. */
  replaces?: string;
}

/** A recommendation that a gate withholds, why, and what would release it. */
export interface WithheldRecommendation {
  id: string;
  kind: RecommendationKind;
  reason: string;
  /** Findings that could open the gate, and people whose decision does, the most direct first. */
  released_by: readonly string[];
  /** What each of them requires, in words; under a gate that lists its requirements. */
  release?: readonly ReleaseStep[];
  because: readonly string[];
  citations: readonly string[];
}

/** One thing that a gate still requires. */
export interface ReleaseStep {
  /** Whose answer or decision meets it. */
  by: readonly string[];
  say: string;
  /** When time alone meets it; milliseconds since the epoch. */
  at?: number;
}

/** A recommendation in progress: merged over the rules that request it. */
export interface MergedRecommendation {
  recommendation: Recommendation;
  window: WindowReading | null;
  because: string[];
  notes: string[];
  replaces?: string;
}

/** What the rules recommend, in order; one given twice appears once, with its strictest window. */
export function gatherRecommendations(
  ordered: readonly RuleReading[],
  evaluation: Evaluation,
): Map<string, MergedRecommendation> {
  const given = new Map<string, MergedRecommendation>();
  for (const { rule } of ordered)
    for (const wanted of rule.recommend) {
      if (wanted.if && evaluation.truth(wanted.if) !== true) continue;
      addRecommendation(given, evaluation, wanted.id, wanted.window, rule.id, wanted.note);
    }
  return given;
}

/** Adds one request of one rule, or what replaces it. */
export function addRecommendation(
  given: Map<string, MergedRecommendation>,
  evaluation: Evaluation,
  wantedId: string,
  windowId: string | undefined,
  ruleId: string,
  note: string | undefined,
): void {
  const wanted = evaluation.index.recommendations.get(wantedId);
  if (!wanted) return; // the linter refuses a protocol that names an unknown recommendation
  const replacement = wanted.replaced.find(({ when }) => evaluation.truth(when) === true);
  const instead = replacement && evaluation.index.recommendations.get(replacement.by);
  const recommendation = instead ?? wanted;
  const window = readWindow(evaluation, windowId ?? wanted.window ?? recommendation.window);
  let entry = given.get(recommendation.id);
  if (!entry) {
    entry = { recommendation, window, because: [], notes: [] };
    given.set(recommendation.id, entry);
  }
  if (instead) entry.replaces = wanted.id;
  entry.window = stricter(entry.window, window);
  if (!entry.because.includes(ruleId)) entry.because.push(ruleId);
  const notes = [note, ...recommendation.notes.map((remark) => applies(remark, evaluation))];
  for (const text of notes) if (text && !entry.notes.includes(text)) entry.notes.push(text);
}

const applies = (remark: { when?: Condition | undefined; say: string }, evaluation: Evaluation) =>
  !remark.when || evaluation.truth(remark.when) === true ? remark.say : undefined;

function readWindow(evaluation: Evaluation, id: string | undefined): WindowReading | null {
  const window = id === undefined ? undefined : evaluation.index.windows.get(id);
  if (!window) return null;
  return {
    id: window.id,
    within: window.within.iso,
    hours: window.within.hours,
    from: window.counted_from,
    ...(window.aim && { aim_hours: window.aim.hours }),
    ...(window.not_before && { not_before_hours: window.not_before.hours }),
    ...(window.conflict && { conflict: window.conflict }),
  };
}

function stricter(a: WindowReading | null, b: WindowReading | null): WindowReading | null {
  if (a === null || b === null) return a ?? b;
  return b.hours < a.hours ? b : a;
}

/** Separates what is recommended from what its gate withholds, and orders both by kind. */
export function splitWithheld(
  given: ReadonlyMap<string, MergedRecommendation>,
  evaluation: Evaluation,
): { recommendations: ActiveRecommendation[]; withheld: WithheldRecommendation[] } {
  const recommendations: ActiveRecommendation[] = [];
  const withheld: WithheldRecommendation[] = [];
  for (const { recommendation, window, because, notes, replaces } of given.values()) {
    const { id, citations, gate } = recommendation;
    const kind = kindOf(id);
    if (gate && !isOpen(evaluation, id))
      withheld.push({
        id,
        kind,
        reason: gate.reason,
        ...releaseOf(evaluation, recommendation),
        because,
        citations,
      });
    else recommendations.push({ id, kind, window, because, citations, notes, ...(replaces && { replaces }) });
  }
  const first = evaluation.index.lines[0]?.acts ?? [];
  const place = ({ id, kind }: ActiveRecommendation) =>
    first.includes(id) ? -1 : RECOMMENDATION_KINDS.indexOf(kind);
  recommendations.sort((a, b) => place(a) - place(b)); // stable: of one kind, the leading one stays first
  return { recommendations, withheld };
}

/** What opens a closed gate: if it lists its requirements, exactly those that are not met. */
export function releaseOf(
  evaluation: Evaluation,
  { id, gate }: Recommendation,
): Pick<WithheldRecommendation, "released_by" | "release"> {
  if (!gate || gate.only_if) return { released_by: gate?.released_by ?? [] };
  const release = unmetRequirements(evaluation, id).map(({ by, say, reaches }): ReleaseStep => {
    const moment = reaches && evaluation.momentOf(reaches.finding);
    return { by, say, ...(reaches && moment && { at: moment.latest + reaches.age.hours * HOUR_MS }) };
  });
  return { released_by: [...new Set(release.flatMap(({ by }) => by))], release };
}

/** A score is an assessment; every other id begins with its kind. */
export function kindOf(id: string): RecommendationKind {
  return RECOMMENDATION_KINDS.find((kind) => id.startsWith(`${kind}.`)) ?? "assessment";
}
