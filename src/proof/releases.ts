/** Properties 9, 14 and 15: what opens a treatment or lowers an urgency, what closes it, and what time alone may do. */
import { ageOf } from "../answers/moment.ts";
import { type Condition, conditionText, type FindingCondition } from "../protocol/condition.ts";
import {
  type DerivedFinding,
  type Protocol,
  type Question,
  type Requirement,
  URGENCIES,
} from "../protocol/schema.ts";
import { index } from "../triage/index-of-protocol.ts";
import { isMomentQuestion } from "../triage/moment.ts";
import type { Domain } from "./answer-space.ts";
import { ALWAYS_NODE, NEVER_NODE, type Node } from "./diagram.ts";
import { answersInWords, type ProofContext, type PropertyVerdict, smallestAnswers } from "./proof.ts";
import { askedIn } from "./question-completeness.ts";
import { questionsBehind, questionsOf, type TimeFact } from "./time-facts.ts";

/** A statement that is shown without a patient: the answers for which it fails stand in the message. */
function shown(ground: ProofContext, where: Node, property: number, statement: string): PropertyVerdict {
  const answers = smallestAnswers(ground, where);
  if (!answers) return { property, statement, broken: null };
  const matters = new Set(ground.diagrams.tested(where, answers));
  const why = `it fails for ${JSON.stringify(answersInWords(ground, answers, matters))}`;
  return { property, statement, broken: { why, cases: [] } };
}

/** The recommendations whose gate lists what it requires. */
const gatedIds = ({ recommendations }: Protocol): string[] =>
  recommendations.flatMap(({ id, gate }) => (gate && gate.requires.length > 0 ? [id] : []));

/**
 * Property 9: whatever a closed gate asks for names a person, or questions of which some answer, or time, meets it; those questions are
 * asked, or answered already; and where it waits for no person, one set of answers meets all of it together.
 */
export function proveReleasable(ground: ProofContext): PropertyVerdict[] {
  return ground.protocol.recommendations.flatMap(({ id, gate }) => {
    if (!gate || gate.requires.length === 0) return [];
    const asking = gate.requires.filter((one) => !namesPerson(one));
    const waiting = waitingForNobody(ground, id, gate.requires);
    return [
      ...gate.requires.map((requirement) => proveRequirement(ground, id, requirement)),
      ...asking.map((requirement) => proveAskedFor(ground, id, waiting, requirement)),
      proveAllTogether(ground, id, waiting, gate.requires),
    ];
  });
}

/** Where a gate is closed, and nothing that it still asks for is a person's decision. */
function waitingForNobody(
  { diagrams: d, encoded }: ProofContext,
  id: string,
  requires: readonly Requirement[],
): Node {
  const persons = requires.filter(namesPerson);
  return d.and(
    encoded.withheld.get(id) ?? NEVER_NODE,
    ...persons.map(({ met }) => encoded.conditions.readExplicitly(met, encoded.after)),
  );
}

const namesPerson = ({ by }: Requirement): boolean => by.some((one) => one.includes("."));

/** The variables that new answers to what a requirement asks for can change, and time, where it waits for that. */
function changedBy({ space, protocol }: ProofContext, { by, waits }: Requirement): number[] {
  const { questions } = index(protocol);
  const asked = by.flatMap((one) => questions.get(one) ?? []);
  const moments = protocol.questions.filter(isMomentQuestion);
  return [...asked, ...(waits ? moments : [])].flatMap(({ id }) => [
    space.variable(id),
    ...space.facts
      .filter((fact) => questionsOf(fact).includes(id) && isGivenAgain(fact))
      .map(({ key }) => space.variable(key)),
  ]);
}

function proveAllTogether(
  ground: ProofContext,
  id: string,
  waiting: Node,
  requires: readonly Requirement[],
): PropertyVerdict {
  const { diagrams: d, encoded } = ground;
  const open = d.and(...requires.map(({ met }) => encoded.conditions.readExplicitly(met, encoded.after)));
  const changed = new Set(
    requires.filter((one) => !namesPerson(one)).flatMap((one) => changedBy(ground, one)),
  );
  const reachable = [...changed].reduce((so, variable) => d.some(so, variable), open);
  const statement = `${id}: what no person decides can be met all at once`;
  return shown(ground, d.and(waiting, d.not(reachable)), 9, statement);
}

