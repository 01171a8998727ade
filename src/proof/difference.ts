/** Compares two protocols over all answers: do they decide alike everywhere, and if not, the smallest patient who falls. */
import { type Protocol, URGENCIES, type Urgency } from "../protocol/schema.ts";
import { assess } from "../triage/assess.ts";
import { index } from "../triage/index-of-protocol.ts";
import { isHigher } from "../triage/urgency.ts";
import { AnswerSpace } from "./answer-space.ts";
import { Diagrams, NEVER_NODE, type Node } from "./diagram.ts";
import { type EncodedProtocol, encode } from "./encode.ts";
import { type RawFindings, readCase } from "./proof.ts";

/** Both protocols in one space, so that equal functions are equal nodes. */
export interface EncodedPair {
  space: AnswerSpace;
  diagrams: Diagrams;
  before: EncodedProtocol;
  after: EncodedProtocol;
}

/** @returns both protocols, encoded over the answers that either of them can tell apart */
export function encodedPair(old: Protocol, new_: Protocol): EncodedPair {
  const space = new AnswerSpace(old, new_);
  const diagrams = new Diagrams(space.sizes);
  return { space, diagrams, before: encode(space, diagrams, old), after: encode(space, diagrams, new_) };
}

/**
 * Whether two protocols say the same for every possible patient: urgency, what it could be, what is acted on, what is
 * recommended and withheld, in which time, with which remarks, what leads, and the scores. Reasons may differ.
 */
export function decidesAlike(old: Protocol, new_: Protocol): boolean {
  const { before, after } = encodedPair(old, new_);
  return decidesAlikeOn(before, after);
}

/** The same of two protocols that stand on one ground already. */
export function decidesAlikeOn(before: EncodedProtocol, after: EncodedProtocol): boolean {
  return differenceIn(functionsOf(before), functionsOf(after), before) === null;
}

/** A name for something that two protocols decide differently, and where. */
export interface Difference {
  name: string;
  where: Node;
}

/** The first thing that two protocols on one ground decide differently, what releases a treatment included; null when nothing is. */
export function firstDifference(before: EncodedProtocol, after: EncodedProtocol): Difference | null {
  const all = (encoded: EncodedProtocol) => new Map([...functionsOf(encoded), ...releasesOf(encoded)]);
  return differenceIn(all(before), all(after), before);
}

function differenceIn(
  one: ReadonlyMap<string, Node>,
  other: ReadonlyMap<string, Node>,
  { protocol, conditions }: EncodedProtocol,
): Difference | null {
  const d = conditions.diagrams;
  // an answer that means nothing without another one is refused without it
  const readable = d.and(
    ...protocol.questions.flatMap(({ id, needs }) =>
      needs === undefined ? [] : [d.or(d.not(conditions.known(id)), conditions.known(needs))],
    ),
  );
  for (const name of new Set([...one.keys(), ...other.keys()])) {
    const [a, b] = [one.get(name) ?? NEVER_NODE, other.get(name) ?? NEVER_NODE];
    if (a === b) continue;
    const where = d.and(readable, d.or(d.and(a, d.not(b)), d.and(b, d.not(a))));
    if (where !== NEVER_NODE) return { name, where };
  }
  return null;
}

/** What a closed gate still asks for, by whom it asks. */
function releasesOf({ protocol, withheld, conditions, after }: EncodedProtocol): Map<string, Node> {
  const d = conditions.diagrams;
  const found = new Map<string, Node>();
  for (const { id, gate } of protocol.recommendations)
    for (const { by, met } of gate?.requires ?? [])
      for (const whom of by) {
        const name = `${id} is released by ${whom}`;
        const unmet = d.and(withheld.get(id) ?? NEVER_NODE, d.not(conditions.readExplicitly(met, after)));
        found.set(name, d.or(found.get(name) ?? NEVER_NODE, unmet));
      }
  return found;
}

/** Everything that a protocol decides, by name. */
function functionsOf(encoded: EncodedProtocol): Map<string, Node> {
  const d = encoded.conditions.diagrams;
  const found = new Map<string, Node>();
  const add = (name: string, where: Node) => {
    found.set(name, d.or(found.get(name) ?? NEVER_NODE, where));
  };
  for (const level of URGENCIES) {
    add(`urgency ${level}`, encoded.urgency[level]);
    add(`could be ${level}`, encoded.couldBe[level]);
    add(`acts on ${level}`, encoded.actsOn[level]);
  }
  for (const [id, where] of encoded.recommended) add(`recommended ${id}`, where);
  for (const [id, where] of encoded.withheld) add(`withheld ${id}`, where);
  const hours = [...new Set(encoded.wishes.flatMap(({ window }) => (window ? [window.within.hours] : [])))];
  for (const { where, recommendation, window, note } of encoded.wishes) {
    const given = d.and(where, encoded.recommended.get(recommendation.id) ?? NEVER_NODE);
    // the strictest window counts: it is known by every limit that it keeps
    for (const limit of hours)
      if (window && window.within.hours <= limit) add(`${recommendation.id} within ${limit} h`, given);
    if (note !== null) add(`${recommendation.id} says ${note}`, given);
    for (const { say, when } of recommendation.notes)
      add(
        `${recommendation.id} says ${say}`,
        when ? d.and(given, encoded.conditions.read(when, encoded.after).yes) : given,
      );
  }
  for (const { id, items } of encoded.protocol.scores)
    for (const [at, { when, points }] of items.entries()) {
      const shown = encoded.recommended.get(id) ?? NEVER_NODE;
      const { yes, no } = encoded.conditions.read(when, encoded.after);
      add(`${id} counts ${at} for ${points}`, d.and(shown, yes));
      add(`${id} does not count ${at}`, d.and(shown, no));
    }
  for (const [id, where] of leadingDispositions(encoded)) add(`${id} leads`, where);
  return found;
}

