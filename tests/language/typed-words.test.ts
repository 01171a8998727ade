import { describe, expect, it } from "vitest";
import { readTyped } from "../../cli/typed-reading.ts";
import { loadProtocol } from "../../src/protocol-store.ts";
import {
  CORPORA,
  LABELLED_NOW,
  labelledTexts,
  scoreWords,
  textsByFinding,
  type WordsScore,
} from "../cases/words/score.ts";
import { wordLists } from "../word-lists.ts";

const { protocol } = loadProtocol();
const read = (text: string, asked: string | null = null) =>
  readTyped(protocol, wordLists, { text, asked, now: LABELLED_NOW });

/** Labels that are disputed, and count neither way: 2.0.0 asks for the heart rate, which "HR 39" gives. */
const DISPUTED: ReadonlySet<string> = new Set(["C174"]);

/** What each corpus scores at the least: a change may only raise it. Recall in per cent. */
const FLOORS: Readonly<Record<string, { recall: number; redFlags: number; wrongDoubtful: number }>> = {
  doctors: { recall: 66, redFlags: 76, wrongDoubtful: 6 },
  "nurses-gps-patients": { recall: 72, redFlags: 82, wrongDoubtful: 3 },
  "first-look": { recall: 95, redFlags: 100, wrongDoubtful: 16 },
};
const percent = (part: number, of: number) => (100 * part) / of;

describe("the words that clinicians type, at their question and through the privacy guard", () => {
  it.each(CORPORA)("in %s are never misread dangerously, and none is lost without a word", (name) => {
    const { score, notes } = scoreWords(
      labelledTexts(name).filter(({ id }) => !DISPUTED.has(id)),
      ({ text, asked }) => readTyped(protocol, wordLists, { text, asked: asked ?? null, now: LABELLED_NOW }),
    );
    const worst: Partial<WordsScore> = { wrong: 0, dangerous: 0, recordedWrong: 0, lost: 0 };
    const faults = notes.filter((each) => each.notes.some((note) => /^(wrong|DANGEROUS|LOST)/.test(note)));
    expect(faults).toEqual([]);
    expect(score).toMatchObject(worst);
    const floor = FLOORS[name] ?? { recall: 100, redFlags: 100, wrongDoubtful: 0 };
    expect(percent(score.right, score.items)).toBeGreaterThanOrEqual(floor.recall);
    expect(percent(score.redRight, score.red)).toBeGreaterThanOrEqual(floor.redFlags);
    expect(score.wrongDoubtful).toBeLessThanOrEqual(floor.wrongDoubtful);
  });

  const CALM = new Set<unknown>(["absent", "normal", "negative", "none", "not_done"]);
  const traps = Object.entries(textsByFinding("traps")).flatMap(([finding, texts]) =>
    texts.map((text) => [finding, text] as const),
  );
  it.each(traps)("%s is not read plainly as absent, normal or negative: %s", (finding, text) => {
    const { recorded, proposed } = read(text);
    const plain = proposed.filter((item) => item.finding === finding && item.certain);
    const full =
      finding === "motor_grades" ? plain.filter(({ value }) => JSON.stringify(value) === '{"worst":5}') : [];
    expect([...plain.filter(({ value }) => CALM.has(value)), ...full]).toEqual([]);
    expect(recorded).toEqual({});
  });

  it("say a red flag in nine of ten ways, and are never inverted", () => {
    const ways = Object.entries(textsByFinding("ways-to-say-it")).flatMap(([finding, texts]) =>
      texts.map((text) => ({
        finding,
        text,
        said: read(text).proposed.filter((one) => one.finding === finding),
      })),
    );
    expect(ways.filter(({ said }) => said.some(({ value }) => CALM.has(value)))).toEqual([]);
    const unread = ways.filter(({ said }) => said.length === 0).map(({ text }) => text);
    expect(unread.length, unread.join("; ")).toBeLessThanOrEqual(ways.length / 10);
  });
});

describe("a reading of typed words", () => {
  it("has what was recorded at once, what waits, and what was not read", () => {
    expect(read("no", "fever")).toEqual({ recorded: { fever: "absent" }, proposed: [], not_read: [] });
    expect(read("foot drop, zzz yyy")).toEqual({
      recorded: {},
      proposed: [
        { finding: "limb_weakness_or_sensory_change", value: "present", certain: true, quote: "foot drop" },
      ],
      not_read: ["zzz yyy"],
    });
    expect(read("zzz yyy").not_read).toEqual(["zzz yyy"]);
  });

  it("goes through the privacy guard", () => {
    expect(JSON.stringify(read("Mr John Smith, MRN 12345678, has a foot drop"))).not.toContain("12345678");
  });

  it("has no single question where a panel was asked", () => {
    const panel = readTyped(protocol, wordLists, {
      text: "no",
      asked: ["fever", "infection_signs"],
      now: LABELLED_NOW,
    });
    expect(panel.recorded).not.toHaveProperty("fever");
  });
});
