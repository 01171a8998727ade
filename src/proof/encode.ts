/**
 * The engine over all answers at once: what src/triage/assess.ts says of one patient, as functions of every possible
 * set of answers. It is built from the protocol's data only; tests/proof checks it against the engine.
 */

import {
  type Protocol,
  type Recommendation,
  type Rule,
  type TimeWindow,
  URGENCIES,
  type Urgency,
} from "../protocol/schema.ts";
import { index } from "../triage/index-of-protocol.ts";
import { kindOf } from "../triage/recommend.ts";
import { higher } from "../triage/urgency.ts";
import type { AnswerSpace } from "./answer-space.ts";
import { ALWAYS_NODE, type Diagrams, NEVER_NODE, type Node } from "./diagram.ts";
import { Conditions, FALSE_PAIR, type RulesAbove, type TruthPair } from "./encoded-conditions.ts";

/** Where an urgency is at least this. */
export type Levels = Readonly<Record<Urgency, Node>>;

export interface EncodedRule {
  rule: Rule;
  truth: TruthPair;
  /** Where its urgency, or what could still become of it, is at least this. */
  urgency: Levels;
  couldBe: Levels;
  actsOn: Levels;
  leads: Node;
}

/** One requested recommendation: where, by which rule, and in what time. */
export interface RequestedRecommendation {
  where: Node;
  rule: Rule;
  recommendation: Recommendation;
  /** What it replaces. */
  replaces: string | null;
  window: TimeWindow | null;
  /** The rule's remark on it. */
  note: string | null;
}

export interface EncodedProtocol {
  protocol: Protocol;
  conditions: Conditions;
  rules: readonly EncodedRule[];
  urgency: Levels;
  couldBe: Levels;
  actsOn: Levels;
  provisional: Node;
  /** Where the examination is asked for: while it is provisional, unless the floor is lowered. */
  examined: Node;
  wishes: readonly RequestedRecommendation[];
  /** Where each recommendation is given, and where its gate withholds it; what is never requested is left out. */
  recommended: ReadonlyMap<string, Node>;
  withheld: ReadonlyMap<string, Node>;
  /** What is known of the rules after the last of them. */
  after: RulesAbove;
}

/** Builds a protocol's functions over a space that includes it. */
export function encode(
  space: AnswerSpace,
  diagrams: Diagrams,
  protocol: Protocol,
  variable?: (key: string) => number,
): EncodedProtocol {
  const conditions = new Conditions(space, diagrams, protocol, variable);
  const d = diagrams;
  const { rules, after } = encodeRules(conditions, protocol);
  const urgency = joinLevels(d, rules, (rule) => rule.urgency);
  const couldBe = joinLevels(d, rules, (rule) => rule.couldBe);
  const provisional = whereHigher(d, couldBe, urgency);
  const { lowered } = protocol.provisional;
  const isLowered = lowered ? conditions.read(lowered.when, after).yes : NEVER_NODE;
  const actsOn = levelsToActOn(d, protocol, { rules, couldBe, provisional, isLowered });
  const examined = d.and(provisional, d.not(isLowered));
  const raising = rules.map((rule) => ({
    rule: rule.rule,
    where: d.and(examined, whereHigher(d, rule.couldBe, urgency)),
  }));
  const wishes = requestedRecommendations(protocol, conditions, rules, raising, after);
  const recommended = new Map<string, Node>();
  const withheld = new Map<string, Node>();
  for (const recommendation of protocol.recommendations) {
    const own = wishes.filter((wish) => wish.recommendation === recommendation);
    if (own.length === 0) continue;
    const where = d.or(...own.map((wish) => wish.where));
    const { gate, id } = recommendation;
    const open = gate ? openGate(conditions, gate, after) : ALWAYS_NODE;
    recommended.set(id, d.and(where, open));
    if (gate) withheld.set(id, d.and(where, d.not(open)));
  }
  return {
    protocol,
    conditions,
    rules,
    urgency,
    couldBe,
    actsOn,
    provisional,
    examined,
    wishes,
    recommended,
    withheld,
    after,
  };
}

/** Every rule, each read with what those above it came to, and what is known after the last of them. */
function encodeRules(
  conditions: Conditions,
  protocol: Protocol,
): { rules: readonly EncodedRule[]; after: RulesAbove } {
  const d = conditions.diagrams;
  let asked: Wishes = new Map();
  let any: TruthPair = FALSE_PAIR;
  const standing = (): RulesAbove => {
    const [now, so] = [asked, any];
    return { any: so, recommended: (id, apart) => askedFor(conditions, now, id, apart) };
  };

  const rules = protocol.rules.map((rule): EncodedRule => {
    const above = standing();
    const truth = conditions.read(rule.when, above);
    const base = rule.urgency === "none" ? null : rule.urgency;
    const raised = rule.raised ? conditions.read(rule.raised.when, above) : FALSE_PAIR;
    const to = rule.raised?.to ?? null;
    const possible = d.not(truth.no);
    const urgency = levels((level) =>
      d.or(reaches(base, level, truth.yes), reaches(to, level, d.and(truth.yes, raised.yes))),
    );
    const couldBe = levels((level) =>
      d.or(reaches(base, level, possible), reaches(to, level, d.and(possible, d.not(raised.no)))),
    );
    const actsOn = levels((level) => d.or(urgency[level], reaches(rule.acts_on ?? null, level, truth.yes)));

    // the rules below are told what this one recommends, and whether it is true
    const next: Wishes = new Map(asked);
    for (const wanted of rule.recommend) {
      // it is read between the wishes of one rule too, as the engine does
      const so = new Map(next);
      const when = wanted.if
        ? conditions.read(wanted.if, {
            ...above,
            recommended: (id, apart) => askedFor(conditions, so, id, apart),
          })
        : null;
      const wish = when ? conditions.all([truth, when]) : truth;
      next.set(wanted.id, [...(next.get(wanted.id) ?? []), { rule: rule.id, wish }]);
    }
    asked = next;
    if (base !== null) any = conditions.any([any, truth]);
    const leads = rule.leads_when
      ? d.and(truth.yes, conditions.read(rule.leads_when, standing()).yes)
      : NEVER_NODE;
    return { rule, truth, urgency, couldBe, actsOn, leads };
  });
  return { rules, after: standing() };
}

