/** Numbers that were spoken, in digits: "six hundred and forty", "39 comma 1", "four seconds". */
import { readerWordsOf } from "./free-text/reader-words.ts";
import { rewritten } from "./free-text/rewritten-tokens.ts";
import { tokensOf } from "./free-text/tokens.ts";
import type { WordLists } from "./word-lists.ts";

/**
 * The words with each number in digits; everything else stays as it is.
 * @param small also a first number below twenty, which elsewhere is rather a word ("one leg")
 */
export function withSpokenNumbers(lists: Pick<WordLists, "reader">, words: string, small = false): string {
  const reader = readerWordsOf(lists);
  const before = tokensOf(words);
  const after = rewritten(reader, before, false);
  let text = "";
  let end = 0;
  for (const [place, token] of after.entries()) {
    const unit = small && place === 0 ? reader.numerals.units.indexOf(token.word) : -1;
    const typed = before.some(({ start, word }) => start === token.start && word === token.word);
    if (unit < 0 && (token.kind !== "number" || typed)) continue;
    text += words.slice(end, token.start) + (unit < 0 ? token.word : String(unit));
    end = token.end;
  }
  return text + words.slice(end);
}
