/** "MRI back", "duplex done", "results": which result a person has come to enter. The names are the protocol's. */

import type { CurrentState } from "../case/current.ts";
import { plainWords } from "../language/free-text/plain.ts";
import type { Protocol, Question } from "../protocol/schema.ts";
import { nextQuestion } from "../triage/ask.ts";

/** What says that a result is there, and nothing of what it shows. */
const ARRIVED =
  /^(.*?) ?\b(?:results?|report|scan)? ?(?:(?:is|are|has come|have come|has|have|now|just) )*(?:back|done|in|here|available|ready|reported|arrived|came back|come back)$/;
const ALL = /^(?:the )?(?:results?|reports?|imaging|scans?)$/;

/** The question to ask now; "none" when the words mention results and none is pending; null for other words. */
export function resultQuestionIn(
  protocol: Protocol,
  { answers, setting }: Pick<CurrentState, "answers" | "setting">,
  words: string,
): Question | "none" | null {
  const said = plainWords(words)
    .toLowerCase()
    .replace(/[.!]+$/, "")
    .replace(/^(?:the|her|his|their) /, "");
  const arrived = ARRIVED.exec(said);
  const name = (arrived?.[1] ?? (ALL.test(said) ? said : null))?.replace(/ (?:result|report|scan)s?$/, "");
  if (name === undefined || name === null) return null;
  if (name === "" || ALL.test(name)) {
    // "done" and "in" alone could be about anything
    if (!/result|report|imaging|scan/.test(said)) return null;
    return nextQuestion(protocol, answers, "results", setting)?.question ?? "none";
  }
  const results = new Set(protocol.sections.filter(({ phase }) => phase === "results").map(({ id }) => id));
  return (
    protocol.questions.find(
      ({ id, label, also, section }) =>
        results.has(section) &&
        [id.replaceAll("_", " "), label.toLowerCase(), ...also].some(
          (each) => each === name || each === `${name} result` || each === said,
        ),
    ) ?? null
  );
}
