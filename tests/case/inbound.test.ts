import { describe, expect, it } from "vitest";
import { type Act, actSchema } from "../../src/case/inbound.ts";

/** As version 0.1.0 posted them. */
const POSTED: readonly Act[] = [
  { do: "answer", question: "fever", value: "present", rev: 0 },
  { do: "change", question: "fever" },
  { do: "form" },
  { do: "form", section: "red_flags" },
  { do: "form", proposal: 1, seen: 12 },
  { do: "confirm", proposal: 1 },
  { do: "discard", proposal: 1 },
  { do: "pick", proposal: 1, question: "fever", choice: 2, rev: 0 },
  { do: "settle", question: "fever", choice: 1, rev: 2 },
  { do: "done", deadline: "imaging.mri_spine" },
  { do: "snooze", deadline: "imaging.mri_spine" },
  { do: "command", words: "handoff" },
];

describe("what comes back with a tap", () => {
  it.each(POSTED.map((act) => [JSON.stringify(act), act] as const))(
    "is read as it was posted: %s",
    (_, act) => expect(actSchema.parse(JSON.parse(JSON.stringify(act)))).toEqual(act),
  );

  it.each([
    ["an act of another program", { do: "shout", words: "fever" }],
    ["an act with a field that no version knows", { do: "confirm", proposal: 1, all: true }],
    ["an answer without the revision that it answers", { do: "answer", question: "fever", value: "present" }],
    ["a revision below zero", { do: "answer", question: "fever", value: "present", rev: -1 }],
    ["a number in a word's place", { do: "change", question: 7 }],
    ["a word longer than any button holds", { do: "command", words: "w".repeat(1_001) }],
    ["a list", [{ do: "confirm", proposal: 1 }]],
    ["nothing", null],
  ])("is refused when it is %s", (_, value) => expect(actSchema.safeParse(value).success).toBe(false));
});
