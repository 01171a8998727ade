/** A yes or a no followed by more words: "yes, left", "no, 38.2", "no but she is incontinent". */

import { plainWords } from "./free-text/plain.ts";

export interface ReplyWithWords {
  says: "yes" | "no";
  /** The words after it, as they were typed. */
  rest: string;
}

/** A yes needs no separator; "no fever" is a denial of fever, and only "no, fever" is a reply. */
const YES = /^["']?(?:yes|yep|yeah|y)["']?[ ,.;:!-]+(?=\S)/i;
const NO =
  /^["']?(?:no|nope|n)["']?(?: ?[,.;:!]| -|(?= (?:but|though|although|however|except)\b))[ ,.;:!-]*(?=\S)/i;

/** Null for a bare reply, and for words that begin with something else. */
export function replyWithWords(typed: string): ReplyWithWords | null {
  const words = plainWords(typed);
  for (const [says, start] of [
    ["yes", YES],
    ["no", NO],
  ] as const) {
    const found = start.exec(words);
    const rest = found && words.slice(found[0].length).trim();
    if (rest && /[\p{L}\p{N}]/u.test(rest)) return { says, rest };
  }
  return null;
}

/** A yes is taken back, was true before the injection, or is about somebody else. */
const NOT_NOW =
  /\b(?:not really|not now|not today|not (?:any ?more|anymore)|no longer|resolved|gone now|before (?:the )?(?:injection|procedure|block|epidural)|pre-?(?:op|injection|procedure|existing)|prior to|since childhood|for (?:\w+ )?(?:months|years)|(?:months|years) ago|long-?standing|chronic|old|known|baseline|as usual|as before|unchanged|not new)\b/i;
const SOMEBODY_ELSE =
  /\b(?:mother|father|mum|mom|dad|brother|sister|son|daughter|wife|husband|partner|spouse|roommate|friend|neighbou?r|(?:an)?other patient|family history|fhx)\b/i;

/** Whether the words after a yes make it doubtful that this patient has it now. */
export const takesBack = (rest: string): boolean =>
  /^(?:no|not)\b[.! ]*$/i.test(rest) || NOT_NOW.test(rest) || SOMEBODY_ELSE.test(rest);