const levels = (of: (level: Urgency) => Node): Levels => ({
  ROUTINE: of("ROUTINE"),
  SOON: of("SOON"),
  URGENT: of("URGENT"),
  EMERGENT: of("EMERGENT"),
});

/** Where a level is reached, if an urgency that holds there is at least that level. */
const reaches = (urgency: Urgency | null | undefined, level: Urgency, where: Node): Node =>
  urgency && higher(urgency, level) === urgency ? where : NEVER_NODE;

const joinLevels = (d: Diagrams, rules: readonly EncodedRule[], of: (rule: EncodedRule) => Levels): Levels =>
  levels((level) => d.or(...rules.map((rule) => of(rule)[level])));

/** Where one urgency is higher than the other. */
const whereHigher = (d: Diagrams, a: Levels, b: Levels): Node =>
  d.or(...URGENCIES.map((level) => d.and(a[level], d.not(b[level]))));

/** What is acted on: what the rules claim, and the floor while the assessment is provisional. */
function levelsToActOn(
  d: Diagrams,
  { provisional: { floor, lowered } }: Protocol,
  {
    rules,
    couldBe,
    provisional,
    isLowered,
  }: { rules: readonly EncodedRule[]; couldBe: Levels; provisional: Node; isLowered: Node },
): Levels {
  const claimed = joinLevels(d, rules, (rule) => rule.actsOn);
  return levels((level) => {
    const kept = d.or(reaches(floor, level, d.not(isLowered)), reaches(lowered?.floor, level, isLowered));
    return d.or(claimed[level], d.and(provisional, couldBe[level], kept));
  });
}

/** By recommendation: which rules ask for it. */
type Wishes = Map<string, readonly { rule: string; wish: TruthPair }[]>;

function askedFor(
  conditions: Conditions,
  wishes: Wishes,
  id: string,
  apart: readonly string[] = [],
): TruthPair {
  return conditions.any(
    (wishes.get(id) ?? []).filter(({ rule }) => !apart.includes(rule)).map(({ wish }) => wish),
  );
}

/** Where a gate lets its recommendation through: what it requires has to be known from explicit answers. */
const openGate = (
  conditions: Conditions,
  gate: NonNullable<Recommendation["gate"]>,
  above: RulesAbove,
): Node =>
  gate.only_if
    ? conditions.read(gate.only_if, above).yes
    : conditions.diagrams.and(...gate.requires.map(({ met }) => conditions.readExplicitly(met, above)));

/** What the rules ask for, what takes its place, and the examination that is asked for while something is open. */
function requestedRecommendations(
  protocol: Protocol,
  conditions: Conditions,
  rules: readonly EncodedRule[],
  raising: readonly { rule: Rule; where: Node }[],
  after: RulesAbove,
): RequestedRecommendation[] {
  const d = conditions.diagrams;
  const parts = index(protocol);
  const wishes: RequestedRecommendation[] = [];
  const give = (where: Node, rule: Rule, id: string, windowId: string | undefined, note: string | null) => {
    const wanted = parts.recommendations.get(id);
    if (!wanted || where === NEVER_NODE) return;
    const add = (part: Node, recommendation: Recommendation, replaces: string | null) => {
      if (part === NEVER_NODE) return;
      const window = parts.windows.get(windowId ?? wanted.window ?? recommendation.window ?? "") ?? null;
      wishes.push({ where: part, rule, recommendation, replaces, window, note });
    };
    let left = where;
    for (const { by, when } of wanted.replaced) {
      const instead = parts.recommendations.get(by);
      const replaced = conditions.read(when, after).yes;
      if (!instead) continue;
      add(d.and(left, replaced), instead, id);
      left = d.and(left, d.not(replaced));
    }
    add(left, wanted, null);
  };
  for (const { rule, truth } of rules)
    for (const wanted of rule.recommend) {
      const when = wanted.if ? conditions.read(wanted.if, after).yes : ALWAYS_NODE;
      give(d.and(truth.yes, when), rule, wanted.id, wanted.window, wanted.note ?? null);
    }
  const { recommend, window } = protocol.provisional;
  for (const { rule, where } of raising) give(where, rule, recommend, window, null);
  return wishes;
}

/** Where something of a kind ("imaging") is recommended. */
export function recommendedKind(encoded: EncodedProtocol, kind: string): Node {
  const found = [...encoded.recommended].filter(([id]) => kindOf(id) === kind);
  return encoded.conditions.diagrams.or(...found.map(([, where]) => where));
}
