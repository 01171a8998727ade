/** Further ways to say the findings of the protocols, as the word lists have them. */
import { z } from "zod";
import { wordListSchema } from "../../answers/answer-words.ts";
import { lineSchema } from "../../protocol/terms.ts";

const list = wordListSchema;
const byOption = z.record(z.string(), list);

const findingWordsSchema = z.strictObject({
  /** Names the finding. */
  also: list.optional(),
  /** Names of it that may be something else: what reassures is only possible behind one. */
  weak: list.optional(),
  /** One way in which it is there; denied, much of it may still be. */
  examples: list.optional(),
  /** Says by itself that it is not there. */
  absent: list.optional(),
  /** Names an option once the question is named. */
  options: byOption.optional(),
  /** Names a group of muscles, or a sign. */
  groups: byOption.optional(),
  /** Names an option by itself. */
  alone: byOption.optional(),
  /** Speaks of the finding and says nothing: where it occurs in unread words, nothing is plainly denied. */
  about: z.array(lineSchema).default([]),
});

/** Words that are interchangeable in a phrase: "{cannot} {void}". */
export const wordSetsSchema = z.record(z.string(), list);
/** By the id of a question; one that a protocol does not have is passed over. */
export const findingWordsByQuestionSchema = z.record(z.string(), findingWordsSchema);

export interface FindingLists {
  sets: z.output<typeof wordSetsSchema>;
  findings: z.output<typeof findingWordsByQuestionSchema>;
}

/** Every phrase that a phrase with sets represents. A missing set represents nothing. */
export function phrasesOf(sets: FindingLists["sets"], phrase: string): string[] {
  const match = /\{(\w+)\}/.exec(phrase);
  if (!match) return [phrase];
  const [whole, name = ""] = match;
  return (sets[name] ?? []).flatMap((word) =>
    phrasesOf(
      sets,
      phrase.replace(whole, () => word),
    ),
  );
}
