/**
 * The words of language that the reader of free text knows, as the word lists have them and as it looks them up: denial,
 * doubt, time, other people, conditions, plans. No word of medicine belongs here: those are the protocol's.
 */
import { z } from "zod";
import { oneOf, wordListSchema } from "../../answers/answer-words.ts";
import { oncePer } from "../../answers/once-per.ts";
import type { Side } from "../../protocol/terms.ts";
import { PhraseBook } from "./phrases.ts";

const list = wordListSchema;

export type Cue =
  /** "no", "denies": what follows is absent. `list` also reaches over "and". */
  | { is: "deny"; list: boolean }
  /** "absent", "-ve": what precedes is absent. */
  | { is: "deny-after" }
  /** "present", "yes": what precedes is present. */
  | { is: "affirm" }
  | { is: "maybe" }
  /** Nothing in the sentence is a finding of this patient now. */
  | { is: "stop" }
  /** What follows in the sentence is a plan or a condition. */
  | { is: "stop-ahead" }
  /** This piece is about something old, gone, or other. */
  | { is: "stop-here" }
  /** It was so, and perhaps is no more. */
  | { is: "past" }
  | { is: "unable" }
  | { is: "not-assessed" }
  | { is: "declined" }
  /** "but": a denial ends here. */
  | { is: "contrast" }
  /** "except": what was said before is not the whole truth. */
  | { is: "exception" }
  | { is: "and" }
  | { is: "or" }
  /** "with", "and has": a new statement begins. */
  | { is: "opens"; plainly: boolean }
  | { is: "side"; side: Side | "both" }
  /** "severe", "obvious": denied, it leaves the rest of the finding open. */
  | { is: "degree" }
  | { is: "limb" }
  | { is: "all" }
  | { is: "old" }
  | { is: "versus" }
  | { is: "bigger" }
  | { is: "normal" }
  | { is: "reduced" }
  | { is: "ask" }
  /** It asks at the beginning of a sentence, or in one with a question mark. */
  | { is: "question-word" }
  /** What was said before it is taken back. */
  | { is: "correction" }
  | { is: "greeting" }
  | { is: "filler" };

/** What each list of cues means, in the order in which a phrase of several lists means them. */
const CUES = {
  deny: { is: "deny", list: false },
  deny_list: { is: "deny", list: true },
  deny_after: { is: "deny-after" },
  affirm: { is: "affirm" },
  maybe: { is: "maybe" },
  stop: { is: "stop" },
  stop_ahead: { is: "stop-ahead" },
  stop_here: { is: "stop-here" },
  past: { is: "past" },
  unable: { is: "unable" },
  not_assessed: { is: "not-assessed" },
  declined: { is: "declined" },
  contrast: { is: "contrast" },
  exception: { is: "exception" },
  and: { is: "and" },
  or: { is: "or" },
  opens: { is: "opens", plainly: true },
  opens_with: { is: "opens", plainly: false },
  left: { is: "side", side: "left" },
  right: { is: "side", side: "right" },
  both: { is: "side", side: "both" },
  degree: { is: "degree" },
  limb: { is: "limb" },
  all: { is: "all" },
  old: { is: "old" },
  versus: { is: "versus" },
  bigger: { is: "bigger" },
  normal: { is: "normal" },
  reduced: { is: "reduced" },
  question_words: { is: "question-word" },
  ask: { is: "ask" },
  greeting: { is: "greeting" },
  filler: { is: "filler" },
} as const satisfies Record<string, Cue>;
type CueList = keyof typeof CUES;

export const readerWordsSchema = z.strictObject({
  cues: z.strictObject(
    Object.fromEntries(Object.keys(CUES).map((name) => [name, list])) as Record<CueList, typeof list>,
  ),
  between: list,
  denies_inside: list,
  past_inside: list,
  sides_inside: z.strictObject({ left: list, right: list, both: list }),
  states: list,
  verbal: list,
  only_in_capitals: list,
  weighty: list,
  history: list,
  who: list,
  shortened: list,
  /** Words that replace others. */
  short: z.record(z.string(), z.string().min(1)),
  spoken: z.strictObject({ comma: list, stop: list, point: list }),
  numerals: z.strictObject({ units: list, tens: list, hundred: list, thousand: list, and: z.string() }),
  corrections: list,
  pronouns: list,
  any_more: list,
  emphatic: list,
  /** Behind one of these is the side that something is compared with. */
  compared: list,
  replies: z.strictObject({ present: list, absent: list }),
  option_between: list,
  quantities: z.strictObject({
    link: list,
    approximate: list,
    bounds: list,
    level: list,
    angle: list,
    at_angle: list,
  }),
  times: z.strictObject({
    units: z.strictObject({
      minutes: list,
      hours: list,
      days: list,
      weeks: list,
      months: list,
      years: list,
    }),
    /** From zero upwards. */
    numbers: list,
    one: list,
    ago: list,
    after: list,
    before: list,
    lasting: list,
    lasting_filler: list,
    since: list,
    in_year: list,
    when: list,
    halves: list,
    /** Beginnings of words that make a date of the numbers next to them. */
    dated: list,
    link: list,
    loose: list,
    after_event: list,
    day_number: list,
    not_yet: list,
    marks_event: list,
  }),
});
type ReaderLists = z.output<typeof readerWordsSchema>;

const TURNING = ["deny", "deny_list", "deny_after", "stop", "stop_here", "contrast", "exception"] as const;

