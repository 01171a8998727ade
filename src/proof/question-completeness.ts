/**
 * Property 6: when nothing more is asked, no question that was left out could raise the urgency, neither by itself nor
 * together with others. Every order of answering ends in such a state, so the order does not matter.
 */
import { type Question, URGENCIES } from "../protocol/schema.ts";
import { nextQuestion } from "../triage/ask.ts";
import { assess } from "../triage/assess.ts";
import { boundaryValues } from "../triage/boundary-values.ts";
import { isHigher } from "../triage/urgency.ts";
import { NEVER_NODE, type Node } from "./diagram.ts";
import { FALSE_PAIR, type RulesAbove } from "./encoded-conditions.ts";
import {
  confirmBroken,
  type ProofContext,
  type PropertyVerdict,
  type RawFindings,
  readCase,
  smallestAnswers,
} from "./proof.ts";

const ASKING_PROPERTY = 6;

/** Sets of left-out questions grow as powers of two; more than this many are refused rather than skipped. */
const MOST_LEFT_OUT = 12;

export function proveAsking(ground: ProofContext): PropertyVerdict {
  const statement = "no question that could still raise the urgency is left unasked";
  const { protocol, diagrams: d, encoded, space } = ground;
  const matter = new Set(URGENCIES.flatMap((level) => d.variables(encoded.urgency[level])));
  const late = new Set(protocol.sections.filter(({ phase }) => phase === "results").map(({ id }) => id));
  // a result reads as pending until it arrives: no question leaves it out
  const conditional = protocol.questions.filter(
    ({ id, ask_when, until_known }) =>
      ask_when !== undefined && until_known === undefined && matter.has(space.variable(id)),
  );
  if (conditional.length > MOST_LEFT_OUT)
    throw new Error(
      `${conditional.length} questions with a condition can raise the urgency: too many to prove`,
    );
  for (const left of subsetsOf(conditional)) {
    const where = raisedBy(ground, left, late);
    const answers = smallestAnswers(ground, where);
    if (!answers) continue;
    const unasked = left.map(({ id }) => id);
    const before = findingsWithout(ground, answers, unasked);
    const after = { ...before, ...withRaisingAnswer(ground, answers, left) };
    const was = assess(protocol, readCase(protocol, before));
    const is = assess(protocol, readCase(protocol, after));
    const silent = [nextQuestion(protocol, readCase(protocol, before))].every(
      (next) => next === null || !unasked.includes(next.question.id),
    );
    return confirmBroken(silent && isHigher(is.urgency, was.urgency), {
      property: ASKING_PROPERTY,
      statement,
      broken: {
        why: `${unasked.join(", ")} is not asked, and could raise the urgency from ${was.urgency ?? "open"} to ${is.urgency}`,
        cases: [
          { role: "before", findings: before },
          { role: "after", findings: after },
        ],
      },
    });
  }
  return { property: ASKING_PROPERTY, statement, broken: null };
}

/** Where none of these is asked, and answers to all of them together would raise the urgency. */
function raisedBy(ground: ProofContext, left: readonly Question[], late: ReadonlySet<string>): Node {
  const { diagrams: d, encoded, space } = ground;
  const unasked = (node: Node) => left.reduce((now, { id }) => d.fix(now, space.variable(id), 0), node);
  const silent = left.map((question) => {
    const asked = encoded.conditions.read(
      question.ask_when ?? { kind: "any", of: [] },
      rulesAboveAll(ground),
    );
    const alone = late.has(question.section) ? NEVER_NODE : raisesAlone(ground, question);
    return d.not(unasked(d.or(asked.yes, alone)));
  });
  const raised = URGENCIES.map((level) => {
    const possible = left.reduce((now, { id }) => d.some(now, space.variable(id)), encoded.urgency[level]);
    return d.and(possible, d.not(unasked(encoded.urgency[level])));
  });
  return d.and(...silent, d.or(...raised));
}

/** Where the engine itself sees that one of the answers it tries would raise the urgency. */
function raisesAlone({ protocol, space, diagrams: d, encoded }: ProofContext, question: Question): Node {
  const variable = space.variable(question.id);
  const domain = space.domain(question.id);
  const tried = new Set(boundaryValues(protocol, question).map((value) => domain.classOf({ value })));
  return d.or(
    ...[...tried].flatMap((answer) =>
      URGENCIES.map((level) =>
        d.and(
          d.fix(encoded.urgency[level], variable, answer),
          d.not(d.fix(encoded.urgency[level], variable, 0)),
        ),
      ),
    ),
  );
}

/** What ask_when is read with: everything shown counts as recommended, and so does what was replaced. */
function rulesAboveAll({ encoded }: ProofContext): RulesAbove {
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

/** The case with everything else unknown, as it is once all questions were asked. */
function findingsWithout(
  { space }: ProofContext,
  answers: readonly number[],
  unasked: readonly string[],
): RawFindings {
  const known = space.findings(answers);
  return Object.fromEntries(
    space.domains
      .filter(({ question }) => !unasked.includes(question.id))
      .map(({ question }) => [question.id, known[question.id] ?? "unknown"]),
  );
}

/** Answers to the left-out questions that raise the urgency. */
function withRaisingAnswer(
  ground: ProofContext,
  answers: readonly number[],
  left: readonly Question[],
): RawFindings {
  const { diagrams: d, encoded, space } = ground;
  const unasked = new Set(left.map(({ id }) => space.variable(id)));
  const fixed = (node: Node) =>
    answers.reduce((now, answer, at) => (unasked.has(at) ? now : d.fix(now, at, answer)), node);
  const highest = [...URGENCIES].reverse().find((level) => fixed(encoded.urgency[level]) !== NEVER_NODE);
  const found = highest ? smallestAnswers(ground, fixed(encoded.urgency[highest])) : null;
  return found ? space.findings(found) : {};
}

function* subsetsOf<T>(of: readonly T[]): Generator<T[]> {
  // the smaller sets first, so that the case shown has the fewest questions in it
  const all = Array.from({ length: 2 ** of.length - 1 }, (_, at) =>
    of.filter((_one, bit) => ((at + 1) >> bit) & 1),
  );
  yield* all.sort((a, b) => a.length - b.length);
}
