/** The findings whose names are nearest to words that nobody could read. */
import { stemmer } from "stemmer";
import type { Protocol, Question } from "../protocol/schema.ts";
import { plainWords } from "./free-text/plain.ts";

/** Shorter words are in too many names to tell anything. */
const SHORTEST = 4;

const stemsOf = (text: string): string[] =>
  plainWords(text)
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length >= SHORTEST)
    .map((word) => stemmer(word));

/** At most so many questions that share a word with these, the most shared first. */
export function nearestQuestions(protocol: Protocol, words: string, most: number): Question[] {
  const said = new Set(stemsOf(words));
  return protocol.questions
    .map((question) => {
      const { id, label, also, ask } = question;
      const named = new Set(stemsOf([id.replaceAll("_", " "), label, ...also].join(" ")));
      const asked = new Set(stemsOf(Object.values(ask).join(" ")));
      const shared = [...said].reduce(
        (sum, stem) => sum + (named.has(stem) ? 2 : asked.has(stem) ? 1 : 0),
        0,
      );
      return { question, shared };
    })
    .filter(({ shared }) => shared > 0)
    .sort((a, b) => b.shared - a.shared)
    .slice(0, most)
    .map(({ question }) => question);
}
