/**
 * Reads free text as findings. Everything it reads is only proposed: a person confirms it. What is not plainly said is
 * left unread or marked as uncertain, because asking again is cheap and a wrong record is not.
 */

import { oneOf } from "../answers/answer-words.ts";
import { oncePer } from "../answers/once-per.ts";
import { kindOf } from "../answers/registry.ts";
import type { ProposedItem } from "../case/encounter.ts";
import type { Protocol } from "../protocol/schema.ts";
import { contradictionsIn } from "../triage/contradict.ts";
import { index } from "../triage/index-of-protocol.ts";
import { readDirectAnswer } from "./direct-answer.ts";
import type { AnswerCandidate, FindingStatement, LocatedStatement } from "./free-text/finding-statement.ts";
import { bareTime } from "./free-text/hours.ts";
import { type Lexicon, lexiconOf } from "./free-text/lexicon.ts";
import { mergeStatements } from "./free-text/merge-statements.ts";
import { plainLines, plainWords } from "./free-text/plain.ts";
import type { ReaderWords } from "./free-text/reader-words.ts";
import type { Heading } from "./free-text/segments.ts";
import { LONGEST_SENTENCE, type Sentence, splitSentences } from "./free-text/sentences.ts";
import { type Statement, statementOf } from "./free-text/statements.ts";
import { stem, tokensOf } from "./free-text/tokens.ts";
import type { WordLists } from "./word-lists.ts";

export interface FreeTextReading {
  /** What the words say, for a person to confirm; at most one item per question. */
  items: readonly ProposedItem[];
  /** The same question read twice, differently ("no fever ... febrile 39"): never resolved here; a person picks. */
  conflicts: readonly { question: string; items: readonly ProposedItem[] }[];
  /** Pieces that look like a finding or a value but cannot be recorded. `fault` says why and what is allowed. */
  faults: readonly { question: string; quote: string; fault: string }[];
  /** Pieces that were not understood. */
  unread: readonly string[];
}

/** What the words are read against: the pending question, and the moment. */
export interface UnderstandingContext {
  lists: WordLists;
  pending: string | null;
  /** Milliseconds since the epoch. */
  now: number;
  utcOffsetMinutes: number;
}

/** @param text what a person typed, already free of identifiers */
export function understand(protocol: Protocol, text: string, at: UnderstandingContext): FreeTextReading {
  const reading = readText(protocol, text, at);
  const answered = underItsQuestion(protocol, text, at, reading);
  return answered ? { ...reading, items: [...reading.items, answered] } : reading;
}

/** Longer texts than this are no answer to the one question that was asked; characters. */
const LONGEST_REPLY = 200;

/** Values that reassure where a kind has none that means "not there". */
const CALM: ReadonlySet<unknown> = new Set(["negative", "normal", "none"]);

/**
 * What the words say when the question's name is put before them: "dull over the right S1" answers "Sensation?". It is a
 * guess, and so it is only possible, and never a reassurance.
 */
function underItsQuestion(
  protocol: Protocol,
  text: string,
  at: UnderstandingContext,
  { items, conflicts, faults }: FreeTextReading,
): ProposedItem | null {
  const question = at.pending === null ? undefined : index(protocol).questions.get(at.pending);
  if (!question || text.length > LONGEST_REPLY) return null;
  const kind = kindOf(question.answer);
  const isFinding = kind.sayable(question.answer).present === true && kind.choices(question.answer) === null;
  const spoken = [...items, ...conflicts, ...faults].some((one) => one.question === question.id);
  if (spoken || isFinding || kind.isTime(question.answer)) return null;
  // "no loss" and "both fine" deny something that the question's name does not say
  if (reassuresOf(at.lists).test(plainWords(text))) return null;
  const named = readText(protocol, `${question.also[0] ?? question.label} ${text}`, { ...at, pending: null });
  const found = named.items.find((one) => one.question === question.id);
  if (!found || !("value" in found.answer)) return null;
  const calm =
    kind.presence(question.answer, found.answer.value) === "absent" || CALM.has(found.answer.value);
  return calm
    ? null
    : { question: question.id, answer: found.answer, quote: plainWords(text), uncertain: true };
}

const reassuresOf = oncePer(
  ({ answers, reply_with_words: { fine } }: WordLists) =>
    new RegExp(
      `^${oneOf(answers.no)}(?![\\p{L}\\p{N}])|(?<![\\p{L}\\p{N}])${oneOf(fine)}(?![\\p{L}\\p{N}])`,
      "iu",
    ),
);

