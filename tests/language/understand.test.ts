import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAnswer } from "../../src/answers/read.ts";
import { annotateTokens } from "../../src/language/free-text/annotate-tokens.ts";
import { lexiconOf } from "../../src/language/free-text/lexicon.ts";
import { plainLines, plainWords } from "../../src/language/free-text/plain.ts";
import { LONGEST_SENTENCE, splitSentences } from "../../src/language/free-text/sentences.ts";
import { understand } from "../../src/language/understand.ts";
import { index } from "../../src/triage/index-of-protocol.ts";
import { protocol } from "../protocol-under-test.ts";
import { wordLists } from "../word-lists.ts";
import { corpus, NOW, score, summary } from "./free-text/corpus-score.ts";

const SETTING = { lists: wordLists, pending: null, now: NOW, utcOffsetMinutes: 0 };
const read = (text: string, pending: string | null = null) =>
  understand(protocol, text, { ...SETTING, pending });

/** What was read, in short: "?" stands before what is uncertain. */
const said = (text: string, pending: string | null = null) =>
  Object.fromEntries(
    read(text, pending).items.map(({ question, answer, uncertain }) => [
      uncertain ? `?${question}` : question,
      "value" in answer ? answer.value : answer,
    ]),
  );

describe("free text becomes findings to confirm", () => {
  it.each<[string, Record<string, unknown>]>([
    [
      "no fever or rigors but foot drop",
      { fever: "absent", "?infection_signs": "absent", limb_weakness_or_sensory_change: "present" },
    ],
    ["denies fever, weakness and numbness", { fever: "absent", limb_weakness_or_sensory_change: "absent" }],
    ["no bowel or bladder incontinence", { incontinence: "absent" }],
    ["not able to lift foot", { limb_weakness_or_sensory_change: "present" }],
    ["?retention", { "?urinary_retention": "present" }],
    ["unable to check pulses because of swelling", { distal_pulses: { unknown: "unable" } }],
    ["declined rectal exam", { anal_tone: { unknown: "declined" } }],
    ["calves 41/37 R/L", { leg_circumference: { calf: { right: 41, left: 37 } } }],
    ["ADF 4- L", { "?motor_grades": { "left.ankle_dorsiflexion": 4 } }],
    ["EHL 4/5 R", { motor_grades: { "right.great_toe_extension": 4 } }],
    ["ESI 2/7 ago", { hours_since_injection: 48 }],
    ["48h post ESI", { hours_since_injection: 48 }],
    ["MRI requested", { mri_result: "pending" }],
    ["US shows R femoral DVT", { duplex_result: "proximal_dvt" }],
    ["Ｔ ３８．４", { fever: 38.4 }],
  ])("%s", (text, items) => {
    expect(said(text)).toEqual(items);
  });

  it.each([
    "not without pain",
    "no longer febrile",
    "is there retention?",
    "if he develops fever",
    "mother had DVT",
    "will check PVR",
    "watch for retention",
    "Return precautions: weakness, incontinence, fever",
    "Denies:\nfever\nrigors",
    "calf tenderness, swelling or warmth: none",
    "retention -",
    "39",
  ])("%s is left to a person", (text) => {
    const { items, unread } = read(text);
    expect(items).toEqual([]);
    expect(unread.length).toBeGreaterThan(0);
  });

  it("shows both readings where the words contradict themselves", () => {
    const [conflict] = read("no fever. T 38.9").conflicts;
    expect(conflict?.question).toBe("fever");
    expect(conflict?.items.map(({ answer }) => answer)).toEqual([{ value: "absent" }, { value: 38.9 }]);
  });

  it("says why a value cannot be recorded, and what can", () => {
    const [fault] = read("temp 101").faults;
    expect(fault).toMatchObject({ question: "fever", quote: "temp 101" });
    expect(fault?.fault).toMatch(/30 to 45 C.*101 F/);
  });

  it("takes the beginning of a message for the pending question, and asks back", () => {
    expect(said("no, but she is incontinent", "fever")).toEqual({
      "?fever": "absent",
      incontinence: "present",
    });
  });
});

describe("the corpus of what clinicians type", () => {
  const tuned = score(corpus("tuned"));
  const heldOut = score(corpus("held-out"));

  it("holds nothing wrong and little missed in the part that was tuned on", () => {
    expect(tuned.notes.filter((note) => note.startsWith("WRONG"))).toEqual([]);
    // what is contradictory or impossible is told, and what is not understood is left unread
    expect(tuned.notes.filter((note) => /^(missing|not unread)/.test(note))).toEqual([]);
    expect(tuned.wrongUncertain).toBe(0);
    expect(tuned.tooSure).toBe(0);
    expect(tuned.right / (tuned.right + tuned.missed)).toBeGreaterThan(0.97);
  });

  it("is measured on the part that nobody tuned on, and docs/free-text.md says what came out", () => {
    console.info(`free text, held out: ${summary(heldOut)}`);
    const page = readFileSync(join(import.meta.dirname, "../../docs/free-text.md"), "utf8").replace(
      / +/g,
      " ",
    );
    expect(page).toContain(`held out | ${summary(heldOut)}`);
    expect(page).toContain(`tuned on | ${summary(tuned)}`);
    expect(heldOut.wrong).toBe(0);
    expect(heldOut.right / (heldOut.right + heldOut.missed)).toBeGreaterThan(0.9);
  });
});

