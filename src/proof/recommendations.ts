/** Property 5: something to do, in time, and with a source that was read. */
import { assess } from "../triage/assess.ts";
import { index } from "../triage/index-of-protocol.ts";
import { isHigher } from "../triage/urgency.ts";
import { NEVER_NODE, type Node } from "./diagram.ts";
import {
  confirmBroken,
  type ProofContext,
  type PropertyVerdict,
  readCase,
  smallestAnswers,
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
  const answers = smallestAnswers(ground, d.and(encoded.actsOn.URGENT, d.not(timed)));
  if (!answers) return { property: RECOMMENDING_PROPERTY, statement, broken: null };
  const findings = ground.space.findings(answers);
  const { acts_on, recommendations } = assess(protocol, readCase(protocol, findings));
  const broken = {
    why: `acted on as ${acts_on} without a window`,
    cases: [{ role: "case", findings }],
  } as const;
  return confirmBroken(isHigher(acts_on, "SOON") && recommendations.every(({ window }) => window === null), {
    property: RECOMMENDING_PROPERTY,
    statement,
    broken,
  });
}

function proveExamination(ground: ProofContext): PropertyVerdict {
  const { diagrams: d, encoded, protocol } = ground;
  const { recommend } = protocol.provisional;
  const statement = `while something open could raise the urgency, ${recommend} is recommended, and nothing is ROUTINE`;
  const asked = d.and(encoded.recommended.get(recommend) ?? NEVER_NODE, encoded.actsOn.SOON);
  const answers = smallestAnswers(ground, d.and(encoded.provisional, d.not(asked)));
  if (!answers) return { property: RECOMMENDING_PROPERTY, statement, broken: null };
  const findings = ground.space.findings(answers);
  const found = assess(protocol, readCase(protocol, findings));
  const broken = { why: `acted on as ${found.acts_on}`, cases: [{ role: "case", findings }] } as const;
  const missing = found.recommendations.every(({ id }) => id !== recommend) || found.acts_on === "ROUTINE";
  return confirmBroken(found.provisional && missing, { property: RECOMMENDING_PROPERTY, statement, broken });
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
    const answers = faults.length > 0 ? smallestAnswers(ground, shown) : null;
    if (!answers) return { property: RECOMMENDING_PROPERTY, statement, broken: null };
    const findings = ground.space.findings(answers);
    const found = assess(protocol, readCase(protocol, findings));
    return confirmBroken(
      [...found.recommendations, ...found.withheld].some((one) => one.id === id),
      {
        property: RECOMMENDING_PROPERTY,
        statement,
        broken: { why: faults.join("; "), cases: [{ role: "case", findings }] },
      },
    );
  });
}
