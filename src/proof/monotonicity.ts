/** What must hold from one answer to the next: it never lowers a danger, and learning stays within what was possible. */
import { URGENCIES } from "../protocol/schema.ts";
import type { Assessment } from "../triage/assess.ts";
import { isHigher } from "../triage/urgency.ts";
import type { Domain } from "./answer-space.ts";
import { type Change, isLessLow, learnings, worsenings } from "./changes.ts";
import { ALWAYS_NODE, NEVER_NODE, type Node } from "./diagram.ts";
import type { Levels } from "./encode.ts";
import {
  assessCase,
  type Broken,
  brokenBy,
  type ProofContext,
  type PropertyVerdict,
  shownCase,
} from "./proof.ts";
import { questionsBehind } from "./time-facts.ts";

/**
 * Property 2: an answer that reassures less never lowers what is acted on. Only a release that comes to hold with it may,
 * and then not below the level that it names.
 */
export function proveMonotone(ground: ProofContext): PropertyVerdict[] {
  const { encoded, protocol, space } = ground;
  return space.domains.map((domain) => {
    const leaves = space.leavesAbout(protocol, domain.question.id);
    const steps = worsenings(domain).filter(
      (step) => !isLessLow(domain, space.readAs(protocol), leaves, step),
    );
    return proveSteps(ground, domain, steps, ALWAYS_NODE, {
      property: 2,
      statement: `"${domain.question.id}" absent to present or unknown never lowers what is acted on`,
      lost: (step) => falls(ground, encoded.actsOn, step),
      breaks: (before, after) => isHigher(before.acts_on, after.acts_on),
    });
  });
}

/**
 * Property 3: learning keeps the urgency inside what was said to be possible, releases that come or go apart. An adjunct's
 * unknown and a result that is not in hand were read as an answer by design, so what is learned of them is not held to it.
 */
export function proveLearning(ground: ProofContext): PropertyVerdict[] {
  const { diagrams: d, encoded, protocol } = ground;
  // of a score that counts only what was measured, a number that is not known is an adjunct
  const scored = protocol.scores
    .filter(({ measured_only }) => measured_only)
    .flatMap(({ items }) => items.flatMap(({ when }) => [...questionsBehind(protocol, when)]));
  return ground.space.domains.flatMap((domain) => {
    const { question } = domain;
    if (question.adjunct === true || question.until_known !== undefined) return [];
    const counts =
      question.adjunct === false
        ? ALWAYS_NODE
        : d.not(encoded.conditions.read(question.adjunct.while, encoded.after).yes);
    const isMeasured = ({ to }: Change) => {
      const answer = domain.classes[to]?.answer;
      return answer !== undefined && "value" in answer && typeof answer.value === "number";
    };
    const steps = learnings(domain).filter((step) => !(scored.includes(question.id) && isMeasured(step)));
    return proveSteps(ground, domain, steps, counts, {
      property: 3,
      statement: `learning "${question.id}" keeps the urgency within what was possible`,
      lost: (step) => {
        const fallen = falls(ground, encoded.urgency, step);
        const risen = falls(ground, encoded.couldBe, reversed(step));
        if (fallen === NEVER_NODE && risen === NEVER_NODE) return NEVER_NODE;
        // what a release claimed is gone with it, and more is acted on
        const gone = closes(ground, step);
        const raised = fallen === NEVER_NODE ? NEVER_NODE : d.not(falls(ground, encoded.actsOn, step));
        return d.or(d.and(fallen, d.not(d.and(gone, raised))), d.and(risen, d.not(gone)));
      },
      breaks: (before, after) =>
        isHigher(before.urgency, after.urgency) || isHigher(after.could_be, before.could_be),
    });
  });
}

/** What a change of one answer makes of a function: the function before and after, and whether it can be lost or gained. */
interface StepView {
  before(node: Node): Node;
  after(node: Node): Node;
  mayLose(node: Node): boolean;
  mayGain(node: Node): boolean;
}

/** The same step the other way. */
const reversed = (step: StepView): StepView => ({
  before: step.after,
  after: step.before,
  mayLose: step.mayGain,
  mayGain: step.mayLose,
});

/** Where a level is reached before and not after, and no release explains it. */
function falls(ground: ProofContext, levels: Levels, step: StepView): Node {
  const { diagrams: d } = ground;
  const lost = URGENCIES.map((level) => levels[level])
    .filter((level) => step.mayLose(level))
    .map((level) => d.and(step.before(level), d.not(step.after(level))));
  let left = d.or(...lost);
  for (const { holds, to } of releasesOf(ground)) {
    if (left === NEVER_NODE) return left;
    if (!step.mayGain(holds)) continue;
    const released = d.and(
      step.after(holds),
      d.not(step.before(holds)),
      step.after(ground.encoded.actsOn[to]),
    );
    left = d.and(left, d.not(released));
  }
  return left;
}

