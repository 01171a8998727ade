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
  doctors: { recall: 70, redFlags: 78, wrongDoubtful: 6 },
  "nurses-gps-patients": { recall: 80, redFlags: 85, wrongDoubtful: 3 },
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

describe("the time of the injection in a line that begins a case", () => {
  const hoursIn = (text: string) =>
    read(text).proposed.find(({ finding }) => finding === "hours_since_injection");

  it.each([
    ["epidural 3 days ago", 72, true],
    ["injected yesterday 14:00", 22, true],
    ["ESI 36h ago", 36, true],
    ["68F ESI yesterday", 24, true],
    ["POD 2, weak foot", 48, true],
    ["caudal ESI 5 days ago, weak foot", 120, false],
  ])("%s", (text, value, certain) => {
    expect(hoursIn(text)).toMatchObject({ value, certain });
  });

  it.each([
    "Xarelto held 3d pre procedure, restarted POD1",
    "enox 80 bd started by medics 6h post procedure",
    "injected at 0900 today, now 1200",
  ])("is not taken from the time of something else: %s", (text) => {
    expect(hoursIn(text)).toBeUndefined();
  });
});

describe("what is denied", () => {
  const said = (text: string) =>
    Object.fromEntries(read(text).proposed.map(({ finding, value, certain }) => [finding, [value, certain]]));

  it("is another thing than what was named before, where nothing is known of it", () => {
    expect(said("foot drop, no rash")).toEqual({ limb_weakness_or_sensory_change: ["present", true] });
    expect(said("no fever, no rash")).toEqual({ fever: ["absent", true] });
    expect(read("foot drop, no rash").not_read).toEqual(["no rash"]);
    expect(said("foot drop, no change")).toEqual({});
  });

  it("has its own finding in a list without commas", () => {
    expect(said("no fever no incontinence")).toEqual({
      fever: ["absent", true],
      incontinence: ["absent", true],
    });
  });

  it("hides no answer that stands behind it", () => {
    expect(said("no rigors, no pulse in the foot")).toHaveProperty("distal_pulses", ["absent", true]);
  });

  it("and an answer without a side is most likely of the only side that was named", () => {
    expect(said("left leg marbled and I can't get a pulse in that foot").distal_pulses).toEqual([
      { left: "absent" },
      false,
    ]);
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
