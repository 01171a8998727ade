/** Replaces the quotes, dashes, spaces and digits of every keyboard by one spelling of each. */
export const plainWords = (words: string): string =>
  words
    .normalize("NFKC")
    .replace(/[‘’ʼ]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[‐-―−]/g, "-")
    .replace(/\s+/g, " ")
    .trim();

/** One line of what was typed, in plain words; `from` is where it begins in the plain words of the whole text. */
export interface Line {
  from: number;
  text: string;
}

/** The lines of a text. Joined by single spaces they are exactly its plain words, so that quotes can be checked. */
export function plainLines(typed: string): Line[] {
  const lines: Line[] = [];
  let from = 0;
  for (const piece of typed.split(/[\n\r\v\f\u2028\u2029]+/)) {
    const text = plainWords(piece);
    if (text === "") continue;
    lines.push({ from, text });
    from += text.length + 1;
  }
  return lines;
}