function readText(protocol: Protocol, text: string, at: UnderstandingContext): FreeTextReading {
  const lines = plainLines(text);
  const whole = lines.map((line) => line.text).join(" ");
  const lexicon = lexiconOf(at.lists, protocol);
  const { words } = lexicon;
  const sentences = splitSentences(words, lines);
  const shouting = whole === whole.toUpperCase();
  const said: LocatedStatement[] = [];
  const unread: string[] = [];
  const quote = (sentence: Sentence, from: number, to: number) => {
    const { start } = sentence.tokens[from] ?? { start: 0 };
    const { end } = sentence.tokens[to - 1] ?? { end: start };
    return { start: sentence.line.from + start, end: sentence.line.from + end };
  };
  const headings = new Headings();
  let replied = false;
  /** Where what the last sentence said begins. */
  let lastSentence = 0;
  let before: Statement | null = null;
  sentences.forEach((sentence, place) => {
    const heading = headings.over(sentence, before);
    before = null;
    if (replied) {
      replied = false;
      return;
    }
    const { tokens } = sentence;
    if (tokens.length > LONGEST_SENTENCE) {
      const { start, end } = quote(sentence, 0, tokens.length);
      unread.push(whole.slice(start, end));
      return;
    }
    const reply = sentence.asks ? replyIn(words, sentences[place + 1]) : null;
    replied = reply !== null;
    const statement = statementOf(lexicon, sentence, {
      // "Fever:" at the end of a line is the name of a field, and not a finding
      heading: sentence.heads ? "stop" : heading,
      reply,
      shouting,
      ...at,
    });
    before = statement;
    headings.note(sentence, statement);
    const taken = corrected(statement, sentence);
    const found = taken.kept;
    for (const { from, to } of taken.back) {
      const { start, end } = quote(sentence, from, to);
      unread.push(whole.slice(start, end));
    }
    if (taken.before)
      for (const one of said.splice(lastSentence)) unread.push(whole.slice(one.start, one.end));
    lastSentence = said.length;
    const pending = place === 0 ? pendingIn(protocol, words, whole, sentence, statement, at) : null;
    if (pending) said.push({ ...pending.said, ...quote(sentence, pending.from, pending.to) });
    for (const { from, to, ...one } of found) said.push({ ...one, ...quote(sentence, from, to) });
    for (const { from, to } of statement.unread) {
      if (pending && from < pending.to && to > pending.from) continue;
      const { start, end } = quote(sentence, from, to);
      unread.push(whole.slice(start, end));
    }
  });
  const reading = { ...combineStatements(protocol, whole, said, at), unread };
  return { ...reading, items: doubted(lexicon, protocol, reading) };
}

/** What a sentence says, without what it takes back: "no fever, scratch that, 38.7". */
function corrected(
  { said, spotted, segments }: Statement,
  { tokens }: Sentence,
): { kept: readonly FindingStatement[]; back: readonly FindingStatement[]; before: boolean } {
  const at = tokens.findIndex(
    (_, place) =>
      spotted.cueBegins[place] === true && spotted.cues[place]?.some(({ is }) => is === "correction"),
  );
  if (at < 0) return { kept: said, back: [], before: false };
  const back = said.filter(({ from }) => from < at);
  const kept = said.filter(({ from }) => from >= at).map((one) => ({ ...one, sure: false }));
  return { kept, back, before: !segments.some(({ mentions }) => mentions.some(({ from }) => from < at)) };
}

/**
 * A plain denial beside words that were not read and speak of the same finding, or beside what contradicts it, is only
 * possible.
 */
function doubted(
  { about }: Lexicon,
  protocol: Protocol,
  { items, unread }: Pick<FreeTextReading, "items" | "unread">,
): readonly ProposedItem[] {
  const { questions } = index(protocol);
  const reassures = ({ question: id, answer }: ProposedItem): boolean => {
    const question = questions.get(id);
    if (!question || !("value" in answer)) return false;
    const kind = kindOf(question.answer);
    const there = kind.presence(question.answer, answer.value);
    return there === "absent" || (there === null && kind.choices(question.answer) !== null);
  };
  const spoken = new Set(
    unread.flatMap((piece) => tokensOf(piece.toLowerCase()).map(({ word }) => stem(word))),
  );
  const findings = Object.fromEntries(items.map(({ question, answer }) => [question, answer]));
  const contradictions = items.length > 1 ? contradictionsIn(protocol, findings) : [];
  return items.map((item) => {
    if (item.uncertain || !reassures(item)) return item;
    const { [item.question]: _, ...others } = findings;
    const unsaid = [...(about.get(item.question) ?? [])].some((word) => spoken.has(word));
    const contradicted =
      contradictions.length > 0 && contradictionsIn(protocol, others).length < contradictions.length;
    return unsaid || contradicted ? { ...item, uncertain: true } : item;
  });
}