/** Where a release no longer holds, or what is not known of a finding no longer reads as absent. */
function closes(ground: ProofContext, step: StepView): Node {
  const { diagrams: d, protocol, encoded } = ground;
  const adjuncts = protocol.questions.flatMap(({ adjunct }) =>
    typeof adjunct === "boolean" ? [] : [encoded.conditions.read(adjunct.while, encoded.after).yes],
  );
  const holding = [...releasesOf(ground).map(({ holds }) => holds), ...adjuncts];
  return d.or(
    ...holding
      .filter((holds) => step.mayLose(holds))
      .map((holds) => d.and(step.before(holds), d.not(step.after(holds)))),
  );
}

function releasesOf({ protocol, encoded }: ProofContext) {
  return protocol.derived.flatMap(({ id, release }) =>
    release
      ? [
          {
            to: release.to,
            holds: encoded.conditions.read({ kind: "present", finding: id }, encoded.after).yes,
          },
        ]
      : [],
  );
}

interface MonotoneStep {
  property: number;
  statement: string;
  lost(step: StepView): Node;
  breaks(before: Assessment, after: Assessment): boolean;
}

/** The same answer at the same moment; and where it becomes one that nobody gave, newer than every study. */
function viewsOf(ground: ProofContext, domain: Domain, { from, to }: Change): StepView[] {
  const { diagrams: d, space } = ground;
  const variable = space.variable(domain.question.id);
  const plain: StepView = {
    before: (node) => d.fix(node, variable, from),
    after: (node) => d.fix(node, variable, to),
    mayLose: (node) => d.isLost(node, variable, from, to),
    mayGain: (node) => d.isLost(node, variable, to, from),
  };
  const newer = space.facts.flatMap((fact) =>
    fact.kind === "newer" && fact.question === domain.question.id ? [space.variable(fact.key)] : [],
  );
  if (to !== 0 || newer.length === 0) return [plain];
  const after = (node: Node) => newer.reduce((so, one) => d.fix(so, one, 1), plain.after(node));
  return [plain, { ...plain, after, mayLose: () => true, mayGain: () => true }];
}

function proveSteps(
  ground: ProofContext,
  domain: Domain,
  steps: readonly Change[],
  counts: Node,
  { property, statement, lost, breaks }: MonotoneStep,
): PropertyVerdict {
  const { diagrams: d, space, protocol } = ground;
  const { id } = domain.question;
  const variable = space.variable(id);
  let left: Node = NEVER_NODE;
  const found: { where: Node; step: Change }[] = [];
  for (const step of steps)
    for (const view of viewsOf(ground, domain, step)) {
      const lostHere = lost(view);
      if (lostHere === NEVER_NODE) continue;
      const where = d.and(lostHere, view.after(counts));
      if (where === NEVER_NODE) continue;
      found.push({ where, step });
      left = d.or(left, where);
    }
  if (left === NEVER_NODE) return { property, statement, broken: null };
  const words = ({ urgency, could_be, acts_on }: Assessment) =>
    `urgency ${urgency ?? "open"}, could be ${could_be}, acted on as ${acts_on}`;
  let last: PropertyVerdict | null = null;
  // the step with the smallest patient first
  const bySize = found
    .map((one) => ({ ...one, size: d.cheapest(one.where, (_, at) => (at === 0 ? 0 : 1)) }))
    .sort((a, b) => knownIn(a.size) - knownIn(b.size));
  for (const { where, step } of bySize.slice(0, 8)) {
    const only = d.and(
      where,
      d.of(variable, (at) => at === step.from),
    );
    const broken = brokenBy(ground, only, property, statement, (witness): Broken | null => {
      const raw = domain.classes[step.to]?.raw;
      const held = witness.findings[id];
      const isDated = held !== null && typeof held === "object" && "at" in held;
      const told = raw !== undefined && isDated ? { ...held, value: raw } : raw;
      const { [id]: _left, ...rest } = witness.findings;
      const next = { ...witness, findings: told === undefined ? rest : { ...rest, [id]: told } };
      const [was, is] = [assessCase(protocol, witness), assessCase(protocol, next)];
      if (!breaks(was, is)) return null;
      return {
        why: `before: ${words(was)}; after: ${words(is)}`,
        cases: [shownCase("before", witness), shownCase("after", next)],
      };
    });
    if (broken.broken && broken.broken.cases.length > 0) return broken;
    last ??= broken;
  }
  return last ?? { property, statement, broken: null };
}

const knownIn = (answers: readonly number[] | null): number =>
  (answers ?? []).filter((answer) => answer !== 0).length;