/** Which disposition is shown first: that of the rule acted on most urgently, then of one that leads, then of the first. */
export function leadingDispositions(encoded: EncodedProtocol): [string, Node][] {
  const d = encoded.conditions.diagrams;
  const parts = index(encoded.protocol);
  const found: [string, Node][] = [];
  let free = d.not(NEVER_NODE);
  const isDisposition = (id: string) => id.startsWith("disposition.");
  const claim = (id: string, where: Node) => {
    const mine = d.and(free, where, encoded.recommended.get(id) ?? NEVER_NODE);
    if (mine === NEVER_NODE) return;
    found.push([id, mine]);
    free = d.and(free, d.not(mine));
  };
  // the examination goes first where nothing true is as urgent as what is acted on
  const { recommend } = encoded.protocol.provisional;
  const claimed = (level: Urgency) => d.or(...encoded.rules.map(({ actsOn }) => actsOn[level]));
  const first = d.or(...URGENCIES.map((level) => d.and(encoded.actsOn[level], d.not(claimed(level)))));
  if (isDisposition(recommend)) claim(recommend, d.and(encoded.examined, first));
  const next = (level: Urgency): Urgency | undefined => URGENCIES[URGENCIES.indexOf(level) + 1];
  for (const level of [...URGENCIES].reverse())
    for (const leads of [true, false])
      for (const rule of encoded.rules) {
        const higher = next(level);
        const here = d.and(
          rule.actsOn[level],
          higher ? d.not(rule.actsOn[higher]) : d.not(NEVER_NODE),
          leads ? rule.leads : d.not(rule.leads),
        );
        if (here === NEVER_NODE) continue;
        for (const wanted of rule.rule.recommend)
          for (const wish of encoded.wishes)
            if (
              wish.rule === rule.rule &&
              isDisposition(wish.recommendation.id) &&
              (wish.replaces ?? wish.recommendation.id) === wanted.id
            )
              claim(wish.recommendation.id, d.and(here, wish.where));
      }
  // a rule without an urgency comes last, and so does the examination where a true rule is as urgent
  for (const rule of encoded.rules)
    for (const wish of encoded.wishes)
      if (
        wish.rule === rule.rule &&
        isDisposition(wish.recommendation.id) &&
        wish.recommendation.id !== recommend
      )
        claim(wish.recommendation.id, d.and(rule.truth.yes, d.not(rule.actsOn.ROUTINE), wish.where));
  if (parts.recommendations.has(recommend) && isDisposition(recommend)) claim(recommend, encoded.examined);
  return found;
}

/** A patient whom the new protocol rates lower. */
export interface Fall {
  findings: RawFindings;
  from: Urgency;
  to: Urgency;
}

/**
 * The smallest patient for whom the new protocol acts less urgently than the old one; null when there is none among all
 * answers that both can read.
 * @param signed rules of the old protocol whose fall was signed for: patients for whom one was true are left out
 * @throws when the engine does not confirm it, or the two ask a question in ways that cannot be compared
 */
export function smallestFall(old: Protocol, new_: Protocol, signed: readonly string[] = []): Fall | null {
  const { space, diagrams: d, before, after } = encodedPair(old, new_);
  const where = d.or(...URGENCIES.map((level) => d.and(before.actsOn[level], d.not(after.actsOn[level]))));
  const explained = before.rules.filter(({ rule }) => signed.includes(rule.id)).map(({ truth }) => truth.yes);
  const answers = d.cheapest(d.and(where, d.not(d.or(...explained))), (_, answer) => (answer === 0 ? 0 : 1));
  if (!answers) return null;
  const findings = space.findings(answers);
  const under = (protocol: Protocol) => {
    const { questions } = index(protocol);
    const own = Object.entries(findings).filter(([id]) => questions.has(id));
    return assess(protocol, readCase(protocol, Object.fromEntries(own))).acts_on;
  };
  const [from, to] = [under(old), under(new_)];
  if (!isHigher(from, to))
    throw new Error(`the proof and the engine disagree about a fall: ${JSON.stringify(findings)}`);
  return { findings, from, to };
}
