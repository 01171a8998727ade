/**
 * Property 6: when nothing more is asked, no question that was left out could raise the urgency - not by itself, and not
 * together with others that were left out. Every order of answering ends in such a state, so the order does not matter.
 *
 * Two patients are looked at at once: the one of whom the questions that are left out are not known, and the one who has
 * any answer to them. Whatever else is known is the same of both. So every set of left-out questions is looked at, and
 * none is sampled.
 */
import { type Question, URGENCIES, type Urgency } from "../protocol/schema.ts";
import { nextQuestion } from "../triage/ask.ts";
import { boundaryValues } from "../triage/boundary-values.ts";
import { isHigher } from "../triage/urgency.ts";
import type { AnswerSpace } from "./answer-space.ts";
import { Diagrams, NEVER_NODE, type Node } from "./diagram.ts";
import { type EncodedProtocol, encode } from "./encode.ts";
import { FALSE_PAIR, type RulesAbove } from "./encoded-conditions.ts";
import { assessCase, type ProofContext, type PropertyVerdict, readCase, shownCase } from "./proof.ts";
import { isOnsetQuestion, questionsBehind, questionsOf } from "./time-facts.ts";
import { witnessesOf } from "./witness.ts";

const ASKING_PROPERTY = 6;

/** The patient before and after the questions that were left out are answered, on one ground. */
interface TwoPatients {
  space: AnswerSpace;
  diagrams: Diagrams;
  before: EncodedProtocol;
  after: EncodedProtocol;
  /** The variable of the space behind each variable of the diagrams, and whether it is the later patient's own. */
  origin: readonly { variable: number; later: boolean }[];
}

/** A question that may be left out: what is known of it, in the variables of both patients. */
interface LeftOut {
  question: Question;
  /** Its answer and its moments, as pairs of variables. */
  own: readonly { before: number; after: number }[];
  /** Where it is not asked, and its trigger is not known to be absent. */
  silent: Node;
}

export function proveAsking(ground: ProofContext): PropertyVerdict {
  const statement = "no question that could still raise the urgency is left unasked";
  const { protocol, diagrams, encoded, space } = ground;
  const matter = new Set(URGENCIES.flatMap((level) => diagrams.variables(encoded.urgency[level])));
  // of a score that counts only what was measured, a number counts once somebody enters it
  const measured = new Set(
    protocol.scores
      .filter(({ measured_only }) => measured_only)
      .flatMap(({ items }) => items.flatMap(({ when }) => [...questionsBehind(protocol, when)])),
  );
  // a result reads as not in hand until it comes, whoever sends it: it is not left out by a question
  const conditional = protocol.questions.filter(
    ({ id, ask_when, until_known }) =>
      ask_when !== undefined &&
      until_known === undefined &&
      !measured.has(id) &&
      matter.has(space.variable(id)),
  );
  const two = twoPatients(ground, conditional);
  const left = conditional.map((question) => leftOut(ground, two, question));
  const { diagrams: d } = two;
  for (const level of URGENCIES) {
    const possible = left.reduce((so, one) => answered(d, so, one), two.after.urgency[level]);
    const where = d.and(possible, d.not(two.before.urgency[level]));
    if (where !== NEVER_NODE) return brokenAsking(ground, two, left, level, where, statement);
  }
  return { property: ASKING_PROPERTY, statement, broken: null };
}

function twoPatients({ space, protocol }: ProofContext, conditional: readonly Question[]): TwoPatients {
  const ids = new Set(conditional.map(({ id }) => id));
  const keys = new Set([
    ...ids,
    ...space.facts.filter((fact) => questionsOf(fact).some((id) => ids.has(id))).map(({ key }) => key),
  ]);
  const twice = new Set([...keys].map((key) => space.variable(key)));
  const origin = space.sizes.flatMap((_, variable) =>
    twice.has(variable)
      ? [
          { variable, later: false },
          { variable, later: true },
        ]
      : [{ variable, later: false }],
  );
  const places = origin.map(({ variable, later }, at) => [`${variable} ${later}`, at] as const);
  const place = new Map(places);
  const of = (later: boolean) => (key: string) => {
    const variable = space.variable(key);
    return place.get(`${variable} ${later && twice.has(variable)}`) ?? 0;
  };
  const diagrams = new Diagrams(origin.map(({ variable }) => space.sizes[variable] ?? 0));
  return {
    space,
    diagrams,
    before: encode(space, diagrams, protocol, of(false)),
    after: encode(space, diagrams, protocol, of(true)),
    origin,
  };
}

