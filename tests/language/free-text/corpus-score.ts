/** Scores the reader on a corpus, the way it is used: the literal answer first, and the proposal where there is none. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Answer } from "../../../src/answers/value.ts";
import { readDirectAnswer } from "../../../src/language/direct-answer.ts";
import { type FreeTextReading, understand } from "../../../src/language/understand.ts";
import { index } from "../../../src/triage/index-of-protocol.ts";
import { protocol } from "../../protocol-under-test.ts";
import { wordLists } from "../../word-lists.ts";

export interface Phrase {
  text: string;
  /** The question that is being asked when it is said. */
  pending?: string;
  now?: string;
  expect: {
    literal?: unknown;
    items?: Record<string, unknown>;
    uncertain?: Record<string, unknown>;
    conflicts?: readonly string[];
    faults?: readonly string[];
    unread?: boolean;
  };
}

export const NOW = Date.parse("2026-11-25T12:00:00Z");

export function corpus(name: "tuned" | "held-out"): readonly Phrase[] {
  const text = readFileSync(join(import.meta.dirname, "corpus", `${name}.json`), "utf8");
  return JSON.parse(text) as Phrase[];
}

export interface Score {
  /** Expected and read so, as surely or less surely than the corpus says. */
  right: number;
  /** Read plainly, but differently or not said at all. */
  wrong: number;
  /** Read plainly and rightly where the corpus is uncertain. */
  tooSure: number;
  /** Marked as uncertain, and different or not said at all. */
  wrongUncertain: number;
  /** Expected and not read. */
  missed: number;
  /** Of the right ones, those asked back as uncertain although the corpus is certain. */
  timid: number;
  /** The phrases behind the numbers, for the part of the corpus that may be looked at. */
  notes: string[];
}

const plain = (answer: Answer): unknown => ("value" in answer ? answer.value : answer);
const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null
      ? Object.fromEntries(Object.entries(part).sort(([x], [y]) => (x < y ? -1 : 1)))
      : part,
  );

export function score(phrases: readonly Phrase[]): Score {
  const total: Score = { right: 0, wrong: 0, tooSure: 0, wrongUncertain: 0, missed: 0, timid: 0, notes: [] };
  for (const phrase of phrases) {
    const now = phrase.now ? Date.parse(phrase.now) : NOW;
    const question = phrase.pending ? index(protocol).questions.get(phrase.pending) : undefined;
    const literal = question && readDirectAnswer(wordLists, question, phrase.text, now);
    // what answers the pending question literally never reaches the reader
    if (literal && "answer" in literal) continue;
    const read = understand(protocol, phrase.text, {
      lists: wordLists,
      pending: phrase.pending ?? null,
      now,
      utcOffsetMinutes: 0,
    });
    count(total, phrase, read);
  }
  return total;
}

function count(total: Score, phrase: Phrase, read: FreeTextReading): void {
  const { expect } = phrase;
  const sure = { ...expect.items };
  if (phrase.pending && expect.literal !== undefined && expect.literal !== null)
    sure[phrase.pending] = expect.literal;
  const unsure = { ...expect.uncertain };
  const note = (what: string, question: string, got: unknown) =>
    total.notes.push(`${what}: ${question} ${canonical(got)} in "${phrase.text}"`);
  for (const { question, answer, uncertain } of read.items) {
    const value = plain(answer);
    const wanted = question in sure ? sure[question] : unsure[question];
    if (wanted !== undefined && same(wanted, value)) {
      total.right += 1;
      if (uncertain && question in sure) {
        total.timid += 1;
        note("timid", question, value);
      }
      if (!uncertain && !(question in sure)) {
        total.tooSure += 1;
        note("too sure", question, value);
      }
    } else if (uncertain) {
      total.wrongUncertain += 1;
      note("wrong but uncertain", question, value);
    } else {
      total.wrong += 1;
      note("WRONG", question, value);
    }
  }
  const found = new Set(read.items.map(({ question }) => question));
  for (const [question, wanted] of Object.entries({ ...sure, ...unsure }))
    if (!found.has(question)) {
      total.missed += 1;
      note("missed", question, wanted);
    }
  for (const [kind, listed] of [
    ["conflict", read.conflicts.map(({ question }) => question)],
    ["fault", read.faults.map(({ question }) => question)],
  ] as const) {
    const wanted = (kind === "conflict" ? expect.conflicts : expect.faults) ?? [];
    for (const question of listed) if (!wanted.includes(question)) note(`unwanted ${kind}`, question, null);
    for (const question of wanted) if (!listed.includes(question)) note(`missing ${kind}`, question, null);
  }
  if (expect.unread === true && read.unread.length === 0) note("not unread", "", null);
}

const share = (part: number, all: number) => `${((100 * part) / all).toFixed(1)} %`;

/** One line of numbers, as docs/free-text.md has it. */
export function summary({ right, wrong, wrongUncertain, tooSure, missed, timid }: Score): string {
  const plainly = right - timid - tooSure;
  return [
    right + wrong + wrongUncertain,
    right,
    wrong,
    wrongUncertain,
    tooSure,
    timid,
    missed,
    share(right, right + wrong + wrongUncertain),
    share(plainly, plainly + wrong + tooSure),
    share(right, right + missed),
  ].join(" | ");
}
