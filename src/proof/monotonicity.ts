/** What must hold from one answer to the next: it never lowers a danger, and learning stays within what was possible. */
import { URGENCIES } from "../protocol/schema.ts";
import { type Assessment, assess } from "../triage/assess.ts";
import { isHigher } from "../triage/urgency.ts";
import type { Domain } from "./answer-space.ts";
import { type Change, learnings, worsenings } from "./changes.ts";
import { ALWAYS_NODE, type Node } from "./diagram.ts";
import type { Levels } from "./encode.ts";
import {
  confirmBroken,
  type ProofContext,
  type PropertyVerdict,
  readCase,
  smallestAnswers,
} from "./proof.ts";

/** Property 2: an answer that reassures less never lowers what is acted on. */
export function proveMonotone(ground: ProofContext): PropertyVerdict[] {
  const { encoded } = ground;
  return ground.space.domains.map((domain) =>
    proveSteps(ground, domain, worsenings(domain), ALWAYS_NODE, {
      property: 2,
      statement: `"${domain.question.id}" absent to present or unknown never lowers what is acted on`,
      lost: (from, to, fix) => falls(ground, encoded.actsOn, from, to, fix),
      breaks: (before, after) => isHigher(before.acts_on, after.acts_on),
    }),
  );
}

/**
 * Property 3: learning keeps the urgency inside what was said to be possible. An adjunct's unknown, and a result that
 * is still pending, were read as an answer by design, so what is learned of them is exempt.
 */
export function proveLearning(ground: ProofContext): PropertyVerdict[] {
  const { diagrams: d, encoded } = ground;
  return ground.space.domains.flatMap((domain) => {
    const { question } = domain;
    if (question.adjunct === true || question.until_known !== undefined) return [];
    const counts =
      question.adjunct === false
        ? ALWAYS_NODE
        : d.not(encoded.conditions.read(question.adjunct.while, encoded.after).yes);
    return proveSteps(ground, domain, learnings(domain), counts, {
      property: 3,
      statement: `learning "${question.id}" keeps the urgency within what was possible`,
      lost: (from, to, fix) =>
        d.or(falls(ground, encoded.urgency, from, to, fix), falls(ground, encoded.couldBe, to, from, fix)),
      breaks: (before, after) =>
        isHigher(before.urgency, after.urgency) || isHigher(after.could_be, before.could_be),
    });
  });
}

type Cofactor = (node: Node, answer: number) => Node;

/** Where a level is reached with the one answer and not with the other. */
function falls({ diagrams: d }: ProofContext, levels: Levels, from: number, to: number, fix: Cofactor): Node {
  return d.or(...URGENCIES.map((level) => d.and(fix(levels[level], from), d.not(fix(levels[level], to)))));
}

interface MonotoneStep {
  property: number;
  statement: string;
  lost(from: number, to: number, fix: Cofactor): Node;
  breaks(before: Assessment, after: Assessment): boolean;
}

function proveSteps(
  ground: ProofContext,
  domain: Domain,
  steps: readonly Change[],
  counts: Node,
  { property, statement, lost, breaks }: MonotoneStep,
): PropertyVerdict {
  const { diagrams: d, space, protocol } = ground;
  const variable = space.variable(domain.question.id);
  const fix: Cofactor = (node, answer) => d.fix(node, variable, answer);
  let best: { size: number; answers: number[]; step: Change } | null = null;
  for (const step of steps) {
    const where = d.and(lost(step.from, step.to, fix), fix(counts, step.to));
    const answers = smallestAnswers(ground, where);
    if (!answers) continue;
    const size = answers.filter((answer) => answer !== 0).length;
    if (!best || size < best.size) best = { size, answers, step };
  }
  if (!best) return { property, statement, broken: null };
  const { answers, step } = best;
  const with_ = (answer: number) =>
    space.findings(answers.map((other, at) => (at === variable ? answer : other)));
  const [before, after] = [with_(step.from), with_(step.to)];
  const [was, is] = [
    assess(protocol, readCase(protocol, before)),
    assess(protocol, readCase(protocol, after)),
  ];
  const words = ({ urgency, could_be, acts_on }: Assessment) =>
    `urgency ${urgency ?? "open"}, could be ${could_be}, acted on as ${acts_on}`;
  return confirmBroken(breaks(was, is), {
    property,
    statement,
    broken: {
      why: `before: ${words(was)}; after: ${words(is)}`,
      cases: [
        { role: "before", findings: before },
        { role: "after", findings: after },
      ],
    },
  });
}
