/** Property 5: something to do, in time, and with a source that was read. */
import { Evaluation } from "../triage/evaluate.ts";
import { index } from "../triage/index-of-protocol.ts";
import { isHigher } from "../triage/urgency.ts";
import { NEVER_NODE, type Node } from "./diagram.ts";
import {
  assessCase,
  brokenBy,
  type ProofContext,
  type PropertyVerdict,
  readCase,
  shownCase,
} from "./proof.ts";

const RECOMMENDING_PROPERTY = 5;

export function proveRecommending(ground: ProofContext): PropertyVerdict[] {
  return [proveWindows(ground), proveExamination(ground), ...proveSources(ground)];
}

function proveWindows(ground: ProofContext): PropertyVerdict {
  const { diagrams: d, encoded, protocol } = ground;
  const statement = "what is acted on as URGENT or EMERGENT comes with a recommendation that has a window";
  const timed = d.or(
    ...encoded.wishes
      .filter(({ window }) => window !== null)
      .map(({ where, recommendation }) =>
        d.and(where, encoded.recommended.get(recommendation.id) ?? NEVER_NODE),
      ),
  );
  const where = d.and(encoded.actsOn.URGENT, d.not(timed));
  return brokenBy(ground, where, RECOMMENDING_PROPERTY, statement, (witness) => {
    const { acts_on, recommendations } = assessCase(protocol, witness);
    if (!isHigher(acts_on, "SOON") || recommendations.some(({ window }) => window !== null)) return null;
    return { why: `acted on as ${acts_on} without a window`, cases: [shownCase("case", witness)] };
  });
}

function proveExamination(ground: ProofContext): PropertyVerdict {
  const { diagrams: d, encoded, protocol } = ground;
  const { recommend, lowered } = protocol.provisional;
  const statement = `while something open could raise the urgency, ${recommend} is recommended, and nothing is ROUTINE`;
  const missing = d.and(encoded.examined, d.not(encoded.recommended.get(recommend) ?? NEVER_NODE));
  const routine = d.and(encoded.provisional, d.not(encoded.actsOn.SOON));
  return brokenBy(ground, d.or(missing, routine), RECOMMENDING_PROPERTY, statement, (witness) => {
    const found = assessCase(protocol, witness);
    const { findings, setting } = witness;
    const evaluation = new Evaluation(protocol, readCase(protocol, findings, setting), setting);
    const isLowered = lowered !== undefined && evaluation.truth(lowered.when) === true;
    const isMissing = !isLowered && found.recommendations.every(({ id }) => id !== recommend);
    if (!found.provisional || !(isMissing || found.acts_on === "ROUTINE")) return null;
    return { why: `acted on as ${found.acts_on}`, cases: [shownCase("case", witness)] };
  });
}

/** Every recommendation that can be shown: its citations resolve, and none rests on M or NS without saying so. */
function proveSources(ground: ProofContext): PropertyVerdict[] {
  const { diagrams: d, encoded, protocol } = ground;
  const { citations, references } = index(protocol);
  return protocol.recommendations.map((recommendation): PropertyVerdict => {
    const { id, support } = recommendation;
    const statement = `"${id}" has a source that resolves, and was read or says that it was not`;
    const faults: string[] = [];
    if (recommendation.citations.length === 0) faults.push("it cites nothing");
    for (const cited of recommendation.citations)
      if (!references.has(citations.get(cited)?.reference ?? ""))
        faults.push(`the citation "${cited}" does not resolve`);
    const marks = recommendation.citations.map((cited) => citations.get(cited)?.mark);
    if (support === undefined && marks.every((mark) => mark === "M" || mark === "NS"))
      faults.push("none of its sources was read, and it does not say so");
    const shown: Node = d.or(
      encoded.recommended.get(id) ?? NEVER_NODE,
      encoded.withheld.get(id) ?? NEVER_NODE,
    );
    if (faults.length === 0) return { property: RECOMMENDING_PROPERTY, statement, broken: null };
    return brokenBy(ground, shown, RECOMMENDING_PROPERTY, statement, (witness) => {
      const found = assessCase(protocol, witness);
      return [...found.recommendations, ...found.withheld].some((one) => one.id === id)
        ? { why: faults.join("; "), cases: [shownCase("case", witness)] }
        : null;
    });
  });
}
