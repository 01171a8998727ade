import { describe, expect, it } from "vitest";
import { B, recordedCase, started, view, words } from "./test-thread.ts";

describe("words that may be about another patient", () => {
  it.each([
    ["72F, caudal yesterday", "64 yo with fever 39"],
    ["he had a caudal, bed 4", "bed 7 has a fever of 39"],
    ["caudal, her fever is 39", "his left leg is swollen"],
  ])("are kept when they name another age, sex or label: %s; %s", (first, second) => {
    const thread = started();
    thread.say(first);
    thread.say("confirm");
    const before = thread.events.length;
    expect(view(thread.say(second), "notice").title).toBe("Another patient?");
    expect(thread.events.slice(before).map(({ type }) => type)).toEqual(["words-kept"]);
    expect(thread.open.keptWords.get(1)).toMatchObject({ words: second, given: false });
  });

  it("are kept when another procedure comes with two new findings, and not when it comes alone", () => {
    const thread = recordedCase({ procedure: "epidural_steroid_caudal" });
    expect(words(thread.say("transforaminal"))).not.toContain("Another patient?");
    const said = thread.say("transforaminal epidural, fever 39, left calf swollen");
    expect(view(said, "notice").title).toBe("Another patient?");
  });

  it("are read where a person says that they belong, and are shown as given", () => {
    const thread = started();
    thread.say("new patient with fever 39");
    const read = thread.do({
      kind: "say",
      actor: B,
      words: "new patient with fever 39",
      addressed: true,
      about: "this",
    });
    expect(words(read)).not.toContain("Another patient?");
    const closed = thread.do({ kind: "given", actor: B, kept: 1, to: "grey-owl-11" });
    expect(closed).toMatchObject([{ slot: "kept:1", update: true, onlyUpdate: true }]);
    expect(words(closed)).toContain("they went to case grey-owl-11");
    expect(thread.do({ kind: "given", actor: B, kept: 1, to: "grey-owl-11" })).toEqual([]);
  });

  it("are asked about where several cases are open and they name none", () => {
    const thread = started();
    const said = thread.do({
      kind: "say",
      actor: B,
      words: "fever 39 and rigors",
      addressed: true,
      about: "ask",
    });
    expect(view(said, "notice").title).toBe("Which case is this about?");
    expect(thread.open.proposal).toBeNull();
  });
});
