/** The protocol's own words, and what each means. Clinical terms come from the protocol and are never known here. */

import { distance } from "fastest-levenshtein";
import type { TimeWords } from "../../answers/answer-words.ts";
import type { Choices, NamedThing } from "../../answers/kind.ts";
import { oncePer } from "../../answers/once-per.ts";
import { kindOf } from "../../answers/registry.ts";
import type { Protocol, Question } from "../../protocol/schema.ts";
import { SIDES } from "../../protocol/terms.ts";
import { type FindingLists, phrasesOf } from "./finding-words.ts";
import { PhraseBook } from "./phrases.ts";
import { type ReaderWords, readerWordsOf } from "./reader-words.ts";
import { stem, type Token } from "./tokens.ts";

/** A question, named directly or by a word for one of its answers. */
export type Meaning = { question: Question } & ({ is: "name" } | NamedThing);

export interface Lexicon {
  /** The words of language. */
  words: ReaderWords;
  /** The words that a moment is typed with. */
  moments: TimeWords;
  questions: readonly Question[];
  book: PhraseBook<Meaning>;
  /** The options of one choice, by the words that name them once their question is named. */
  options: ReadonlyMap<string, PhraseBook<string>>;
  /** Known words by their first letter, for slips of the finger. */
  near: ReadonlyMap<string, readonly string[]>;
  /** Stems of words that speak of a question and say nothing, by its id. */
  about: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names of a question that may be something else, by its id. */
  weak: ReadonlyMap<string, ReadonlySet<string>>;
}

type LexiconLists = Parameters<typeof readerWordsOf>[0] & FindingLists & { answers: { times: TimeWords } };

/** Built once for each protocol and set of word lists. */
export const lexiconOf = (lists: LexiconLists, protocol: Protocol): Lexicon => lexiconsOf(lists)(protocol);

const lexiconsOf = oncePer((lists: LexiconLists) =>
  oncePer((protocol: Protocol) => buildLexicon(readerWordsOf(lists), lists, protocol)),
);

/** A choice between left, right and both: the sides name its options. */
export function isSided({ answer }: Question): boolean {
  const options = kindOf(answer).choices(answer)?.options ?? [];
  return SIDES.every((side) => options.some(({ id }) => id === side));
}

function buildLexicon(words: ReaderWords, lists: LexiconLists, protocol: Protocol): Lexicon {
  const book = new PhraseBook<Meaning>();
  const options = new Map<string, PhraseBook<string>>();
  const weak = new Map<string, ReadonlySet<string>>();
  const about = new Map<string, ReadonlySet<string>>();
  for (const question of protocol.questions) {
    const kind = kindOf(question.answer);
    const vocabulary = kind.vocabulary(question.answer);
    const announcing = vocabulary.flatMap(({ means, also }) => (means.is === "measure" ? also : []));
    for (const phrase of [question.id.replaceAll("_", " "), question.label, ...question.also])
      if (!announcing.includes(phrase)) book.add(phrase, { question, is: "name" });
    for (const { means, own, also } of vocabulary)
      for (const phrase of [...own, ...also]) book.add(phrase, { question, ...means });
    const choices = kind.choices(question.answer);
    const own = choices ? optionsOf(choices) : null;
    if (own) options.set(question.id, own);
    const further = lists.findings[question.id];
    if (!further) continue;
    about.set(question.id, new Set(further.about.map(stem)));
    weak.set(question.id, new Set(further.weak));
    addFurtherWords(book, own, question, further, lists.sets);
  }
  const near = new Map<string, string[]>();
  for (const word of new Set([...book.words, ...words.cues.words]))
    if (word.length >= SHORTEST_SWAP) near.set(word.charAt(0), [...(near.get(word.charAt(0)) ?? []), word]);
  return {
    words,
    moments: lists.answers.times,
    questions: protocol.questions,
    book,
    options,
    near,
    about,
    weak,
  };
}

/** The word lists' further ways to say a finding, as far as its kind of answer has a use for them. */
function addFurtherWords(
  book: PhraseBook<Meaning>,
  optionBook: PhraseBook<string> | null,
  question: Question,
  further: FindingLists["findings"][string],
  sets: FindingLists["sets"],
): void {
  const { answer } = question;
  const add = (phrases: readonly string[] | undefined, means: Meaning) => {
    for (const phrase of phrases ?? []) for (const words of phrasesOf(sets, phrase)) book.add(words, means);
  };
  add(further.also, { question, is: "name" });
  if (kindOf(answer).sayable(answer).present && !optionBook) {
    add(further.examples, { question, is: "example" });
    add(further.absent, { question, is: "absent" });
  }
  for (const { means } of kindOf(answer).vocabulary(answer)) {
    if (means.is === "group") add(further.groups?.[means.group], { question, ...means });
    if (means.is === "sign") add(further.groups?.[means.sign], { question, ...means });
  }
  const ids = new Set((kindOf(answer).choices(answer)?.options ?? []).map(({ id }) => id));
  for (const [option, phrases] of Object.entries(further.options ?? {}))
    if (ids.has(option))
      for (const phrase of phrases)
        for (const words of phrasesOf(sets, phrase)) optionBook?.add(words, option);
  for (const [option, phrases] of Object.entries(further.alone ?? {}))
    if (ids.has(option)) {
      add(phrases, { question, is: "option", option });
      for (const phrase of phrases)
        for (const words of phrasesOf(sets, phrase)) optionBook?.add(words, option);
    }
}

function optionsOf({ options, absent }: Choices): PhraseBook<string> {
  const book = new PhraseBook<string>();
  // the denial is read as one, with all that it reaches: "no headache or rigors"
  for (const { id, label, also, alone } of options)
    for (const words of [id.replaceAll("_", " "), label, ...also, ...alone])
      if (id !== absent || !words.startsWith("no ")) book.add(words, id);
  return book;
}

/** Shorter words are too easily others; two letters that changed places are a slip also in a shorter one. */
const SHORTEST_SLIP = 5;
const SHORTEST_SWAP = 4;

/**
 * The one known word that is a slip of the finger away from this one. A slip is never mended to a word that denies or turns
 * a meaning round.
 */
export function meantBy({ near, words }: Lexicon, { kind, word }: Token): string | undefined {
  if (kind !== "word" || word.length < SHORTEST_SWAP) return undefined;
  const found = (near.get(word.charAt(0)) ?? []).filter(
    (known) => Math.abs(known.length - word.length) <= 1 && isSlip(known, word),
  );
  const [first] = found;
  if (first === undefined || found.some((known) => stem(known) !== stem(first))) return undefined;
  return words.turning.has(first) ? undefined : first;
}

function isSlip(known: string, typed: string): boolean {
  if (known.length === typed.length && isSwap(known, typed)) return true;
  return typed.length >= SHORTEST_SLIP && known.length >= SHORTEST_SLIP && distance(known, typed) === 1;
}

/** Two neighbouring letters changed places. */
function isSwap(known: string, typed: string): boolean {
  let at = 0;
  while (at < known.length && known[at] === typed[at]) at += 1;
  return (
    known[at] === typed[at + 1] && known[at + 1] === typed[at] && known.slice(at + 2) === typed.slice(at + 2)
  );
}
