/** The promises that a protocol file makes about every possible set of answers, at every moment and site. */
import { conditionText } from "../protocol/condition.ts";
import type { Protocol, SafetyPromise } from "../protocol/schema.ts";
import { assess } from "../triage/assess.ts";
import { Evaluation } from "../triage/evaluate.ts";
import { kindOf } from "../triage/recommend.ts";
import { isHigher } from "../triage/urgency.ts";
import { NEVER_NODE, type Node } from "./diagram.ts";
import { recommendedKind } from "./encode.ts";
import { brokenBy, type ProofContext, type PropertyVerdict, readCase, shownCase } from "./proof.ts";
import type { Witness } from "./witness.ts";

/** Proves each part of a property by itself. */
export function provePromise(ground: ProofContext, promise: SafetyPromise): PropertyVerdict[] {
  const { diagrams: d, encoded } = ground;
  const { conditions, after } = encoded;
  const condition = promise.when ?? promise.unless;
  const yes = condition ? conditions.read(condition, after).yes : NEVER_NODE;
  const excepted = promise.except.map(({ when, answers_within }) =>
    conditions.readExplicitly(when, after, answers_within?.hours),
  );
  const asked = promise.when ? yes : d.not(yes);
  const holds = d.and(asked, ...excepted.map((where) => d.not(where)));
  const recommended = (id: string): Node =>
    id.includes(".") ? (encoded.recommended.get(id) ?? NEVER_NODE) : recommendedKind(encoded, id);
  const parts: { words: string; kept: Node }[] = [
    ...(promise.acts_on
      ? [{ words: `acted on as ${promise.acts_on} at least`, kept: encoded.actsOn[promise.acts_on] }]
      : []),
    ...(promise.could_be
      ? [{ words: `could be ${promise.could_be} at least`, kept: encoded.couldBe[promise.could_be] }]
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
  // a trigger that never comes promises nothing, and an exception that never comes excepts nothing
  const alternatives =
    condition?.kind === "any" && promise.when ? condition.of : condition ? [condition] : [];
  const idle = [
    ...alternatives.filter((part) => conditions.read(part, after).yes === NEVER_NODE),
    ...promise.except.flatMap(({ when }, at) => (excepted[at] === NEVER_NODE ? [when] : [])),
  ];
  const said = idle.map(
    (part): PropertyVerdict => ({
      property: promise.property,
      statement: `${promise.id}: it can come to pass`,
      broken: { why: `this can never be true: ${conditionText(part)}`, cases: [] },
    }),
  );
  const trigger = condition
    ? `${promise.when ? "this is true" : "this is not known to be true"}: ${conditionText(condition)}`
    : "none of its exceptions holds";
  const verdicts = parts.map(({ words, kept }) =>
    brokenBy(ground, d.and(holds, d.not(kept)), promise.property, `${promise.id}: ${words}`, (witness) =>
      breaks(ground.protocol, promise, witness)
        ? { why: `${promise.says} Here ${trigger}`, cases: [shownCase("case", witness)] }
        : null,
    ),
  );
  return [...said, ...verdicts];
}

/** Whether the engine breaks a promise for one patient. */
export function breaks(
  protocol: Protocol,
  promise: SafetyPromise,
  { findings: raw, setting }: Witness,
): boolean {
  const findings = readCase(protocol, raw, setting);
  const evaluation = new Evaluation(protocol, findings, setting);
  const { when, unless } = promise;
  const asked =
    when !== undefined
      ? evaluation.truth(when) === true
      : unless === undefined || evaluation.truth(unless) !== true;
  const isExcepted = promise.except.some((one) =>
    evaluation.isExplicitlyTrue(one.when, one.answers_within?.hours),
  );
  if (!asked || isExcepted) return false;
  const found = assess(protocol, findings, setting);
  const recommends = (id: string) =>
    found.recommendations.some((one) => one.id === id || kindOf(one.id) === id);
  const shows = (id: string) => recommends(id) || found.withheld.some((one) => one.id === id);
  return (
    (promise.acts_on !== undefined && isHigher(promise.acts_on, found.acts_on)) ||
    (promise.could_be !== undefined && isHigher(promise.could_be, found.could_be)) ||
    promise.recommends.some((ids) => !ids.some(recommends)) ||
    promise.shows.some((id) => !shows(id)) ||
    promise.never.some(recommends)
  );
}
