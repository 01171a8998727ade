/** Numbers that were spoken, in digits: "six hundred and forty", "39 comma 1", "four seconds". */
import { readerWordsOf } from "./free-text/reader-words.ts";
import { rewritten } from "./free-text/rewritten-tokens.ts";
import { tokensOf } from "./free-text/tokens.ts";
import type { WordLists } from "./word-lists.ts";

/** The words with each number in digits; everything else stays as it is. */
export function withSpokenNumbers(lists: Pick<WordLists, "reader">, words: string): string {
  const before = tokensOf(words);
  const after = rewritten(readerWordsOf(lists), before, false);
  let text = "";
  let end = 0;
  for (const token of after) {
    if (
      token.kind !== "number" ||
      before.some(({ start, word }) => start === token.start && word === token.word)
    )
      continue;
    text += words.slice(end, token.start) + token.word;
    end = token.end;
  }
  return text + words.slice(end);
}
