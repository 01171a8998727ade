/** "MRI back", "duplex done", "results": which result a person has come to enter. The names are the protocol's. */

import { oneOf } from "../answers/answer-words.ts";
import { oncePer } from "../answers/once-per.ts";
import type { CurrentState } from "../case/current.ts";
import { plainWords } from "../language/free-text/plain.ts";
import type { WordLists } from "../language/word-lists.ts";
import type { Protocol, Question } from "../protocol/schema.ts";
import { nextQuestion } from "../triage/ask.ts";

const patternsOf = oncePer(({ results: lists }: WordLists) => ({
  /** What says that a result is there, and nothing of what it shows. */
  arrived: new RegExp(
    `^(.*?) ?\\b${oneOf(lists.nouns)}? ?(?:${oneOf(lists.linking)} )*${oneOf(lists.arrived)}$`,
  ),
  all: new RegExp(`^(?:${oneOf(lists.whose)} )?${oneOf(lists.all)}$`),
  dropped: new RegExp(` ${oneOf(lists.dropped)}$`),
  ofResults: new RegExp(oneOf(lists.said_to_be_results)),
  whose: new RegExp(`^${oneOf(lists.whose)} `),
}));

/** The question to ask now; "none" when the words mention results and none is pending; null for other words. */
export function resultQuestionIn(
  lists: WordLists,
  protocol: Protocol,
  { answers, setting }: Pick<CurrentState, "answers" | "setting">,
  words: string,
): Question | "none" | null {
  const { arrived: arrivedPattern, all, dropped, ofResults, whose } = patternsOf(lists);
  const said = plainWords(words)
    .toLowerCase()
    .replace(/[.!]+$/, "")
    .replace(whose, "");
  const arrived = arrivedPattern.exec(said);
  const name = (arrived?.[1] ?? (all.test(said) ? said : null))?.replace(dropped, "");
  if (name === undefined || name === null) return null;
  if (name === "" || all.test(name)) {
    // "done" and "in" alone speak of anything
    if (!ofResults.test(said)) return null;
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
