/** "Can I start enoxaparin?": how it stands in this case comes before everything else. */
import { describe, expect, it } from "vitest";
import { wellBut } from "../patient.ts";
import { B, kinds, recordedCase, started, view, words } from "./test-thread.ts";

describe("a question whether a treatment may be given", () => {
  it.each([
    "can I start enoxaparin?",
    "should we give heparin now",
    "is it safe to start a DOAC?",
    "anticoagulate?",
    "blood thinners ok?",
  ])(
    "%s is answered NOT NOW while a haematoma is not excluded, with why and what would release it",
    (asks) => {
      const said = started().say(asks);
      expect(kinds(said)[0]).toBe("citation");
      const text = words(said);
      expect(text).toContain("NOT NOW");
      expect(text).toContain("A spinal haematoma is not excluded");
      expect(text).toContain("Released by: ");
      expect(text).toContain('"kind":"citations"');
      expect(view(said, "citation").notification).not.toMatch(/heparin|anticoag/i);
    },
  );

  it("is answered NOT NOW also to a colleague in the thread who did not ask the bot", () => {
    expect(words(started().say("can I start enoxaparin?", B, false))).toContain("NOT NOW");
  });

  it("is answered with the recommendation itself where nothing holds it back", () => {
    const thread = recordedCase(
      wellBut({ leg_swelling: "left", mri_result: "negative", duplex_result: "proximal_dvt" }),
    );
    const text = words(thread.say("can we anticoagulate?"));
    expect(text).not.toContain("NOT NOW");
    expect(text).toContain("Anticoagulate by your institution's protocol");
    expect(kinds(thread.say("can we anticoagulate?", B, false))).not.toContain("citation");
  });

  it("says that nothing recommends it where that is so, and does not read as advice", () => {
    const text = words(started().say("should I give antibiotics?"));
    expect(text).toContain("Nothing that is recorded recommends it");
    expect(text).toContain("It is not advice to do it here");
  });

  it("is not what a finding is: a patient on heparin is recorded, and asks nothing", () => {
    expect(kinds(started().say("on therapeutic heparin"))).not.toContain("citation");
  });
});
