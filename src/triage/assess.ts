/**
 * The engine: from what is known, under one protocol, to urgency, what could still raise it, and what to do.
 * Pure and deterministic; the protocol's text is the source of every clinical statement in the result.
 */
import type { Protocol, Urgency } from "../protocol/schema.ts";
import { Evaluation, type Setting } from "./evaluate.ts";
import type { Findings } from "./finding.ts";
import { type OpenFinding, openFindings } from "./open-findings.ts";
import {
  type ActiveRecommendation,
  addRecommendation,
  gatherRecommendations,
  type MergedRecommendation,
  splitWithheld,
  type WithheldRecommendation,
} from "./recommend.ts";
import { type RuleReading, readRule } from "./rule.ts";
import { readScore, type ScoreReading } from "./score.ts";
import { byDanger, higher, isHigher } from "./urgency.ts";

export interface Assessment {
  protocol: { id: string; version: string; review: string };
  /** The highest rule that is true; null while nothing is true and something is unknown. */
  urgency: Urgency | null;
  /** The highest rule that is true or possible. */
  could_be: Urgency;
  /** What to act on now: never below the urgency, and higher while a dangerous rule is possible. */
  acts_on: Urgency;
  /** An unknown finding could still raise the urgency: never to be read as reassurance. */
  provisional: boolean;
  recommendations: readonly ActiveRecommendation[];
  withheld: readonly WithheldRecommendation[];
  /** Unknown findings that could raise the urgency, the most dangerous first. */
  open: readonly OpenFinding[];
  rules: { true: readonly string[]; possible: readonly string[] };
  scores: readonly ScoreReading[];
}

/**
 * Assesses what is known under a protocol. Findings must have been read with `readFindings`.
 * @param setting the present moment, and the site's signed switches; only a protocol that uses these asks for it
 */
export function assess(protocol: Protocol, findings: Findings, setting?: Setting): Assessment {
  const evaluation = new Evaluation(protocol, findings, setting);
  const readings = protocol.rules.map((rule) => readRule(rule, evaluation));
  let urgency: Urgency | null = null;
  let could_be: Urgency | null = null;
  let claimed: Urgency | null = null;
  for (const reading of readings) {
    urgency = higher(urgency, reading.urgency);
    could_be = higher(could_be, reading.could_be);
    claimed = higher(claimed, reading.acts_on);
  }
  const provisional = isHigher(could_be, urgency);
  const { lowered } = protocol.provisional;
  const isLowered = lowered !== undefined && evaluation.truth(lowered.when) === true;
  const floor = lowered && isLowered ? lowered.floor : protocol.provisional.floor;
  const atLeast = provisional ? (isHigher(could_be, floor) ? floor : could_be) : null;
  const acts_on = higher(claimed, atLeast);
  if (could_be === null || acts_on === null)
    throw new Error(
      `protocol ${protocol.id}: no rule is true or possible; the linter asks for one that always is`,
    );

  const truths = readings.filter(({ truth }) => truth === true);
  // the most urgent rule first; among equals one that leads, then the protocol's order
  const ordered = [...truths].sort(
    (a, b) => byDanger(a.acts_on, b.acts_on) || Number(b.leads) - Number(a.leads),
  );
  // none, unless it is provisional
  const raising = readings.filter((reading) => isHigher(reading.could_be, urgency));
  const examined = withExamination(
    gatherRecommendations(ordered, evaluation),
    protocol,
    isLowered ? [] : raising,
    isHigher(acts_on, claimed),
    evaluation,
  );
  const { recommendations, withheld } = splitWithheld(examined, evaluation);

  return {
    protocol: { id: protocol.id, version: protocol.version, review: protocol.review },
    urgency,
    could_be,
    acts_on,
    provisional,
    recommendations,
    withheld,
    open: openFindings(evaluation, raising),
    rules: {
      true: truths.map(({ rule }) => rule.id),
      possible: readings.filter(({ truth }) => truth === null).map(({ rule }) => rule.id),
    },
    scores: protocol.scores
      .filter((score) => recommendations.some(({ id }) => id === score.id))
      .map((score) => readScore(score, evaluation)),
  };
}

/** While something could still raise the urgency, the examination is requested; first, if nothing true is as urgent. */
function withExamination(
  given: Map<string, MergedRecommendation>,
  protocol: Protocol,
  raising: readonly RuleReading[],
  first: boolean,
  evaluation: Evaluation,
): Map<string, MergedRecommendation> {
  const { recommend, window } = protocol.provisional;
  const asked = new Map<string, MergedRecommendation>(first ? [] : given);
  for (const { rule } of raising) addRecommendation(asked, evaluation, recommend, window, rule.id, undefined);
  for (const [id, entry] of given) if (!asked.has(id)) asked.set(id, entry);
  return asked;
}
