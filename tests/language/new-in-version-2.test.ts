/** Every finding and option that is new in version 2.0 can be typed: at its question, where it is recorded, or unasked, where it waits. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readTyped } from "../../cli/typed-reading.ts";
import { readOnsets } from "../../src/language/onsets-from-words.ts";
import { index } from "../../src/triage/index-of-protocol.ts";
import { protocol as version1 } from "../protocol-under-test.ts";
import { NOON, version2 } from "../version-2.ts";
import { wordLists } from "../word-lists.ts";

const FILE = new URL("../cases/words/new-in-2.0.0.json", import.meta.url);
const typed = Object.entries(
  JSON.parse(readFileSync(FILE, "utf8")) as Record<string, [string | null, string, unknown][]>,
);
const newIds = version2.questions.map(({ id }) => id).filter((id) => !index(version1).questions.has(id));

describe("what is new in version 2.0", () => {
  it("has typed words for every finding; those of an onset are read below", () => {
    const tried = new Set(typed.map(([finding]) => finding));
    expect(newIds.filter((id) => !tried.has(id))).toEqual(["symptom_onset"]);
  });

  it.each(
    typed.flatMap(([finding, rows]) => rows.map(([asked, text, value]) => ({ finding, asked, text, value }))),
  )("$finding is $value in “$text”, asked for $asked", ({ finding, asked, text, value }) => {
    const { recorded, proposed, not_read } = readTyped(version2, wordLists, { text, asked, now: NOON });
    if (asked) expect(recorded).toEqual({ [finding]: value });
    else expect(proposed).toContainEqual(expect.objectContaining({ finding, value, certain: true }));
    expect(not_read).toEqual([]);
  });

  it("a faint is not taken for one that was brief and recovered", () => {
    const { recorded, proposed } = readTyped(version2, wordLists, {
      text: "fainted",
      asked: "collapse_kind",
      now: NOON,
    });
    expect(recorded).toEqual({});
    expect(proposed.map(({ finding }) => finding)).toEqual(["chest_symptoms_or_collapse"]);
  });

  it.each([
    ["3 h ago", ["limb_weakness_or_sensory_change", "new_severe_pain"]],
    ["numb leg yesterday 14:00, severe pain 2 h ago", ["limb_weakness_or_sensory_change", "new_severe_pain"]],
  ])("an onset is read of the symptoms that are there: %s", (words, symptoms) => {
    const { questions } = index(version2);
    const of = (id: string) => {
      const question = questions.get(id);
      if (!question) throw new Error(id);
      return question;
    };
    const read = readOnsets(wordLists.answers, of("symptom_onset"), symptoms.map(of), words, NOON, () => 0);
    expect(
      Object.keys((read && "answer" in read && "value" in read.answer && read.answer.value) || {}),
    ).toEqual(symptoms);
  });
});
