import sides from "../../protocols/side-contradictions.json" with { type: "json" };
import { contradictionSchema, type Protocol } from "../protocol/schema.ts";
import { Evaluation, type Setting } from "./evaluate.ts";
import type { Findings } from "./finding.ts";
import { index } from "./index-of-protocol.ts";

const OF_SIDES = sides.contradictions.map((each) => contradictionSchema.parse(each));

/** What does not fit together under a protocol: what it names itself, and sides that differ where it names none. */
export function contradictionsOf(protocol: Protocol): Protocol["contradictions"] {
  const own = new Set(protocol.contradictions.map(({ id }) => id));
  const { questions } = index(protocol);
  const apply = (when: unknown): boolean =>
    [...JSON.stringify(when).matchAll(/"finding":"([a-z0-9_]+)/g)].every(([, id = ""]) => questions.has(id));
  return [...protocol.contradictions, ...OF_SIDES.filter(({ id, when }) => !own.has(id) && apply(when))];
}

/** The contradictions that these findings satisfy: certain ones only. */
export function contradictionsIn(
  protocol: Protocol,
  findings: Findings,
  setting?: Setting,
): Protocol["contradictions"] {
  const evaluation = new Evaluation(protocol, findings, setting);
  return contradictionsOf(protocol).filter(({ when }) => evaluation.truth(when) === true);
}