function leftOut(ground: ProofContext, two: TwoPatients, question: Question): LeftOut {
  const { protocol } = ground;
  const { diagrams: d, before, space, origin } = two;
  const pairOf = (key: string) => {
    const variable = space.variable(key);
    const at = origin.findIndex((one) => one.variable === variable);
    return { before: at, after: at + 1 };
  };
  const facts = space.facts.filter((fact) => questionsOf(fact).includes(question.id));
  const own = [pairOf(question.id), ...facts.map(({ key }) => pairOf(key))];
  const late = protocol.sections.some(({ id, phase }) => id === question.section && phase === "results");
  const [answer] = own;
  const at = answer?.before ?? 0;
  const unasked = (node: Node) => d.fix(node, at, 0);
  const asked = wantedIn(before, question);
  const trigger = question.asked_unless_absent
    ? before.conditions.read(question.asked_unless_absent, rulesAboveAll(before)).no
    : NEVER_NODE;
  const moments = own.slice(1).map((pair) => pair.before);
  const alone = late ? NEVER_NODE : raisesAlone(ground, two, question, at, moments);
  return { question, own, silent: d.not(unasked(d.or(asked, trigger, alone))) };
}

/** Where its own condition asks for a question. */
const wantedIn = (encoded: EncodedProtocol, { ask_when }: Question): Node =>
  encoded.conditions.read(ask_when ?? { kind: "any", of: [] }, rulesAboveAll(encoded)).yes;

/** Where a question is asked because its own condition is met, and nothing that it hangs on is known to be absent. */
export function askedIn(encoded: EncodedProtocol, question: Question): Node {
  const d = encoded.conditions.diagrams;
  const { asked_unless_absent: trigger } = question;
  const absent = trigger ? encoded.conditions.read(trigger, rulesAboveAll(encoded)).no : NEVER_NODE;
  return d.and(wantedIn(encoded, question), d.not(absent));
}

/** Where the engine itself sees that one of the answers it tries would raise the urgency, whenever it is given. */
function raisesAlone(
  { protocol }: ProofContext,
  { diagrams: d, before, space }: TwoPatients,
  question: Question,
  at: number,
  moments: readonly number[],
): Node {
  const domain = space.domain(question.id);
  const tried = new Set(boundaryValues(protocol, question).map((value) => domain.classOf({ value })));
  const raised = [...tried].flatMap((answer) =>
    URGENCIES.map((level) =>
      d.and(d.fix(before.urgency[level], at, answer), d.not(d.fix(before.urgency[level], at, 0))),
    ),
  );
  return raised.length === 0
    ? NEVER_NODE
    : d.or(...raised.map((where) => moments.reduce((so, moment) => d.not(d.some(d.not(so), moment)), where)));
}

/** Where the later patient is the earlier one, or has any answer to a question that was left out. */
function answered(d: Diagrams, so: Node, { own, silent }: LeftOut): Node {
  const same = own.reduce((node, { before, after }) => {
    const size = d.sizes[before] ?? 0;
    return d.or(
      ...Array.from({ length: size }, (_, answer) =>
        d.and(
          d.of(before, (at) => at === answer),
          d.fix(node, after, answer),
        ),
      ),
    );
  }, so);
  const any = own.reduce((node, { after }) => d.some(node, after), so);
  const unasked = d.of(own[0]?.before ?? 0, (at) => at === 0);
  return d.or(same, d.and(any, unasked, silent));
}

