/** Finds what is known in a sentence: the protocol's words, the cues of the language, and times. */

import { distance } from "fastest-levenshtein";
import { kindOf } from "../../answers/registry.ts";
import type { Question } from "../../protocol/schema.ts";
import { type Lexicon, type Meaning, meantBy } from "./lexicon.ts";
import type { PhraseMatch } from "./phrases.ts";
import type { Cue, ReaderWords } from "./reader-words.ts";
import { signsIn } from "./signs.ts";
import { type TimeSpan, timesIn } from "./times.ts";
import type { Token } from "./tokens.ts";

export interface Mention extends PhraseMatch<Meaning> {
  /** A typing mistake was corrected. */
  slip: boolean;
}

export interface AnnotatedTokens {
  /** The words of language. */
  words: ReaderWords;
  questions: readonly Question[];
  tokens: readonly Token[];
  mentions: readonly Mention[];
  /** For each token: the cues that it belongs to. */
  cues: readonly (readonly Cue[])[];
  /** For each token: the mention it is a word of. */
  mentionAt: readonly (Mention | undefined)[];
  times: readonly TimeSpan[];
  timeAt: readonly (TimeSpan | undefined)[];
  /** For each token: whether a cue begins there. */
  cueBegins: readonly boolean[];
  /** Tokens in which a slip of the finger was mended. */
  slipAt: ReadonlySet<number>;
  /** For each token where one begins: where it ends. */
  cueEnds: readonly (number | undefined)[];
  /** How many words were compared: the work is bounded by the length of the text. */
  steps: number;
}

export function annotateTokens(
  lexicon: Lexicon,
  tokens: readonly Token[],
  shouting: boolean,
): AnnotatedTokens {
  const { words } = lexicon;
  const mentions: Mention[] = [];
  const cues: Cue[][] = tokens.map(() => []);
  const cueBegins: boolean[] = tokens.map(() => false);
  const cueEnds: (number | undefined)[] = tokens.map(() => undefined);
  const mentionAt: (Mention | undefined)[] = tokens.map(() => undefined);
  const times = timesIn(words.times, tokens);
  const timeAt: (TimeSpan | undefined)[] = tokens.map(() => undefined);
  for (const span of times) for (let at = span.from; at < span.to; at += 1) timeAt[at] = span;
  const slips = new Map<number, string>();
  tokens.forEach((token, at) => {
    if (token.kind !== "word" || lexicon.book.words.has(token.word) || words.cues.words.has(token.word))
      return;
    const meant = meantBy(lexicon, token);
    if (meant) slips.set(at, meant);
  });
  const mended = new Map([...slips].map(([at, meant]) => [tokens[at], meant]));
  const wordOf = (token: Token) => mended.get(token) ?? token.word;
  const inside = new Set<number>();
  let steps = 0;
  let at = 0;
  const signs = signsIn(tokens);
  while (at < tokens.length) {
    steps += 1;
    const token = tokens[at];
    const sign = signs.get(at);
    if (sign) {
      cueBegins[at] = true;
      cueEnds[at] = sign.to;
      for (let one = at; one < sign.to; one += 1) cues[one]?.push(sign.cue);
      at = sign.to;
      continue;
    }
    if (!token || mentionAt[at] || timeAt[at]) {
      at += 1;
      continue;
    }
    // "4+" is a grade between two, and no "and"
    const between = token.word === "+" && token.glued && tokens[at - 1]?.kind === "number";
    const cue = between ? null : words.cues.at(tokens, at, undefined, wordOf);
    const hidden =
      words.onlyInCapitals.has(token.word) && (token.raw !== token.raw.toUpperCase() || shouting);
    const found = hidden ? null : lexicon.book.at(tokens, at, words.mayStandBetween, wordOf);
    const covered = found ? mentionTokens(found).some((one) => mentionAt[one] || timeAt[one]) : true;
    if (found && !covered && (!cue || mentionTokens(found).length >= cue.to - cue.from)) {
      const named = mentionTokens(found);
      const mention = { ...found, slip: named.some((one) => slips.has(one)) };
      mentions.push(mention);
      for (const one of named) mentionAt[one] = mention;
      for (const one of found.inside) inside.add(one);
      at += 1;
      continue;
    }
    if (cue) {
      cueBegins[at] = true;
      cueEnds[at] = cue.to;
      for (let one = cue.from; one < cue.to; one += 1) {
        const kinds = cues[one];
        if (!mentionAt[one]) kinds?.push(...cue.means);
      }
      at = cue.to;
      continue;
    }
    at += 1;
  }
  const { questions } = lexicon;
  return {
    words,
    questions,
    tokens,
    mentions,
    cues,
    mentionAt,
    times,
    timeAt,
    slipAt: new Set(slips.keys()),
    cueBegins,
    cueEnds,
    steps,
  };
}

/** It can be present or absent; "injection", "calf" and "foot" only say what a value belongs to. */
export const isFinding = ({ means }: Mention): boolean =>
  means.some(
    ({ is, question: { answer } }) =>
      is !== "group" && is !== "level" && kindOf(answer).measure(answer) !== "amount",
  );

/** The tokens of a phrase's words, without those between them. */
export function mentionTokens({ from, to, inside }: Pick<Mention, "from" | "to" | "inside">): number[] {
  const words: number[] = [];
  for (let at = from; at < to; at += 1) if (!inside.includes(at)) words.push(at);
  return words;
}

/** Nothing is known about a token: it could change the meaning of everything around it. */
export function isUnknown({ tokens, cues, mentionAt, timeAt }: AnnotatedTokens, at: number): boolean {
  const token = tokens[at];
  if (!token || mentionAt[at] || timeAt[at] || (cues[at]?.length ?? 0) > 0) return false;
  return !(
    token.kind === "mark" &&
    (token.word === "," || (HARMLESS.test(token.word) && !carriesWeight(token)))
  );
}

/** Emoji that say nothing; a cross or a tick would. */
const HARMLESS = /^[\p{Extended_Pictographic}\p{M}\p{Cf}\p{Emoji_Modifier}]+$/u;
const TELLING = /[❌✅✔✖✗✘🚫👍👎☑⛔🆗➕➖❎⭕❓❔]/u;

export const carriesWeight = (token: Token): boolean => TELLING.test(token.word) || token.word === "~";

/** A slip of the finger in a word that turns a meaning round ("deneis"). */
export const hidesWeight = ({ weighty }: ReaderWords, { kind, word }: Token): boolean =>
  kind === "word" &&
  word.length >= 5 &&
  weighty.some((known) => known !== word && distance(known, word) <= 2);

/** Whether a token belongs to a cue of this kind. */
export const cuesAt = (spotted: AnnotatedTokens, at: number, is: Cue["is"]): boolean =>
  spotted.cues[at]?.some((cue) => cue.is === is) === true;
