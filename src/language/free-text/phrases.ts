/** Finds phrases of several words, the longest first, in time bounded by the number of words. */
import { stem, type Token, tokensOf } from "./tokens.ts";

interface PhraseEntry<T> {
  words: readonly string[];
  means: T[];
  /** The order in which they were added. */
  place: number;
}

/** The phrases that begin alike. */
interface PhraseNode<T> {
  /** By the stem of the next word. */
  next: Map<string, PhraseNode<T>>;
  /** The phrases that end here; they differ in the endings of their words. */
  entries: PhraseEntry<T>[];
}

const emptyNode = <T>(): PhraseNode<T> => ({ next: new Map(), entries: [] });

/** A phrase that was found: tokens `from` to `to` (exclusive); `inside` are the tokens between its words. */
export interface PhraseMatch<T> {
  from: number;
  to: number;
  means: readonly T[];
  inside: readonly number[];
  /** The phrase as the book has it. */
  phrase: string;
}

/** How many words may come between two words of a phrase: "leg on the left is very swollen". */
const MAX_PHRASE_GAP = 5;

export class PhraseBook<T> {
  readonly #root = emptyNode<T>();
  readonly #words = new Set<string>();
  #size = 0;

  add(phrase: string, means: T): void {
    const words = tokensOf(phrase.normalize("NFKC")).map(({ word }) => word);
    if (words.length === 0) return;
    let node = this.#root;
    for (const word of words) {
      const key = stem(word);
      const next = node.next.get(key) ?? emptyNode<T>();
      node.next.set(key, next);
      node = next;
      this.#words.add(word);
    }
    const known = node.entries.find((entry) => entry.words.join(" ") === words.join(" "));
    if (known) known.means.push(means);
    else node.entries.push({ words, means: [means], place: this.#size++ });
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
    let best: Candidate<T> | null = null;
    const matched: number[] = [];
    const follow = (node: PhraseNode<T>, at: number): void => {
      for (const entry of node.entries) {
        const exact = matched.filter((place, nth) => wordAt(tokens, place, word) === entry.words[nth]).length;
        if (!best || isBetter(entry, exact, best)) best = { entry, exact, matched: [...matched] };
      }
      if (node.next.size === 0) return;
      for (let place = at; place < tokens.length && place - at <= MAX_PHRASE_GAP; place += 1) {
        const token = tokens[place];
        if (!token) return;
        const next = node.next.get(stem(word(token)));
        if (next) {
          matched.push(place);
          follow(next, place + 1);
          matched.pop();
        }
        if (matched.length === 0 || !mayStandBetween?.(token.word)) return;
      }
    };
    follow(this.#root, from);
    return best && matchOf(best);
  }
}

interface Candidate<T> {
  entry: PhraseEntry<T>;
  /** How many of its words match letter by letter. */
  exact: number;
  /** The positions of its words. */
  matched: readonly number[];
}

const wordAt = (tokens: readonly Token[], at: number, word: (token: Token) => string): string => {
  const token = tokens[at];
  return token ? word(token) : "";
};

function isBetter<T>(entry: PhraseEntry<T>, exact: number, best: Candidate<T>): boolean {
  const longer = entry.words.length - best.entry.words.length;
  if (longer !== 0) return longer > 0;
  return exact === best.exact ? entry.place < best.entry.place : exact > best.exact;
}

function matchOf<T>({ entry, matched }: Candidate<T>): PhraseMatch<T> {
  const from = matched[0] ?? 0;
  const to = (matched.at(-1) ?? from) + 1;
  const own = new Set(matched);
  const inside: number[] = [];
  for (let at = from; at < to; at += 1) if (!own.has(at)) inside.push(at);
  return { from, to, means: entry.means, inside, phrase: entry.words.join(" ") };
}