/** Headings apply to what is written under them: "Watch for:", "Denies:". */
class Headings {
  #under: "stop" | null = null;
  #bullets = false;
  #chain: Heading = "neutral";
  #stoppedByColon = false;

  over(sentence: Sentence, before: Statement | null): Heading {
    if (this.#under) {
      if (sentence.follows === "bullet") this.#bullets = true;
      else if (this.#bullets && sentence.follows === "") this.#under = null;
    }
    if (this.#under) return "stop";
    if (sentence.follows !== ";") {
      this.#chain = "neutral";
      this.#stoppedByColon = false;
      return "neutral";
    }
    if (this.#stoppedByColon) return "stop";
    if (before) this.#chain = before.segments.at(-1)?.denies ? "after-denial" : "neutral";
    return this.#chain;
  }

  note({ tokens, heads }: Sentence, { spotted, segments }: Statement): void {
    const colon = tokens.findIndex(({ word }) => word === ":");
    const turns = (to: number) =>
      tokens.slice(0, to).some((_, at) => spotted.cues[at]?.some(({ is }) => CONTRAST_OPENERS.has(is)));
    if (colon >= 0 && turns(colon)) this.#stoppedByColon = true;
    if (!heads) return;
    const said = tokens.some((_, at) => spotted.cues[at]?.length === 0 && !spotted.timeAt[at]);
    this.#under =
      turns(tokens.length) || said || segments.some(({ mentions }) => mentions.length > 0) ? "stop" : null;
    this.#bullets = false;
  }
}

const CONTRAST_OPENERS: ReadonlySet<string> = new Set([
  "deny",
  "deny-after",
  "maybe",
  "stop",
  "stop-ahead",
  "stop-here",
  "past",
  "unable",
  "not-assessed",
  "declined",
]);

function replyIn({ replies }: ReaderWords, next: Sentence | undefined): "present" | "absent" | null {
  const [word, ...more] = next?.tokens ?? [];
  return word && more.length === 0 && next?.asks === false ? (replies.get(word.word) ?? null) : null;
}

/** The beginning of a message may answer the pending question and then continue: "no, but she is incontinent". */
function pendingIn(
  protocol: Protocol,
  words: ReaderWords,
  whole: string,
  sentence: Sentence,
  statement: Statement,
  at: UnderstandingContext,
) {
  const question = at.pending === null ? undefined : index(protocol).questions.get(at.pending);
  if (!question) return null;
  const [segment] = statement.segments;
  if (!segment || segment.mentions.length > 0 || sentence.asks) return null;
  const time = bareTime(words, whole, question, at);
  if (time) return { said: { question, says: time, sure: false }, from: 0, to: sentence.tokens.length };
  const last = sentence.tokens[segment.to - 1];
  const first = sentence.tokens[segment.from];
  if (!first || !last) return null;
  const reading = readDirectAnswer(
    at.lists,
    question,
    sentence.line.text.slice(first.start, last.end),
    at.now,
    at.utcOffsetMinutes,
  );
  if (reading === null) return null;
  const said =
    "fault" in reading
      ? { question, says: { is: "fault" as const, fault: reading.fault }, sure: false }
      : "unknown" in reading.answer
        ? { question, says: { is: "unknown" as const, reason: reading.answer.unknown }, sure: false }
        : { question, says: { is: "value" as const, raw: reading.answer.value }, sure: false };
  return { said, from: segment.from, to: segment.to };
}

function combineStatements(
  protocol: Protocol,
  whole: string,
  said: readonly LocatedStatement[],
  at: UnderstandingContext,
): Omit<FreeTextReading, "unread"> {
  const items: ProposedItem[] = [];
  const conflicts: { question: string; items: ProposedItem[] }[] = [];
  const faults: { question: string; quote: string; fault: string }[] = [];
  for (const question of protocol.questions) {
    const own = said.filter((one) => one.question === question);
    if (own.length === 0) continue;
    const merged = mergeStatements(question, own, at);
    const item = ({ answer, sure, start, end }: AnswerCandidate): ProposedItem => ({
      question: question.id,
      answer,
      quote: whole.slice(start, end),
      ...(!sure && { uncertain: true }),
    });
    const [first, ...others] = merged.readings.map(item);
    if (first && others.length > 0) conflicts.push({ question: question.id, items: [first, ...others] });
    else if (first) items.push(first);
    for (const { fault, start, end } of merged.faults)
      faults.push({ question: question.id, quote: whole.slice(start, end), fault });
  }
  return { items, conflicts, faults };
}
