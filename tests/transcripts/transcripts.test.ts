/** The judge of transcripts by itself: what it takes for right, and what it finds, in a few lines each. */
import { describe, expect, test } from "vitest";
import { judgeTranscript } from "./judge.ts";
import { type Line, type LineOf, readTranscripts, writeTranscript } from "./transcript.ts";

const BEGIN: LineOf<"begin"> = {
  what: "begin",
  format: 1,
  platform: "slack",
  source: "a test",
  timed: true,
  findings: [
    {
      id: "fever",
      label: "Fever",
      asks: ["Is there fever?"],
      buttons: [
        { label: "Yes", answer: { value: "present" } },
        { label: "No", answer: { value: "absent" } },
      ],
      releases: [],
    },
    {
      id: "weakness",
      label: "Weakness",
      asks: ["Is there a new weakness?"],
      buttons: [
        { label: "Yes", answer: { value: "present" } },
        { label: "No", answer: { value: "absent" } },
      ],
      releases: [],
    },
    {
      id: "mri",
      label: "MRI result",
      asks: ["What did the MRI show?"],
      buttons: [{ label: "Negative", answer: { value: "negative" } }],
      releases: [{ answer: { value: "negative" }, label: "The report excludes them" }],
    },
  ],
};
const HANDLE = "amber-falcon-42";
const ASKS: Record<string, string> = {
  fever: "Is there fever?",
  weakness: "Is there a new weakness?",
  mri: "What did the MRI show?",
};
const asked = (finding: string, at: number, more: Partial<LineOf<"shown">> = {}): Line => ({
  what: "shown",
  at,
  message: `${finding}-post`,
  place: "thread",
  words: ASKS[finding] ?? "",
  buttons: finding === "mri" ? ["Negative", "Not assessed"] : ["Yes", "No", "Not assessed"],
  notification: `Case ${HANDLE}: a question is waiting.`,
  ...more,
});
const typed = (words: string, at: number, more: Partial<LineOf<"typed">> = {}): Line => ({
  what: "typed",
  at,
  act: "act-1",
  person: "Alex",
  place: "thread",
  message: "m1",
  words,
  toBot: true,
  ...more,
});
const tapped = (label: string, message: string, at: number): Line => ({
  what: "pressed",
  at,
  act: "act-1",
  person: "Alex",
  place: "thread",
  message,
  label,
});
const recorded = (question: string, how: string, value = "absent", more: object = {}): Line => ({
  what: "recorded",
  at: 100_000,
  case: HANDLE,
  by: "Alex",
  for: "act-1",
  says: value,
  event: { type: "answered", question, answer: { value }, as: "first", how, ...more },
});
const alerted = (type: "alerted" | "stood-down"): Line => ({
  what: "recorded",
  at: 1,
  case: HANDLE,
  by: "Alex",
  event: { type, rules: ["deficit"] },
});
const alert = (at: number, message = "alert-1"): Line => ({
  what: "shown",
  at,
  message,
  place: "thread",
  words: "EMERGENT: Deficit",
  buttons: ["I have this"],
  notification: `Case ${HANDLE}: EMERGENT. Open the thread now.`,
});
const REST: Line = { what: "rest", at: 900_000 };

const faults = (...lines: Line[]) => judgeTranscript([BEGIN, ...lines]).faults.join("\n");

describe("M1, words", () => {
  test("count for the lowest question once it had stood a second", () => {
    expect(faults(asked("fever", 0), typed("no", 1_000), recorded("fever", "words"))).toBe("");
    expect(faults(asked("fever", 0), typed("no", 999), recorded("fever", "words"))).toContain(
      "had stood 999 ms",
    );
    const two = [asked("fever", 0), asked("weakness", 10), typed("no", 5_000)];
    expect(faults(...two, recorded("fever", "words"))).toContain("what was asked was weakness");
  });

  test("count five seconds after somebody else's act, and after the same words one and a half", () => {
    const others: Line = { ...typed("hello", 0), act: "act-0", person: "Sam" } as Line;
    const after = (ms: number) =>
      faults(others, asked("fever", 0, { after: "act-0" }), typed("no", ms), recorded("fever", "words"));
    expect(after(4_999)).toContain("after somebody else's act");
    expect(after(5_000)).toBe("");
    const again = (ms: number) =>
      faults(
        asked("fever", 0),
        typed("no", 9_000),
        recorded("fever", "words"),
        asked("weakness", 10_000),
        typed("no", 10_000 + ms, { act: "act-2" }),
        { ...recorded("weakness", "words"), for: "act-2" } as Line,
      );
    expect(again(1_499)).toContain("the same words again");
    expect(again(1_500)).toBe("");
  });

  test("answer nothing that an update asks, and nothing by an edit", () => {
    const changed: Line = { ...asked("weakness", 10), what: "changed", message: "fever-post" } as Line;
    expect(faults(asked("fever", 0), changed, typed("no", 9_000), recorded("weakness", "words"))).toContain(
      "put by an update",
    );
    const edit: Line = {
      what: "edited",
      at: 9_000,
      act: "act-1",
      person: "Alex",
      message: "m0",
      words: "no",
    };
    expect(faults(asked("fever", 0), edit, recorded("fever", "words"))).toContain("an edit answers nothing");
  });
});

