/** The safety properties that a protocol file states for every possible set of answers. */
import { conditionText } from "../protocol/condition.ts";
import type { Protocol, SafetyPromise } from "../protocol/schema.ts";
import { assess } from "../triage/assess.ts";
import { Evaluation } from "../triage/evaluate.ts";
import { kindOf } from "../triage/recommend.ts";
import { isHigher } from "../triage/urgency.ts";
import { NEVER_NODE, type Node } from "./diagram.ts";
import { recommendedKind } from "./encode.ts";
import {
  confirmBroken,
  type ProofContext,
  type PropertyVerdict,
  type RawFindings,
  readCase,
  smallestAnswers,
} from "./proof.ts";

/** Proves each part of a property by itself. */
export function provePromise(ground: ProofContext, promise: SafetyPromise): PropertyVerdict[] {
  const { diagrams: d, encoded } = ground;
  const condition = promise.when ?? promise.unless;
  if (!condition) return [];
  const { yes } = encoded.conditions.read(condition, encoded.after);
  const holds = promise.when ? yes : d.not(yes);
  const recommended = (id: string): Node =>
    id.includes(".") ? (encoded.recommended.get(id) ?? NEVER_NODE) : recommendedKind(encoded, id);
  const parts: { words: string; kept: Node }[] = [
    ...(promise.acts_on
      ? [{ words: `acted on as ${promise.acts_on} at least`, kept: encoded.actsOn[promise.acts_on] }]
      : []),
    ...promise.recommends.map((ids) => ({
      words: `${ids.join(" or ")} is recommended`,
      kept: d.or(...ids.map(recommended)),
    })),
    ...promise.shows.map((id) => ({
      words: `${id} is recommended or withheld`,
      kept: d.or(recommended(id), encoded.withheld.get(id) ?? NEVER_NODE),
    })),
    ...promise.never.map((id) => ({ words: `${id} is not recommended`, kept: d.not(recommended(id)) })),
  ];
  // a trigger that never occurs makes the statement empty
  const alternatives = condition.kind === "any" && promise.when ? condition.of : [condition];
  const idle = alternatives.filter((part) => encoded.conditions.read(part, encoded.after).yes === NEVER_NODE);
  const said = idle.map(
    (part): PropertyVerdict => ({
      property: promise.property,
      statement: `${promise.id}: it can come to pass`,
      broken: { why: `this can never be true: ${conditionText(part)}`, cases: [] },
    }),
  );
  const verdicts = parts.map(({ words, kept }): PropertyVerdict => {
    const statement = `${promise.id}: ${words}`;
    const answers = smallestAnswers(ground, d.and(holds, d.not(kept)));
    if (!answers) return { property: promise.property, statement, broken: null };
    const findings = ground.space.findings(answers);
    const trigger = `${promise.when ? "this is true" : "this is not known to be true"}: ${conditionText(condition)}`;
    const verdict: PropertyVerdict = {
      property: promise.property,
      statement,
      broken: { why: `${promise.says} Here ${trigger}`, cases: [{ role: "case", findings }] },
    };
    return confirmBroken(breaks(ground.protocol, promise, findings), verdict);
  });
  return [...said, ...verdicts];
}

/** Whether the engine breaks a property for one patient. */
export function breaks(protocol: Protocol, promise: SafetyPromise, raw: RawFindings): boolean {
  const findings = readCase(protocol, raw);
  const evaluation = new Evaluation(protocol, findings);
  const holds = promise.when
    ? evaluation.truth(promise.when) === true
    : promise.unless !== undefined && evaluation.truth(promise.unless) !== true;
  if (!holds) return false;
  const found = assess(protocol, findings);
  const recommends = (id: string) =>
    found.recommendations.some((one) => one.id === id || kindOf(one.id) === id);
  const shows = (id: string) => recommends(id) || found.withheld.some((one) => one.id === id);
  return (
    (promise.acts_on !== undefined && isHigher(promise.acts_on, found.acts_on)) ||
    promise.recommends.some((ids) => !ids.some(recommends)) ||
    promise.shows.some((id) => !shows(id)) ||
    promise.never.some(recommends)
  );
}
