/** The clocks that version 2.0 runs: from the first deficit, and for every call that is due now. */
import { describe, expect, it } from "vitest";
import { HOUR, words } from "./test-thread.ts";
import { startedUnder2 } from "./version-2-thread.ts";

const DECOMPRESSION = "caution.decompression_window";

describe("the clock for decompression", () => {
  it("runs from when the deficit was recorded, where nobody said when it began", () => {
    const thread = startedUnder2();
    thread.tap("saddle_sensory_loss", "present");
    const clock = thread.open.deadlines.get(DECOMPRESSION);
    expect(clock).toMatchObject({ started: thread.now, due: thread.now + 12 * HOUR, state: "open" });
  });

  it("runs from the onset of the first deficit, and moves earlier when that is told later", () => {
    const thread = startedUnder2();
    thread.tap("saddle_sensory_loss", "present");
    thread.wait(HOUR).tap("urinary_retention", "present");
    thread.act({ do: "change", question: "symptom_onset" });
    thread.wait(10_000).say("3 h ago");
    const told = thread.now;
    const clock = thread.open.deadlines.get(DECOMPRESSION);
    expect(clock).toMatchObject({ started: told - 3 * HOUR, due: told + 9 * HOUR });
  });

  it("does not run without a deficit", () => {
    const thread = startedUnder2();
    thread.tap("bilateral_leg_symptoms", "present");
    thread.tap("new_severe_pain", "present");
    expect(thread.open.alerted.size).toBeGreaterThan(0);
    expect(thread.open.deadlines.get(DECOMPRESSION)).toBeUndefined();
  });
});

describe("a call that is due now", () => {
  it("is said as now, has a clock, and is done by one tap", () => {
    const thread = startedUnder2();
    const said = thread.tap("saddle_sensory_loss", "present");
    expect(words(said)).toContain("Neurosurgery now, by phone.");
    expect(words(said)).toContain(" Now.");
    expect(thread.open.deadlines.get("consult.neurosurgery")).toMatchObject({ state: "open" });
    thread.act({ do: "done", deadline: "consult.neurosurgery" });
    expect(thread.open.deadlines.get("consult.neurosurgery")).toMatchObject({ state: "done", late: false });
  });
});