describe("M2, a tap", () => {
  test("counts once its message had stood 700 ms, and for what its button says", () => {
    expect(faults(asked("fever", 0), tapped("No", "fever-post", 700), recorded("fever", "tap"))).toBe("");
    expect(faults(asked("fever", 0), tapped("No", "fever-post", 699), recorded("fever", "tap"))).toContain(
      "699 ms",
    );
    expect(
      faults(asked("fever", 0), tapped("No", "fever-post", 900), recorded("fever", "tap", "present")),
    ).toContain("does not mean present");
  });

  test("that releases is asked for once more in other words", () => {
    const once = faults(
      asked("mri", 0),
      tapped("Negative", "mri-post", 900),
      recorded("mri", "tap", "negative"),
    );
    expect(once).toContain("not asked for once more");
    const check: Line = {
      ...asked("mri", 2_000),
      message: "check",
      words: "Not recorded yet: MRI result: negative",
      buttons: ["The report excludes them", "Ask it again"],
    } as Line;
    const second = tapped("The report excludes them", "check", 9_000);
    expect(faults(check, second, recorded("mri", "tap", "negative"))).toBe("");
  });
});

test("M3: a list records what it shows, in words that somebody typed", () => {
  const list = (words: string): Line =>
    ({ ...asked("fever", 0), message: "list", words, buttons: ["Confirm", "Edit", "Discard"] }) as Line;
  const said = typed("no fever", 0, { act: "act-0" });
  const confirm = tapped("Confirm", "list", 2_000);
  const event = recorded("fever", "confirmed", "absent", { quote: "no fever" });
  expect(faults(said, list('Fever: absent ("no fever")'), confirm, event)).toBe("");
  expect(faults(said, list('Weakness: absent ("no fever")'), confirm, event)).toContain("does not name it");
  expect(faults(said, list("Fever: present"), confirm, event)).toContain('does not say "absent"');
  expect(faults(list("Fever: absent"), confirm, event)).toContain("nobody typed");
});

test("M4: what was typed has a word to its author, and each piece of it is named", () => {
  const ack: Line = { what: "acknowledged", at: 2_000, act: "act-1" };
  const words = typed("zorbly quux", 0, { meant: { pieces: ["zorbly quux"] } });
  const note = (text: string): Line =>
    ({ ...asked("fever", 3_000), words: text, buttons: [], after: "act-1" }) as Line;
  expect(faults(words, ack, REST)).toContain("no word to Alex");
  expect(faults(words, ack, note("Not understood."), REST)).toContain("is nowhere");
  expect(faults(words, ack, note('Not read: "zorbly quux"'), REST)).toBe("");
});

test("M7: what was said of another patient stands in no case of this one", () => {
  const open: Line = { ...recorded("", ""), event: { type: "opened" } } as Line;
  const first = typed("triage", 0, { meant: { patient: "one" } });
  const other = typed("new patient: fever", 9_000, {
    act: "act-2",
    message: "m2",
    meant: { patient: "two" },
  });
  const event: Line = {
    ...recorded("fever", "confirmed", "present", { message: "m2" }),
    for: "act-2",
  } as Line;
  expect(faults(first, open, other, event)).toContain("holds a finding of two");
});

describe("M8, an alert", () => {
  const withdrawn: Line = {
    ...alert(9_000, "withdrawn"),
    words: "NO LONGER AN EMERGENCY",
    notification: `Case ${HANDLE}: no longer an emergency. Open the thread.`,
  } as Line;
  const shrunk: Line = {
    ...alert(9_000),
    what: "changed",
    words: "Superseded",
    notification: `Case ${HANDLE}: an alert was superseded.`,
  } as Line;

  test("that is withdrawn says so on a new message, and the old one shrinks", () => {
    const down = [alerted("alerted"), alert(5), alerted("stood-down")];
    expect(faults(...down, REST)).toContain("says that it is an emergency, and it is none");
    expect(faults(...down, withdrawn, REST)).toContain("stands as if it were the latest");
    expect(faults(...down, withdrawn, shrunk, REST)).toBe("");
  });

  test("that was replaced does not stand as if it were the latest", () => {
    const two = [alerted("alerted"), alert(5), alerted("alerted"), alert(9, "alert-2")];
    expect(faults(...two, REST)).toContain("stands as if it were the latest");
    expect(faults(...two, shrunk, REST)).toBe("");
  });
});

test("M11: an alert is out within five seconds of a restart", () => {
  const restart: Line[] = [
    alerted("alerted"),
    { what: "process", at: 10, name: "p1", is: "dead" },
    { what: "calm", at: 20 },
    { what: "process", at: 20, name: "p2", is: "begun" },
  ];
  expect(faults(...restart, alert(5_020), REST)).toBe("");
  expect(faults(...restart, alert(5_021), REST)).toContain("5001 ms after the restart");
  expect(faults(...restart, REST)).toContain("was not out after the restart");
});

test("a file may hold several transcripts, and a line that is none is named by its number", () => {
  const file = writeTranscript([BEGIN, asked("fever", 0), BEGIN]);
  expect(readTranscripts(file).map(({ length }) => length)).toEqual([2, 1]);
  expect(() => readTranscripts(`${file}{"what":"shown"}\n`)).toThrow(/^line 4: /);
  expect(() => readTranscripts("no JSON\n")).toThrow("line 1 is not JSON");
  expect(() => readTranscripts(writeTranscript([REST]))).toThrow('starts with a line "begin"');
});
