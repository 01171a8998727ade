/** Several people who do not agree: nobody's answer is lost, and the more dangerous ones count together. */
import { describe, expect, it } from "vitest";
import { current } from "../../src/conversation/current.ts";
import { protocol } from "../protocol-under-test.ts";
import { A, B, recordedCase, started } from "./thread.ts";

describe("two disputes at once", () => {
  it("counts answers that are dangerous only side by side", () => {
    for (const order of [
      { capillary_refill_s: 2, distal_pulses: "present" },
      { distal_pulses: "present", capillary_refill_s: 2 },
    ]) {
      const thread = recordedCase(order);
      thread.submit(
        { do: "form", section: "vascular_exam" },
        { capillary_refill_s: "5", distal_pulses: "reduced" },
        B,
      );
      expect(thread.open.records.get("capillary_refill_s")?.dissent).toHaveLength(1);
      expect(thread.open.records.get("distal_pulses")?.dissent).toHaveLength(1);
      expect(current(protocol, thread.open).assessment.acts_on).toBe("EMERGENT");
    }
  });
});

describe("typed findings that nobody confirmed", () => {
  it("are not taken back by someone else's words, also after a third message", () => {
    const thread = started();
    thread.say("fever 39", B);
    thread.say("no saddle anaesthesia", A);
    thread.say("no fever", A);
    const fever = thread.open.proposal?.items.filter(({ question }) => question === "fever");
    expect(fever).toHaveLength(2);
  });
});