/** What ask_when is read with: everything shown counts as recommended, and so does what was replaced. */
function rulesAboveAll(encoded: EncodedProtocol): RulesAbove {
  const d = encoded.conditions.diagrams;
  return {
    any: FALSE_PAIR,
    recommended: (id) => {
      const replaced = encoded.wishes
        .filter((wish) => wish.replaces === id)
        .map(({ where, recommendation }) =>
          d.and(where, encoded.recommended.get(recommendation.id) ?? NEVER_NODE),
        );
      const yes = d.or(
        encoded.recommended.get(id) ?? NEVER_NODE,
        encoded.withheld.get(id) ?? NEVER_NODE,
        ...replaced,
      );
      return { yes, no: d.not(yes) };
    },
  };
}

/** The smallest patient with questions left out, and answers to them that raise the urgency, as the engine sees both. */
function brokenAsking(
  ground: ProofContext,
  two: TwoPatients,
  left: readonly LeftOut[],
  level: Urgency,
  where: Node,
  statement: string,
): PropertyVerdict {
  const { protocol, space } = ground;
  const { diagrams: d, origin } = two;
  const answers = d.cheapest(where, (_, answer) => (answer === 0 ? 0 : 1)) ?? [];
  const classesOf = (chosen: readonly number[], later: boolean) => {
    const of = space.sizes.map(() => 0);
    for (const [at, { variable, later: own }] of origin.entries())
      if (!own || later) of[variable] = chosen[at] ?? 0;
    return of;
  };
  // the answers that raise it: everything of the earlier patient is fixed, what was left out is free
  const fixed = origin.reduce(
    (so, { later }, at) => (later ? so : d.fix(so, at, answers[at] ?? 0)),
    two.after.urgency[level],
  );
  const kept = left.reduce((so, { own, silent }) => {
    const isLeft = (answers[own[0]?.before ?? 0] ?? 0) === 0 && d.holds(silent, answers);
    return isLeft ? so : own.reduce((node, pair) => d.fix(node, pair.after, answers[pair.before] ?? 0), so);
  }, fixed);
  const raising = d.cheapest(kept, (_, answer) => (answer === 0 ? 0 : 1)) ?? [];
  const unasked = left
    .filter(({ own }) => own.some(({ after }) => (raising[after] ?? 0) !== 0))
    .map(({ question }) => question.id);
  const before = classesOf(answers, false);
  const after = classesOf(
    answers.map((answer, at) => (origin[at]?.later ? (raising[at] ?? 0) : answer)),
    true,
  );
  const matters = new Set(space.facts.map(({ key }) => space.variable(key)));
  const told = [...witnessesOf(protocol, space, after, new Set())].slice(0, 1);
  for (const witness of [...told, ...witnessesOf(protocol, space, after, matters)]) {
    const all = Object.fromEntries(
      space.domains.map(({ question: { id } }) => [id, witness.findings[id] ?? "unknown"]),
    );
    const given = (ids: readonly string[]) => ({
      ...witness,
      findings: Object.fromEntries(Object.entries(all).filter(([id]) => !ids.includes(id))),
    });
    const isOnset = (id: string) => protocol.questions.some((one) => one.id === id && isOnsetQuestion(one));
    const onsets = Object.keys(all).filter((id) => isOnset(id) && all[id] === "unknown");
    const [silent, loud] = [given([...unasked, ...onsets]), given(onsets)];
    const [was, is] = [assessCase(protocol, silent), assessCase(protocol, loud)];
    const next = nextQuestion(
      protocol,
      readCase(protocol, silent.findings, silent.setting),
      "triage",
      silent.setting,
    );
    if (!isHigher(is.urgency, was.urgency) || (next && unasked.includes(next.question.id))) continue;
    return {
      property: ASKING_PROPERTY,
      statement,
      broken: {
        why: `${unasked.join(", ")} is not asked, and could raise the urgency from ${was.urgency ?? "open"} to ${is.urgency}`,
        cases: [shownCase("before", silent), shownCase("after", loud)],
      },
    };
  }
  const why = `${unasked.join(", ")} may not be asked, and the proof does not exclude that it raises the urgency: ${JSON.stringify(space.findings(before))}`;
  return { property: ASKING_PROPERTY, statement, broken: { why, cases: [] } };
}
