import { describe, expect, it } from "vitest";
import { kinds, started, type Thread, view, words } from "./test-thread.ts";

/** A case in which this question is asked and nothing else waits. */
function asked(question: string): Thread {
  const thread = started();
  thread.act({ do: "change", question });
  return thread;
}

const WEAKNESS = "limb_weakness_or_sensory_change";

describe("yes with more words", () => {
  it.each(["yes, left", "Yes - left leg since this morning", "“yes”, left", "yes left", "yes, both"])(
    "is yes at once: %s",
    (typed) => {
      const thread = asked(WEAKNESS);
      expect(kinds(thread.say(typed))).toContain("alert");
      expect(thread.standing(WEAKNESS)).toEqual({ value: "present" });
    },
  );

  it.each(["“yes”", '"yes"', "yes\u200b", "\u200eyes", "yes\ufe0f", "'Yes.'"])(
    "is no doubt where only marks are round it: %s",
    (typed) => {
      const thread = asked(WEAKNESS);
      thread.say(typed);
      expect(thread.standing(WEAKNESS)).toEqual({ value: "present" });
    },
  );

  it("puts the other findings of its words to be confirmed", () => {
    const thread = asked(WEAKNESS);
    const said = thread.say("yes, and saddle numbness");
    expect(words(said)).toContain("Saddle");
    expect(thread.open.proposal?.items.map(({ question }) => question)).toEqual(["saddle_sensory_loss"]);
  });

  it.each(["yes, but before the injection", "yes, his mother", "yes, not really", "yes, no", "yes, chronic"])(
    "that is taken back stands, and is put as a contradiction to settle: %s",
    (typed) => {
      const thread = asked(WEAKNESS);
      const said = thread.say(typed);
      expect(thread.standing(WEAKNESS)).toEqual({ value: "present" });
      expect(words(said)).toContain("which one?");
    },
  );

  it("tells what of it was not read", () => {
    const thread = asked(WEAKNESS);
    expect(words(thread.say("yes, wobbly as a jelly"))).toContain('Not read: \\"');
  });
});

describe("no with more words", () => {
  it.each([
    ["fever", "no, 38.2"],
    ["urinary_retention", "no, hasn't been since 6am"],
    ["saddle_sensory_loss", "no, can't feel herself wiping"],
    [WEAKNESS, "no, R foot slaps when walking"],
    ["incontinence", "no, ?saddle numbness"],
    [WEAKNESS, "no - but weak"],
  ])(
    "that the reader does not account for records nothing, and is asked again beside its words: %s, %s",
    (question, typed) => {
      const thread = asked(question);
      const said = thread.say(typed);
      expect(thread.standing(question)).toBeUndefined();
      expect(words([said.at(-1) as never])).toContain(`You typed \\"${typed.replace("’", "'")}\\"`);
      expect(view(said, "question").actions.map(({ label }) => label)).toContain("No");
    },
  );

  it("of which every word is read plainly is no, and the rest is put to be confirmed", () => {
    const thread = asked("incontinence");
    thread.say("no, fever");
    expect(thread.standing("incontinence")).toEqual({ value: "absent" });
    expect(thread.open.proposal?.items).toMatchObject([{ question: "fever", answer: { value: "present" } }]);
  });

  it("is no reply where it denies another finding", () => {
    const thread = asked("incontinence");
    thread.say("no fever");
    expect(thread.standing("incontinence")).toBeUndefined();
    expect(thread.open.proposal?.items).toMatchObject([{ question: "fever", answer: { value: "absent" } }]);
  });
});
