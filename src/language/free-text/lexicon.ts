/** The protocol's own words, and what each of them means. Medicine is read from the protocol and never known here. */

import { distance } from "fastest-levenshtein";
import type { Protocol, Question } from "../../protocol/schema.ts";
import { SIDES } from "../../protocol/terms.ts";
import { PhraseBook } from "./phrases.ts";
import type { Token } from "./tokens.ts";

export type Meaning = { question: Question } & (
  | { is: "name" }
  | { is: "part"; part: number }
  | { is: "example" }
  | { is: "absent" }
  /** Announces a measurement and says nothing by itself: "temp". */
  | { is: "measure" }
  /** An option that needs no question's name beside it. */
  | { is: "option"; option: string }
  | { is: "group"; group: string }
  | { is: "level"; level: string }
  | { is: "sign"; sign: string }
  | { is: "modality"; modality: string }
);

export interface Lexicon {
  questions: readonly Question[];
  book: PhraseBook<Meaning>;
  /** The options of one choice, by the words that name them once their question is named. */
  options: ReadonlyMap<string, PhraseBook<string>>;
  /** Long words, for slips of the finger. */
  long: readonly string[];
}

const lexiconCache = new WeakMap<Protocol, Lexicon>();

/** Built once per protocol. */
export function lexiconOf(protocol: Protocol): Lexicon {
  let lexicon = lexiconCache.get(protocol);
  if (!lexicon) {
    lexicon = buildLexicon(protocol);
    lexiconCache.set(protocol, lexicon);
  }
  return lexicon;
}

/** A choice between left, right and both: its options are said by the sides. */
export const isSided = (question: Question): boolean =>
  question.answer.kind === "choice" &&
  SIDES.every(
    (side) => question.answer.kind === "choice" && question.answer.options.some(({ id }) => id === side),
  );

function buildLexicon(protocol: Protocol): Lexicon {
  const book = new PhraseBook<Meaning>();
  const options = new Map<string, PhraseBook<string>>();
  for (const question of protocol.questions) {
    const spec = question.answer;
    const measured = spec.kind === "tri" ? (spec.measured?.also ?? []) : [];
    for (const words of [question.id.replaceAll("_", " "), question.label, ...question.also])
      if (!measured.includes(words)) book.add(words, { question, is: "name" });
    switch (spec.kind) {
      case "tri":
        for (const words of measured) book.add(words, { question, is: "measure" });
        for (const words of spec.absent_also) book.add(words, { question, is: "absent" });
        for (const words of spec.examples) book.add(words, { question, is: "example" });
        for (const [part, also] of spec.parts.entries())
          for (const words of also) book.add(words, { question, is: "part", part });
        break;
      case "choice":
        options.set(question.id, optionsOf(question));
        for (const option of spec.options)
          for (const words of option.alone) book.add(words, { question, is: "option", option: option.id });
        break;
      case "grades":
        for (const { id, label, also } of spec.groups)
          for (const words of [id.replaceAll("_", " "), label, ...also])
            book.add(words, { question, is: "group", group: id });
        break;
      case "sensation":
        for (const modality of spec.modalities)
          book.add(modality.replaceAll("_", " "), { question, is: "modality", modality });
        break;
      case "circumferences":
        for (const { id, label, also } of spec.levels)
          for (const words of [id, label, ...also]) book.add(words, { question, is: "level", level: id });
        break;
      case "signs":
        for (const { id, label, also } of spec.signs)
          for (const words of [id.replaceAll("_", " "), label, ...also])
            book.add(words, { question, is: "sign", sign: id });
        break;
      case "number":
        break;
    }
  }
  const long = [...book.words].filter((word) => word.length >= MIN_FUZZY_LENGTH);
  return { questions: protocol.questions, book, options, long };
}

function optionsOf(question: Question): PhraseBook<string> {
  const book = new PhraseBook<string>();
  if (question.answer.kind !== "choice") return book;
  // the denial is read as one, with all that it reaches: "no headache or rigors"
  for (const { id, label, also, alone } of question.answer.options)
    for (const words of [id.replaceAll("_", " "), label, ...also, ...alone])
      if (id !== question.answer.absent || !words.startsWith("no ")) book.add(words, id);
  return book;
}

const MIN_FUZZY_LENGTH = 7;

/** The one long word that a slip of the finger away from this one; shorter words are too easily others. */
export function meantBy({ long }: Lexicon, token: Token): string | undefined {
  const { word } = token;
  if (token.kind !== "word" || word.length < MIN_FUZZY_LENGTH - 1) return undefined;
  const near = long.filter(
    (known) =>
      known[0] === word[0] && Math.abs(known.length - word.length) <= 1 && distance(known, word) === 1,
  );
  return near.length === 1 ? near[0] : undefined;
}