/** Where it waits for no person, some question that a requirement waits for was answered, or is asked. */
function proveAskedFor(
  ground: ProofContext,
  id: string,
  waiting: Node,
  requirement: Requirement,
): PropertyVerdict {
  const { diagrams: d, encoded, space, protocol } = ground;
  const { questions } = index(protocol);
  const unmet = d.and(waiting, d.not(encoded.conditions.readExplicitly(requirement.met, encoded.after)));
  const told = requirement.by.flatMap((one) => {
    const question = questions.get(one);
    if (!question) return [];
    return [
      d.of(space.variable(one), (at) => at !== 0),
      question.ask_when ? askedIn(encoded, question) : ALWAYS_NODE,
    ];
  });
  const statement = `${id}: ${requirement.by.join(" or ")} is asked for while it is waited for: "${requirement.say}"`;
  return shown(ground, d.and(unmet, d.not(d.or(...told))), 9, statement);
}

function proveRequirement(ground: ProofContext, id: string, requirement: Requirement): PropertyVerdict {
  const { diagrams: d, encoded } = ground;
  const statement = `${id}: "${requirement.say}" can be met`;
  if (namesPerson(requirement)) return { property: 9, statement, broken: null };
  const met = encoded.conditions.readExplicitly(requirement.met, encoded.after);
  const changed = changedBy(ground, requirement);
  const reachable = changed.reduce((so, variable) => d.some(so, variable), met);
  const held = encoded.withheld.get(id) ?? NEVER_NODE;
  return shown(ground, d.and(held, d.not(met), d.not(reachable)), 9, statement);
}

/** What a new answer changes: its own age and onset, and not what lies between other moments. */
const isGivenAgain = ({ kind }: TimeFact): boolean => kind !== "site";

/**
 * Property 14: time alone never lowers what is acted on and never opens a treatment; and a release that names how old its
 * answers may be holds with an older one only where it would hold had nobody ever given it.
 *
 * Every answer is dated, at the latest at the earlier of the two moments. Between them only two things change: answers
 * grow older, and so does what a moment is compared with. One step of each is looked at, and longer times are many steps.
 */
export function proveTime(ground: ProofContext): PropertyVerdict[] {
  const { space, protocol } = ground;
  if (space.facts.length === 0) return [];
  return [
    ...space.facts.flatMap((fact) => (fact.kind === "freshness" ? proveAnswerAges(ground, fact) : [])),
    ...protocol.questions.filter(isMomentQuestion).flatMap((question) => proveMomentAges(ground, question)),
    ...protocol.derived.flatMap((derived) => proveAgeLimit(ground, derived)),
  ];
}

/** What may not get lost, and what may not be gained, as a variable goes from one class to another. */
function overTime({ diagrams: d, encoded }: ProofContext) {
  const kept = URGENCIES.map((level) => encoded.actsOn[level]);
  return [
    { words: "never lowers what is acted on", kept },
    ...gatedIds(encoded.protocol).map((id) => ({
      words: `never opens ${id}`,
      kept: [d.not(encoded.recommended.get(id) ?? NEVER_NODE)],
    })),
  ];
}

/** Where something that is kept is lost with one of these steps; `where` says for which answers a step is possible. */
function lostBy(
  { diagrams: d }: ProofContext,
  kept: readonly Node[],
  variable: number,
  steps: readonly (readonly [from: number, to: number])[],
  possible: (from: number) => Node = () => ALWAYS_NODE,
): Node {
  const lost = steps.flatMap(([from, to]) =>
    kept
      .filter((node) => d.isLost(node, variable, from, to))
      .map((node) => d.and(d.fix(node, variable, from), d.not(d.fix(node, variable, to)), possible(from))),
  );
  return d.or(...lost);
}

function proveAnswerAges(ground: ProofContext, fact: TimeFact & { kind: "freshness" }): PropertyVerdict[] {
  const variable = ground.space.variable(fact.key);
  const steps = fact.limits.map((_, at) => [at, at + 1] as const);
  return overTime(ground).map(({ words, kept }) =>
    shown(
      ground,
      lostBy(ground, kept, variable, steps),
      14,
      `that the answer to "${fact.question}" grows older ${words}`,
    ),
  );
}

function proveMomentAges(ground: ProofContext, question: Question): PropertyVerdict[] {
  const { space } = ground;
  const steps = laterClasses(space.domain(question.id));
  const possible = (from: number) => answeredBy(ground, question, from);
  return overTime(ground).map(({ words, kept }) =>
    shown(
      ground,
      lostBy(ground, kept, space.variable(question.id), steps, possible),
      14,
      `that "${question.id}" lies further back ${words}`,
    ),
  );
}

