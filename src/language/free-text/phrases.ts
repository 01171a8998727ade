/** Finds phrases of several words, the longest first, in time bounded by the number of words. */
import { stem, type Token, tokensOf } from "./tokens.ts";

interface PhraseEntry<T> {
  words: readonly string[];
  means: T[];
}

/** A phrase that was found: tokens `from` to `to` (exclusive); `inside` are the tokens between its words. */
export interface PhraseMatch<T> {
  from: number;
  to: number;
  means: readonly T[];
  inside: readonly number[];
  /** The phrase as the book has it. */
  phrase: string;
}

/** How many words may stand between two words of a phrase: "leg on the left is very swollen". */
const MAX_PHRASE_GAP = 5;

export class PhraseBook<T> {
  readonly #byFirst = new Map<string, PhraseEntry<T>[]>();
  readonly #words = new Set<string>();

  add(phrase: string, means: T): void {
    const words = tokensOf(phrase.normalize("NFKC")).map(({ word }) => word);
    const [first] = words;
    if (first === undefined) return;
    const key = stem(first);
    const entries = this.#byFirst.get(key) ?? [];
    if (entries.length === 0) this.#byFirst.set(key, entries);
    const known = entries.find((entry) => entry.words.join(" ") === words.join(" "));
    if (known) known.means.push(means);
    else entries.push({ words, means: [means] });
    entries.sort((a, b) => b.words.length - a.words.length);
    for (const word of words) this.#words.add(word);
  }

  get words(): ReadonlySet<string> {
    return this.#words;
  }

  /** The longest phrase that begins at a token; of two equally long, the one whose words match exactly. */
  at(
    tokens: readonly Token[],
    from: number,
    mayStandBetween?: (word: string) => boolean,
    word: (token: Token) => string = (token) => token.word,
  ): PhraseMatch<T> | null {
    const first = tokens[from];
    if (!first) return null;
    let best: (PhraseMatch<T> & { exact: number; length: number }) | null = null;
    for (const entry of this.#byFirst.get(stem(word(first))) ?? []) {
      if (best && entry.words.length < best.length) break;
      const inside: number[] = [];
      let exact = 0;
      let at = from;
      let fits = true;
      for (const [place, wanted] of entry.words.entries()) {
        if (place > 0) {
          let gap = 0;
          while (mayStandBetween && gap < MAX_PHRASE_GAP) {
            const token = tokens[at];
            if (!token || isSameWord(word(token), wanted) || !mayStandBetween(token.word)) break;
            inside.push(at);
            at += 1;
            gap += 1;
          }
        }
        const token = tokens[at];
        if (!token || !isSameWord(word(token), wanted)) {
          fits = false;
          break;
        }
        if (word(token) === wanted) exact += 1;
        at += 1;
      }
      if (fits && (!best || exact > best.exact))
        best = {
          from,
          to: at,
          means: entry.means,
          inside,
          phrase: entry.words.join(" "),
          exact,
          length: entry.words.length,
        };
    }
    return best;
  }
}

const isSameWord = (said: string, wanted: string) => said === wanted || stem(said) === stem(wanted);
