/** Words, numbers and marks of one line, with their positions in it. */

export interface Token {
  kind: "word" | "number" | "mark";
  /** In lower case. */
  word: string;
  /** As it was typed. */
  raw: string;
  start: number;
  end: number;
  /** Nothing separates it from the preceding token. */
  glued: boolean;
}

/**
 * "+ve", "h/o" and "w/" are words of their own; so is the inch mark after a number. Every alternative is a single
 * run of one class of characters, so reading takes time in proportion to the length.
 */
const TOKEN =
  /(?<mark>[+-]ve(?![\p{L}\d]))|(?<number>\d+(?:[.,]\d+)*)|(?<slash>(?<![\p{L}\d/])\p{L}\/(?:\p{L}(?![\p{L}\d/])|(?=\s|$)))|(?<word>[\p{L}\p{M}]+(?:'[\p{L}\p{M}]+)*)|(?<inch>(?<=\d)")|\S/gu;

/** Quotation marks and emphasis say nothing. */
const SILENT = new Set(["'", '"', "`", "*", "_"]);

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let last = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [raw] = match;
    const start = match.index;
    const { number, word, slash, mark, inch } = match.groups ?? {};
    if (!inch && SILENT.has(raw)) {
      if (last === start) last = start + raw.length;
      continue;
    }
    const kind = number ? "number" : (word ?? slash ?? mark ?? inch) ? "word" : "mark";
    tokens.push({
      kind,
      word: raw.toLowerCase(),
      raw,
      start,
      end: start + raw.length,
      glued: start > 0 && last === start,
    });
    last = start + raw.length;
  }
  return tokens.filter((token, at) => !joinsWords(tokens, token, at));
}

/** The hyphen inside "post-void" joins two words and is not a token. */
function joinsWords(tokens: readonly Token[], token: Token, at: number): boolean {
  const before = tokens[at - 1];
  const after = tokens[at + 1];
  return (
    token.word === "-" &&
    token.glued &&
    before?.kind === "word" &&
    after?.kind === "word" &&
    after.glued === true
  );
}

/** "rigors" and "rigor" are one word; "numbness", "diabetes" and "sepsis" keep their ending. */
export const stem = (word: string): string =>
  word.length >= 4 && /[^sui]s$/.test(word) ? word.slice(0, -1) : word;

/** The positions of some tokens, from the first to the one before `to`. */
export const tokenRange = ({ from, to }: { from: number; to: number }): number[] =>
  Array.from({ length: to - from }, (_, at) => from + at);
