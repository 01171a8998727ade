/** The closed lists of words that answer a question as a whole message: part of the word lists next to the protocols. */
import { z } from "zod";
import { lineSchema } from "../protocol/terms.ts";

/** Words or phrases in small letters, as they are after quotes and dashes of every keyboard became the same. */
export const wordListSchema = z.array(lineSchema).min(1, "list at least one word");

const list = wordListSchema;

/** Which word lists something was read with. */
export interface WordListsPin {
  version: string;
  /** SHA-256 of the file's text, in hexadecimal. */
  hash: string;
}

export const answerWordsSchema = z.strictObject({
  yes: list,
  no: list,
  not_assessed: list,
  unable: list,
  declined: list,
  /** They may accompany an answer, because they do not change it. */
  left_over: list,
  /** The same, close behind a number. */
  left_over_after_number: list,
  left: list,
  right: list,
  /** Between a value and its side. */
  beside_side: list,
  /** Before a measurement that answers yes or no. */
  measured: list,
  all_normal: list,
  every_group: list,
  throughout: list,
  out_of: list,
  normal_sensation: list,
  no_sign: list,
  without: list,
  old: list,
  it_was: list,
  before: list,
  versus: list,
  /** Next to the name of a symptom whose onset is given. */
  around_symptom: list,
  times: z.strictObject({
    lead_in: list,
    hedge: list,
    /** Before a bare hour. */
    rough: list,
    hedge_at: list,
    ago: list,
    last_hour: list,
    /** Before four digits that are a time: "yesterday 0930". */
    before_clock: list,
    night: list,
    at_night: list,
    yesterday_at: list,
    morning: list,
    later_in_the_day: list,
    of_day: list,
    this: list,
    days: list,
    parts_of_day: list,
    noon_or_midnight: list,
    nights: list,
    vague: list,
    coming: list,
    units: z.strictObject({ minutes: list, hours: list, days: list, weeks: list }),
  }),
});
export type AnswerWords = z.output<typeof answerWordsSchema>;
export type TimeWords = AnswerWords["times"];

const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/** The words as alternatives of a regular expression, the longest first. */
export const oneOf = (words: readonly string[]): string =>
  `(?:${[...words]
    .sort((a, b) => b.length - a.length)
    .map(escaped)
    .join("|")})`;
