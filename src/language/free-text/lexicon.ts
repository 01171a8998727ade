/** The protocol's own words, and what each means. Clinical terms come from the protocol and are never known here. */

import { distance } from "fastest-levenshtein";
import type { Choices, NamedThing } from "../../answers/kind.ts";
import { oncePer } from "../../answers/once-per.ts";
import { kindOf } from "../../answers/registry.ts";
import type { Protocol, Question } from "../../protocol/schema.ts";
import { SIDES } from "../../protocol/terms.ts";
import { PhraseBook } from "./phrases.ts";
import { type ReaderWords, readerWordsOf } from "./reader-words.ts";
import type { Token } from "./tokens.ts";

/** A question, named directly or by a word for one of its answers. */
export type Meaning = { question: Question } & ({ is: "name" } | NamedThing);

export interface Lexicon {
  /** The words of language. */
  words: ReaderWords;
  questions: readonly Question[];
  book: PhraseBook<Meaning>;
  /** The options of one choice, by the words that name them once their question is named. */
  options: ReadonlyMap<string, PhraseBook<string>>;
  /** Long words, for typing mistakes. */
  long: readonly string[];
}

type ReaderLists = Parameters<typeof readerWordsOf>[0];

/** Built once for each protocol and set of word lists. */
export const lexiconOf = (lists: ReaderLists, protocol: Protocol): Lexicon => lexiconsOf(lists)(protocol);

const lexiconsOf = oncePer((lists: ReaderLists) =>
  oncePer((protocol: Protocol) => buildLexicon(readerWordsOf(lists), protocol)),
);

/** A choice between left, right and both: the sides name its options. */
export function isSided({ answer }: Question): boolean {
  const options = kindOf(answer).choices(answer)?.options ?? [];
  return SIDES.every((side) => options.some(({ id }) => id === side));
}

function buildLexicon(words: ReaderWords, protocol: Protocol): Lexicon {
  const book = new PhraseBook<Meaning>();
  const options = new Map<string, PhraseBook<string>>();
  for (const question of protocol.questions) {
    const kind = kindOf(question.answer);
    const vocabulary = kind.vocabulary(question.answer);
    const announcing = vocabulary.flatMap(({ means, also }) => (means.is === "measure" ? also : []));
    for (const phrase of [question.id.replaceAll("_", " "), question.label, ...question.also])
      if (!announcing.includes(phrase)) book.add(phrase, { question, is: "name" });
    for (const { means, own, also } of vocabulary)
      for (const phrase of [...own, ...also]) book.add(phrase, { question, ...means });
    const choices = kind.choices(question.answer);
    if (choices) options.set(question.id, optionsOf(choices));
  }
  const long = [...book.words].filter((word) => word.length >= MIN_FUZZY_LENGTH);
  return { words, questions: protocol.questions, book, options, long };
}

function optionsOf({ options, absent }: Choices): PhraseBook<string> {
  const book = new PhraseBook<string>();
  // the denial is read as one, with all that it reaches: "no headache or rigors"
  for (const { id, label, also, alone } of options)
    for (const words of [id.replaceAll("_", " "), label, ...also, ...alone])
      if (id !== absent || !words.startsWith("no ")) book.add(words, id);
  return book;
}

const MIN_FUZZY_LENGTH = 7;

/** The one long word a single typing mistake away; shorter words are too easily others. */
export function meantBy({ long }: Lexicon, token: Token): string | undefined {
  const { word } = token;
  if (token.kind !== "word" || word.length < MIN_FUZZY_LENGTH - 1) return undefined;
  const near = long.filter(
    (known) =>
      known[0] === word[0] && Math.abs(known.length - word.length) <= 1 && distance(known, word) === 1,
  );
  return near.length === 1 ? near[0] : undefined;
}
