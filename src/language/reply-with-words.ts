/** A yes or a no followed by more words: "yes, left", "no, 38.2", "no but she is incontinent". */

import { oneOf } from "../answers/answer-words.ts";
import { oncePer } from "../answers/once-per.ts";
import { plainWords } from "./free-text/plain.ts";
import type { WordLists } from "./word-lists.ts";

export interface ReplyWithWords {
  says: "yes" | "no";
  /** The words after it, as they were typed. */
  rest: string;
}

const patternsOf = oncePer(({ reply_with_words: lists, reader }: WordLists) => ({
  /** A yes needs nothing between; "no fever" is a denial of fever, and only "no, fever" is a reply. */
  yes: new RegExp(`^["']?${oneOf(lists.yes)}["']?[ ,.;:!-]+(?=\\S)`, "i"),
  no: new RegExp(
    `^["']?${oneOf(lists.no)}["']?(?: ?[,.;:!]| -|(?= ${oneOf([...lists.turn, ...reader.pronouns])}\\b))[ ,.;:!-]*(?=\\S)`,
    "i",
  ),
  fine: new RegExp(`\\b${oneOf(lists.fine)}\\b`, "i"),
  takenBack: new RegExp(`^${oneOf(lists.taken_back)}\\b[.! ]*$`, "i"),
  /** It is no more, or was so before the injection. */
  notNow: new RegExp(`\\b${oneOf(lists.not_now).replaceAll("\\*", "\\w+")}\\b`, "i"),
  somebodyElse: new RegExp(`\\b${oneOf(lists.somebody_else)}\\b`, "i"),
}));

/** Null for a bare reply, and for words that begin with something else. */
export function replyWithWords(lists: WordLists, typed: string): ReplyWithWords | null {
  const words = plainWords(typed);
  const { yes, no } = patternsOf(lists);
  for (const [says, start] of [
    ["yes", yes],
    ["no", no],
  ] as const) {
    const found = start.exec(words);
    const rest = found && words.slice(found[0].length).trim();
    if (rest && /[\p{L}\p{N}]/u.test(rest)) return { says, rest };
  }
  return null;
}

/** Whether the words behind a yes make it doubtful that this patient has it now. */
export function takesBack(lists: WordLists, rest: string): boolean {
  const { takenBack, notNow, somebodyElse } = patternsOf(lists);
  return takenBack.test(rest) || notNow.test(rest) || somebodyElse.test(rest);
}

/** Whether the words behind a yes say that all is well: then it may have answered another question. */
export const saysAllIsWell = (lists: WordLists, rest: string): boolean => patternsOf(lists).fine.test(rest);