/** Words that mean something to the reader, in any order, beside any text at all. */
const WORDS = corpus("tuned").flatMap(({ text }) => text.split(/\s+/));
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc
    .array(
      fc.oneof(fc.constantFrom(...WORDS), fc.constantFrom(",", ".", ";", "?", "\n", "/", "-", ":", "(", ")")),
      {
        maxLength: 40,
      },
    )
    .map((words) => words.join(" ")),
);
const RUNS = { seed: 20_261_125, numRuns: 1500 };

describe("any text at all", () => {
  it("is read without an error; quotes are its own words, answers are answers, and a question has one item", () => {
    fc.assert(
      fc.property(
        anyText,
        fc.constantFrom(null, ...protocol.questions.map(({ id }) => id)),
        (text, pending) => {
          const { items, conflicts, faults, unread } = read(text, pending);
          const words = plainWords(text);
          const proposed = [...items, ...conflicts.flatMap((conflict) => conflict.items)];
          for (const quote of [
            ...proposed.map((item) => item.quote),
            ...faults.map((fault) => fault.quote),
            ...unread,
          ]) {
            expect(quote).not.toBe("");
            expect(words).toContain(quote);
          }
          for (const { question, answer } of proposed) {
            const asked = index(protocol).questions.get(question);
            if (!asked) throw new Error(`no question ${question}`);
            const again = readAnswer(asked, "value" in answer ? answer.value : answer.unknown);
            expect(again).toEqual({ answer });
          }
          const named = [
            ...items.map(({ question }) => question),
            ...conflicts.map(({ question }) => question),
          ];
          expect(new Set(named).size).toBe(named.length);
          for (const conflict of conflicts) expect(conflict.items.length).toBeGreaterThan(1);
        },
      ),
      RUNS,
    );
  });

  it("reads the same in the quotes, dashes, spaces and digits of every keyboard", () => {
    const OTHER: readonly [RegExp, string][] = [
      [/'/g, "’"],
      [/"/g, "”"],
      [/-/g, "–"],
      [/ /g, "\u00a0"],
      [/[0-9]/g, "\0"],
    ];
    const fullWidth = (digit: string) => String.fromCodePoint((digit.codePointAt(0) ?? 0) + 0xfee0);
    const typedElsewhere = (text: string) =>
      OTHER.reduce(
        (typed, [was, is]) => typed.replace(was, (one) => (is === "\0" ? fullWidth(one) : is)),
        text,
      );
    for (const { text } of corpus("tuned")) expect(read(typedElsewhere(text))).toEqual(read(text));
    fc.assert(
      fc.property(anyText, (text) => {
        expect(read(typedElsewhere(text))).toEqual(read(text));
        expect(
          read(
            plainLines(text)
              .map((line) => line.text)
              .join("\n"),
          ),
        ).toEqual(read(text));
      }),
      { ...RUNS, numRuns: 500 },
    );
  });

  it("costs work in proportion to its length: every word is looked up once, and a sentence without end is not read", () => {
    const lexicon = lexiconOf(wordLists, protocol);
    const long = [
      "no fever ".repeat(1200),
      "no fever, leg swollen. ".repeat(450),
      "power 5/5, ".repeat(950),
      "((((((((((".repeat(1000),
      "a".repeat(10_000),
      "1".repeat(10_000),
      "? ".repeat(5000),
      "L leg is not very ".repeat(600),
      "2019-11-23 ".repeat(950),
    ];
    for (const text of long) {
      const sentences = splitSentences(lexicon.words, plainLines(text));
      for (const { tokens } of sentences)
        expect(annotateTokens(lexicon, tokens, false).steps).toBeLessThanOrEqual(tokens.length);
      const { items, unread } = read(text);
      if (sentences.some(({ tokens }) => tokens.length > LONGEST_SENTENCE)) expect(items).toEqual([]);
      expect(items.length + unread.length).toBeLessThan(text.length);
    }
  });

  it("has no expression that can run away: nothing repeated is repeated again", () => {
    const folder = join(import.meta.dirname, "../../src/language/free-text");
    const nested = /\([^()]*[+*][^()]*\)[+*{]/;
    for (const name of readdirSync(folder))
      for (const line of readFileSync(join(folder, name), "utf8").split("\n"))
        if (/\/.*[+*].*\//.test(line) && !line.trim().startsWith("*")) {
          const repeated = nested.exec(line)?.[0] ?? "";
          // a group that begins with a mark of its own cannot be matched in two ways
          expect(repeated === "" || /^\((\?:)?(\[\.,\]|'|\\\.|,)/.test(repeated), `${name}: ${line}`).toBe(
            true,
          );
        }
  });
});
