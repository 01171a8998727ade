/** A real patient at a moment as the proof sees one: the class of every answer, and of what time and the site are. */
import { Evaluation, type Setting } from "../triage/evaluate.ts";
import type { Findings } from "../triage/finding.ts";
import type { AnswerSpace } from "./answer-space.ts";
import type { EncodedProtocol } from "./encode.ts";
import { sizeOfFact, type TimeFact } from "./time-facts.ts";

/** The class of each variable of the space. @throws when the encoding can read no class as the engine reads the patient */
export function classesOfPatient(
  space: AnswerSpace,
  encoded: EncodedProtocol,
  findings: Findings,
  setting: Setting,
): number[] {
  const answers = space.sizes.map(() => 0);
  for (const { question, classOf } of space.domains)
    answers[space.variable(question.id)] = classOf(findings[question.id], setting.now);
  const evaluation = new Evaluation(encoded.protocol, findings, setting);
  for (const fact of space.facts) {
    const variable = space.variable(fact.key);
    const inClass = Array.from({ length: sizeOfFact(fact) }, (_, at) => at).find((at) =>
      isRead(encoded, fact, at, evaluation, answers.with(variable, at)),
    );
    if (inClass === undefined) throw new Error(`${fact.key} is in no class of the space`);
    answers[variable] = inClass;
  }
  return answers;
}

/** Whether this class of a fact is how the engine sees it. */
function isRead(
  encoded: EncodedProtocol,
  fact: TimeFact,
  inClass: number,
  evaluation: Evaluation,
  answers: readonly number[],
): boolean {
  if ("classes" in fact) {
    const { diagrams } = encoded.conditions;
    return fact.leaves.every((leaf) => {
      const { yes, no } = encoded.conditions.read(leaf, encoded.after);
      const truth = evaluation.leaf(leaf);
      return (
        diagrams.holds(yes, answers) === (truth === true) && diagrams.holds(no, answers) === (truth === false)
      );
    });
  }
  return inClass === factClass(fact, evaluation);
}

/** The class of a fact that is read directly. */
function factClass(fact: TimeFact, evaluation: Evaluation): number {
  switch (fact.kind) {
    case "site":
      return Number(evaluation.leaf({ kind: "site", switch: fact.switch }));
    case "newer":
      return Number(
        evaluation.leaf({ kind: "after", finding: fact.question, studies: [fact.study] }) === true,
      );
    case "freshness": {
      const at = fact.limits.findIndex(
        (value) =>
          evaluation.leaf({ kind: "answered-within", finding: fact.question, value, unit: "h" }) === true,
      );
      return at < 0 ? fact.limits.length : at;
    }
    default:
      return 0;
  }
}
