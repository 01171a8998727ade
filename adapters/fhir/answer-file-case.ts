/** Findings without a case, such as those of an answer file or of a response, as what is rendered. Pure. */
import { assess, type ReadAnswers, RecommendationWording } from "../../src/index.ts";
import { nextOf } from "./next-question.ts";
import type { RecordedCase } from "./recorded-case.ts";

/** @param hash of what it was read from */
export function caseOfAnswers({ protocol, findings, setting }: ReadAnswers, hash: string): RecordedCase {
  const assessment = assess(protocol, findings, setting);
  const wording = new RecommendationWording(protocol, findings, assessment, setting);
  return {
    protocol,
    handle: "answer-file",
    findings,
    asked: Object.keys(findings),
    recorded: new Map(),
    assessment,
    words: wordsOf(wording, { protocol, assessment }),
    since: () => setting.now,
    now: setting.now,
    amended: false,
    open: nextOf(protocol, findings, setting) !== null,
    hash,
  };
}

/** What is withheld is no recommendation, and has the protocol's own words. */
export const wordsOf =
  (
    wording: RecommendationWording,
    { protocol, assessment }: Pick<RecordedCase, "protocol" | "assessment">,
  ): RecordedCase["words"] =>
  (id) => {
    const active = assessment.recommendations.find((one) => one.id === id);
    if (active) return wording.of(active, "physician");
    const text = protocol.recommendations.find((one) => one.id === id)?.text.physician ?? id;
    return { text, notes: [], label: null };
  };
