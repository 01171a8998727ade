/** Answers that a release or a gate no longer rests on because of their age: they are asked again. */
import type { Answer } from "../answers/value.ts";
import type { Protocol, Question } from "../protocol/schema.ts";
import { assess } from "./assess.ts";
import type { Setting } from "./evaluate.ts";
import type { Findings } from "./finding.ts";
import { knowsTime } from "./moment.ts";

/**
 * The questions whose answers would change the assessment if the same were answered now, in the order of asking. What
 * does not grow old is never among them, and neither is the result of a study: that is not answered anew, but done anew.
 * @param findings each with the moment at which it was given
 */
export function tooOld(protocol: Protocol, findings: Findings, setting: Setting): Question[] {
  if (!knowsTime(protocol)) return [];
  const aging = protocol.questions.filter(
    (question) => !question.lasting && !question.study && isOlder(findings[question.id], setting.now),
  );
  if (aging.length === 0) return [];
  const read = (fresh: readonly Question[]) =>
    JSON.stringify(assess(protocol, saidNow(findings, fresh, setting.now), setting));
  const allFresh = read(aging);
  if (allFresh === read([])) return [];
  return aging.filter((question) => read(aging.filter((other) => other !== question)) !== allFresh);
}

const isOlder = (answer: Answer | undefined, now: number): boolean =>
  answer !== undefined && "value" in answer && answer.at !== undefined && answer.at.latest < now;

/** The same answers, some of them as if they were confirmed at this moment. */
function saidNow(findings: Findings, fresh: readonly Question[], now: number): Findings {
  const at = { earliest: now, latest: now };
  const renewed = fresh.flatMap(({ id }): [string, Answer][] => {
    const answer = findings[id];
    const since = answer?.since ?? answer?.at;
    return answer ? [[id, { ...answer, at, ...(since && { since }) }]] : [];
  });
  return { ...findings, ...Object.fromEntries(renewed) };
}