/** Hours in each unit of time. */
const UNIT_HOURS: Readonly<Record<keyof ReaderLists["times"]["units"], number>> = {
  minutes: 1 / 60,
  hours: 1,
  days: 24,
  weeks: 168,
  months: 730,
  years: 8760,
};

/** The lists as the reader looks words up in them. */
export interface ReaderWords {
  cues: PhraseBook<Cue>;
  /** May occur inside a phrase: "leg on the left is not very swollen" still is a leg that is (not) swollen. */
  mayStandBetween: (word: string) => boolean;
  deniesInside: ReadonlySet<string>;
  pastInside: ReadonlySet<string>;
  sidesInside: ReadonlyMap<string, Side | "both">;
  /** Adjectives that end a statement of their own ("leg swollen"): a denial that came before does not reach them. */
  states: ReadonlySet<string>;
  /** Words of a finding that make a statement of their own: "can't lift foot". */
  verbal: ReadonlySet<string>;
  /** Words of English that are abbreviations only when they are written in capitals. */
  onlyInCapitals: ReadonlySet<string>;
  /** What a slip of the finger must not hide: near to one of these, a word is not passed over. */
  weighty: readonly string[];
  history: ReadonlySet<string>;
  who: ReadonlySet<string>;
  /** A full stop behind one of these ends nothing. */
  shortened: ReadonlySet<string>;
  replies: ReadonlyMap<string, "present" | "absent">;
  short: ReadonlyMap<string, readonly string[]>;
  spoken: Readonly<Record<"comma" | "stop" | "point", ReadonlySet<string>>>;
  numerals: ReaderLists["numerals"];
  compared: ReadonlySet<string>;
  pronouns: ReadonlySet<string>;
  anyMore: ReadonlySet<string>;
  /** Words that begin a statement of its own. */
  emphatic: ReadonlySet<string>;
  /** What no slip of the finger is mended to: a denial, or what turns a meaning round. */
  turning: ReadonlySet<string>;
  mayStandInOption: (word: string) => boolean;
  quantities: Readonly<Record<keyof ReaderLists["quantities"], ReadonlySet<string>>>;
  times: TimeLookups;
}

type TimeList = Exclude<keyof ReaderLists["times"], "units" | "numbers" | "dated">;

type TimeLookups = Readonly<Record<TimeList, ReadonlySet<string>>> & {
  /** Hours, by the word for the unit. */
  units: ReadonlyMap<string, number>;
  numbers: readonly string[];
  /** Whether words make a date of the numbers next to them. */
  dated: RegExp;
};

/** Built once for each set of lists. */
export const readerWordsOf = oncePer((lists: { reader: ReaderLists }): ReaderWords => {
  const { reader } = lists;
  const cues = new PhraseBook<Cue>();
  for (const name of Object.keys(CUES) as CueList[])
    for (const phrase of reader.cues[name]) cues.add(phrase, CUES[name]);
  for (const phrase of reader.corrections) cues.add(phrase, { is: "correction" });
  const has = (words: readonly string[]) => {
    const known = new Set(words);
    return (word: string) => known.has(word);
  };
  return {
    cues,
    mayStandBetween: has(reader.between),
    deniesInside: new Set(reader.denies_inside),
    pastInside: new Set(reader.past_inside),
    sidesInside: byWord(reader.sides_inside),
    states: new Set(reader.states),
    verbal: new Set(reader.verbal),
    onlyInCapitals: new Set(reader.only_in_capitals),
    weighty: reader.weighty,
    history: new Set(reader.history),
    who: new Set(reader.who),
    shortened: new Set(reader.shortened),
    replies: byWord(reader.replies),
    short: new Map(Object.entries(reader.short).map(([word, full]) => [word, full.split(" ")])),
    spoken: setsOf(reader.spoken),
    numerals: reader.numerals,
    compared: new Set(reader.compared),
    pronouns: new Set(reader.pronouns),
    anyMore: new Set(reader.any_more),
    emphatic: new Set(reader.emphatic),
    turning: new Set(TURNING.flatMap((name) => reader.cues[name].flatMap((phrase) => phrase.split(" ")))),
    mayStandInOption: has(reader.option_between),
    quantities: setsOf(reader.quantities),
    times: timesOf(reader.times),
  };
});

function timesOf({ units, numbers, dated, ...lists }: ReaderLists["times"]): TimeLookups {
  const hours = new Map([...byWord(units)].map(([word, unit]) => [word, UNIT_HOURS[unit]]));
  const marks = [oneOf(dated), "\\d{1,2}:\\d\\d", `\\d{1,2} ?${oneOf(lists.halves)}`, "\\d{1,4}[/-]\\d{1,2}"];
  return { ...setsOf(lists), units: hours, numbers, dated: new RegExp(`\\b(?:${marks.join("|")})`, "i") };
}

const setsOf = <Name extends string>(
  lists: Readonly<Record<Name, readonly string[]>>,
): Record<Name, ReadonlySet<string>> =>
  Object.fromEntries(
    Object.entries<readonly string[]>(lists).map(([name, words]) => [name, new Set(words)]),
  ) as unknown as Record<Name, ReadonlySet<string>>;

const byWord = <Name extends string>(
  lists: Readonly<Record<Name, readonly string[]>>,
): ReadonlyMap<string, Name> =>
  new Map((Object.keys(lists) as Name[]).flatMap((name) => lists[name].map((word) => [word, name] as const)));
