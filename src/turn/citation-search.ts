/** Answers follow-up questions in plain words from the protocol's own cited statements, and from nothing else. */
import MiniSearch from "minisearch";
import { stemmer } from "stemmer";
import { oneOf } from "../answers/answer-words.ts";
import { oncePer } from "../answers/once-per.ts";
import { plainWords } from "../language/free-text/plain.ts";
import type { WordLists } from "../language/word-lists.ts";
import type { Protocol } from "../protocol/schema.ts";
import { citationLines, citeNumbers } from "../views/cited-sources.ts";
import type { CitationLine } from "../views/outbound.ts";

interface Passage {
  id: string;
  /** Its subject. */
  topic: string;
  says: string;
}

interface SearchIndex {
  search: MiniSearch<Passage>;
  /** Words in so many passages that they do not distinguish any. */
  common: ReadonlySet<string>;
}

const STOP = new Set(
  "a about after all am an and any are as at be because been before but by can could did do does for from get give had has have he her him his how i if in into is it its just like long many may me mean might more most much must my need no not of off on once one only or other our out over patient pt really she should so some soon still than that the their them then there these they this to too under up us use very was we were what when where which while who whom why will with would you your".split(
    " ",
  ),
);

const tokens = (text: string): string[] =>
  plainWords(text)
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1 && !STOP.has(word));

/** British and American spellings, and a word's endings, count as one word. */
const term = (word: string): string =>
  stemmer(
    word
      .replace(/haem/g, "hem")
      .replace(/oedem/g, "edem")
      .replace(/isch?aem/g, "ischem"),
  );

const shelves = new WeakMap<Protocol, SearchIndex>();

function shelfOf(protocol: Protocol): SearchIndex {
  const known = shelves.get(protocol);
  if (known) return known;
  const topics = new Map<string, string[]>();
  const about = (ids: readonly string[], words: readonly string[]) => {
    for (const id of ids) topics.set(id, [...(topics.get(id) ?? []), ...words]);
  };
  for (const { title, also, citations } of protocol.background) about(citations, [title, ...also]);
  for (const { label, also, citations } of protocol.questions) about(citations, [label, ...also]);
  for (const { text, citations } of protocol.recommendations) about(citations, [text.physician]);
  // each statement is found by its own words first, then by what it is cited for
  const passages = protocol.citations.map(
    ({ id, says }): Passage => ({ id, says, topic: (topics.get(id) ?? []).join(" ") }),
  );
  const search = new MiniSearch<Passage>({
    fields: ["says", "topic"],
    tokenize: tokens,
    processTerm: term,
    searchOptions: { boost: { says: 2 }, combineWith: "OR", prefix: (word) => word.length > 4 },
  });
  search.addAll(passages);
  const counts = new Map<string, number>();
  for (const { says: text, topic } of passages)
    for (const word of new Set(tokens(`${text} ${topic}`).map(term)))
      counts.set(word, (counts.get(word) ?? 0) + 1);
  const common = new Set([...counts].flatMap(([word, n]) => (n > passages.length / 4 ? [word] : [])));
  const shelf = { search, common };
  shelves.set(protocol, shelf);
  return shelf;
}

/** Nobody reads more than these. */
const MAX_CITATIONS = 5;

/**
 * The statements about what was asked, the most relevant first; none when they hold too few of the question's own
 * words. Only what the protocol cites is ever returned.
 */
export function searchCitations(protocol: Protocol, question: string): CitationLine[] {
  const { search, common } = shelfOf(protocol);
  const asked = [...new Set(tokens(question).map(term))];
  const telling = asked.filter((word) => !common.has(word));
  if (telling.length === 0) return [];
  const numbers: number[] = [];
  for (const { id, queryTerms } of search.search(question)) {
    const met = telling.filter((word) => queryTerms.includes(word)).length;
    // most of the question must be covered: one word in common is no answer
    if (met < Math.ceil(telling.length * 0.6)) continue;
    for (const number of citeNumbers(protocol, [String(id)]))
      if (!numbers.includes(number)) numbers.push(number);
    if (numbers.length >= MAX_CITATIONS) break;
  }
  return citationLines(protocol, numbers);
}

/** The recommendations that words mention by name. */
export function askedAbout(protocol: Protocol, words: string): string[] {
  const said = new Set(tokens(words).map(term));
  return protocol.recommendations
    .filter(({ also }) => also.some((name) => tokens(name).every((word) => said.has(term(word)))))
    .map(({ id }) => id);
}

/** Whether words read as a question, and not as a finding or a chat. */
export const readsAsQuestion = (lists: WordLists, words: string): boolean =>
  /\?\s*$/.test(words) || asksInWords(lists, words);

/** "Fever?" may be a doubt about the patient; "can I give ..." asks something. */
export const asksInWords = (lists: WordLists, words: string): boolean =>
  beginningOf(lists).test(words.trim());

const beginningOf = oncePer(({ questions }: WordLists) => new RegExp(`^${oneOf(questions.begin)}\\b`, "i"));
