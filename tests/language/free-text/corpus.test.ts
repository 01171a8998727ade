import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readDirectAnswer } from "../../../src/language/direct-answer.ts";
import { index } from "../../../src/triage/index-of-protocol.ts";
import { protocol } from "../../protocol-under-test.ts";
import { wordLists } from "../../word-lists.ts";

interface Phrase {
  text: string;
  /** The question that is being asked when it is said. */
  pending?: string;
  now?: string;
  expect: { literal?: unknown; items?: Record<string, unknown>; uncertain?: Record<string, unknown> };
}

const NOW = Date.parse("2026-11-25T12:00:00Z");
const phrases = ["held-out", "tuned"].flatMap((name) => {
  const text = readFileSync(join(import.meta.dirname, "corpus", `${name}.json`), "utf8");
  return (JSON.parse(text) as Phrase[]).map((phrase) => ({ name, ...phrase }));
});

describe("what clinicians type", () => {
  it.each(phrases)("$name: $text names findings of the protocol", ({ pending, expect: wanted }) => {
    const named = [...(pending ? [pending] : []), ...Object.keys({ ...wanted.items, ...wanted.uncertain })];
    for (const id of named) expect(index(protocol).questions.has(id.split(".")[0] ?? ""), id).toBe(true);
  });

  // asking back is not a failure; an answer that nobody gave is
  it.each(phrases.filter(({ pending, expect: { literal } }) => pending && literal === undefined))(
    "$name: $text is not taken for an answer to $pending",
    ({ text, pending, now }) => {
      const question = index(protocol).questions.get(pending ?? "");
      if (!question) throw new Error(`no question ${pending}`);
      const reading = readDirectAnswer(wordLists, question, text, now ? Date.parse(now) : NOW);
      expect(reading !== null && "answer" in reading ? reading.answer : null).toBeNull();
    },
  );
});
