/** Property 5: something to do, in time, and with a source that was read. */
import { assess } from "../triage/assess.ts";
import { index } from "../triage/index-of-protocol.ts";
import { isHigher } from "../triage/urgency.ts";
import { NEVER, type Node } from "./diagram.ts";
import { confirm, type Ground, readCase, smallest, type Verdict } from "./proof.ts";

const property = 5;

export function proveRecommending(ground: Ground): Verdict[] {
  return [proveWindows(ground), proveExamination(ground), ...proveSources(ground)];
}

function proveWindows(ground: Ground): Verdict {
  const { diagrams: d, encoded, protocol } = ground;
  const statement = "what is acted on as URGENT or EMERGENT comes with a recommendation that has a window";
  const timed = d.or(
    ...encoded.wishes
      .filter(({ window }) => window !== null)
      .map(({ where, recommendation }) => d.and(where, encoded.recommended.get(recommendation.id) ?? NEVER)),
  );
  const answers = smallest(ground, d.and(encoded.actsOn.URGENT, d.not(timed)));
  if (!answers) return { property, statement, broken: null };
  const findings = ground.space.findings(answers);
  const { acts_on, recommendations } = assess(protocol, readCase(protocol, findings));
  const broken = {
    why: `acted on as ${acts_on} without a window`,
    cases: [{ role: "case", findings }],
  } as const;
  return confirm(isHigher(acts_on, "SOON") && recommendations.every(({ window }) => window === null), {
    property,
    statement,
    broken,
  });
}

function proveExamination(ground: Ground): Verdict {
  const { diagrams: d, encoded, protocol } = ground;
  const { recommend } = protocol.provisional;
  const statement = `while something open could raise the urgency, ${recommend} is recommended, and nothing is ROUTINE`;
  const asked = d.and(encoded.recommended.get(recommend) ?? NEVER, encoded.actsOn.SOON);
  const answers = smallest(ground, d.and(encoded.provisional, d.not(asked)));
  if (!answers) return { property, statement, broken: null };
  const findings = ground.space.findings(answers);
  const found = assess(protocol, readCase(protocol, findings));
  const broken = { why: `acted on as ${found.acts_on}`, cases: [{ role: "case", findings }] } as const;
  const missing = found.recommendations.every(({ id }) => id !== recommend) || found.acts_on === "ROUTINE";
  return confirm(found.provisional && missing, { property, statement, broken });
}

/** Every recommendation that somebody can be shown: its citations resolve, and none rests on M or NS without saying so. */
function proveSources(ground: Ground): Verdict[] {
  const { diagrams: d, encoded, protocol } = ground;
  const { citations, references } = index(protocol);
  return protocol.recommendations.map((recommendation): Verdict => {
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
    const shown: Node = d.or(encoded.recommended.get(id) ?? NEVER, encoded.withheld.get(id) ?? NEVER);
    const answers = faults.length > 0 ? smallest(ground, shown) : null;
    if (!answers) return { property, statement, broken: null };
    const findings = ground.space.findings(answers);
    const found = assess(protocol, readCase(protocol, findings));
    return confirm(
      [...found.recommendations, ...found.withheld].some((one) => one.id === id),
      { property, statement, broken: { why: faults.join("; "), cases: [{ role: "case", findings }] } },
    );
  });
}