/** Pairs of classes of a moment, of which the second is the same moment at a later time. */
function laterClasses({ samples }: Domain): [from: number, to: number][] {
  const pairs = new Set<string>();
  const ages = samples.flatMap(({ answer, inClass }) => {
    const age = answer && "value" in answer ? ageOf(answer.value, undefined) : null;
    return age ? [{ ...age, inClass }] : [];
  });
  for (const before of ages)
    for (const after of ages)
      if (after.inClass !== before.inClass && after.least >= before.least && after.most >= before.most)
        pairs.add(`${before.inClass} ${after.inClass}`);
  return [...pairs].map((pair) => {
    const [from = 0, to = 0] = pair.split(" ").map(Number);
    return [from, to];
  });
}

/** Where every answer was given by the time at which a moment is of this class: none was given later. */
function answeredBy(ground: ProofContext, question: Question, inClass: number): Node {
  const { diagrams: d, space, protocol } = ground;
  const domain = space.domain(question.id);
  return d.and(
    ...space.facts.flatMap((fact) => {
      if (fact.kind !== "answer" || fact.moment !== question.id) return [];
      const variable = space.variable(fact.key);
      return fact.leaves.map((leaf) => {
        const { finding, comparison, value, unit } = leaf;
        const now: FindingCondition = { kind: "compare", finding, comparison, value, unit };
        if (domain.read(space.readAs(protocol), now, inClass) === true) return ALWAYS_NODE;
        return d.of(variable, (at) => fact.classes[at]?.get(conditionText(leaf)) !== true);
      });
    }),
  );
}

function proveAgeLimit(ground: ProofContext, { id, when, release }: DerivedFinding): PropertyVerdict[] {
  const { diagrams: d, encoded, space, protocol } = ground;
  const limit = release?.answers_within;
  if (!limit) return [];
  const holds = encoded.conditions.read({ kind: "present", finding: id }, encoded.after).yes;
  const { questions } = index(protocol);
  return [...questionsBehind(protocol, when)].flatMap((name): PropertyVerdict[] => {
    const question = questions.get(name);
    if (!question || question.lasting) return [];
    const old = d.not(encoded.conditions.isFresh(question, limit.hours));
    const never = d.fix(holds, space.variable(name), 0);
    const statement = `"${id}" rests on no answer to "${name}" that is older than ${limit.text}`;
    return [shown(ground, d.and(holds, old, encoded.conditions.known(name), d.not(never)), 14, statement)];
  });
}

/** Property 15: what a release lists as known to be absent closes it when it is not known. */
export function proveClosing(ground: ProofContext): PropertyVerdict[] {
  const { diagrams: d, encoded, space, protocol } = ground;
  return protocol.derived.flatMap(({ id, when, release }): PropertyVerdict[] => {
    if (!release) return [];
    const holds = encoded.conditions.read({ kind: "present", finding: id }, encoded.after).yes;
    const listed = new Set(listedIn(ground, when, false).map((leaf) => leaf.finding.split(".")[0] ?? ""));
    return [...listed].flatMap((name): PropertyVerdict[] => {
      // a result that nobody entered is not done, and an unasked contact is in person
      if (index(protocol).questions.get(name)?.until_known !== undefined) return [];
      const unknown = d.fix(holds, space.variable(name), 0);
      return [shown(ground, unknown, 15, `"${id}" does not hold while "${name}" is not known`)];
    });
  });
}

/** The sentences that all have to be known, each, for a condition to hold. */
function listedIn({ protocol }: ProofContext, of: Condition, negated: boolean): FindingCondition[] {
  const { place } = index(protocol);
  const walk = (condition: Condition, against: boolean): FindingCondition[] => {
    switch (condition.kind) {
      case "not":
        return walk(condition.of, !against);
      case "all":
        return against ? [] : condition.of.flatMap((part) => walk(part, against));
      case "any":
        return against || condition.of.length === 1
          ? condition.of.flatMap((part) => walk(part, against))
          : [];
      case "present":
      case "is":
      case "compare":
      case "new-grade":
      case "difference": {
        const { derived } = place(condition.finding);
        if (!derived) return [condition];
        return derived.release && against ? [] : walk(derived.when, against);
      }
      default:
        return [];
    }
  };
  return walk(of, negated);
}
