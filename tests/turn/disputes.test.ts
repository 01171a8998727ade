/** Several people who do not agree: nobody's answer is lost, and the more dangerous ones count together. */
import { describe, expect, it } from "vitest";
import { asLastLeft, currentState } from "../../src/case/current.ts";
import type { FormValues } from "../../src/case/inbound.ts";
import { formView } from "../../src/turn/forms.ts";
import { protocol } from "../protocol-under-test.ts";
import { A, B, HANDLE, kinds, MINUTE, recordedCase, started, type Thread, words } from "./test-thread.ts";

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
      expect(thread.open.records.get("capillary_refill_s")?.conflictingAnswers).toHaveLength(1);
      expect(thread.open.records.get("distal_pulses")?.conflictingAnswers).toHaveLength(1);
      expect(currentState(protocol, thread.open, asLastLeft(thread.open)).assessment.acts_on).toBe(
        "EMERGENT",
      );
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

describe("a form that was filled before others went on", () => {
  const opened = (thread: Thread, act: Parameters<typeof formView>[3], actor = A) => {
    const form = formView(thread.context, thread.encounter, HANDLE, act, actor).form;
    if (!form) throw new Error("no form");
    const values: FormValues = Object.fromEntries(
      form.groups.flatMap(({ fields }) => fields.map(({ id, value = "" }) => [id, value])),
    );
    return { act: form.act, values };
  };
  const SECTION = { do: "form", section: "red_flags" } as const;

  it("does not take back what changed since, where its fields were left alone", () => {
    const thread = started();
    thread.tap("fever", "absent", A);
    const { act, values } = opened(thread, SECTION);
    thread.say("change fever", A);
    thread.tap("fever", "present", A);
    const said = thread.submit(act, { ...values, leg_swelling: "none" }, A);
    expect(thread.standing("fever")).toEqual({ value: "present" });
    expect(thread.standing("leg_swelling")).toEqual({ value: "none" });
    expect(kinds(said)).not.toContain("dispute");
  });

  it("does not make its sender a party to a dispute that was only shown in it", () => {
    const thread = started();
    thread.tap("fever", "absent", A);
    thread.tap("fever", "present", B, 0);
    const C = { id: "slack:T1:U3", name: "U3" };
    const { act, values } = opened(thread, SECTION, C);
    thread.submit(act, { ...values, leg_swelling: "none" }, C);
    expect(thread.open.records.get("fever")?.history).toHaveLength(2);
  });

  it("keeps another person's dissent when the first changes their answer in it", () => {
    const thread = started();
    thread.tap("headache", "none", A);
    thread.tap("headache", "meningism", B, 0);
    thread.submit(SECTION, { headache: "postural" }, A);
    expect(currentState(protocol, thread.open, asLastLeft(thread.open)).assessment.acts_on).toBe("EMERGENT");
  });

  it("leaves a contradiction with the record to be picked, however the rest of the list is edited", () => {
    const thread = started();
    thread.tap("fever", "present", A);
    thread.say("no fever, no leg swelling", B);
    const { act, values } = opened(thread, { do: "form", proposal: 1 }, B);
    expect(values.fever).toBe("present");
    thread.submit(act, values, B);
    expect(thread.standing("fever")).toEqual({ value: "present" });
    expect(thread.standing("leg_swelling")).toEqual({ value: "none" });
    expect(thread.open.proposal?.items.some(({ question }) => question === "fever")).toBe(true);
    thread.submit({ ...act }, { fever: "absent" }, B);
    expect(thread.standing("fever")).toEqual({ value: "absent" });
    expect(thread.open.proposal).toBeNull();
  });
});

describe("words that cross someone else's answer", () => {
  it("are not taken for the answer to a question that their author cannot have read", () => {
    const thread = started();
    const [first, second] = ["procedure", "hours_since_injection"];
    expect(thread.open.asked.has(first ?? "")).toBe(true);
    thread.tap("procedure", "other", B);
    expect(thread.open.asked.has(second ?? "")).toBe(true);
    thread.now -= MINUTE - 2000;
    const before = thread.open.answerOrder.length;
    expect(words(thread.say("not assessed", A))).toContain("someone else answered just then");
    thread.now -= MINUTE - 1000;
    thread.say("3 days", A);
    expect(thread.open.answerOrder).toHaveLength(before);
    thread.say("3 days", A);
    expect(thread.standing("hours_since_injection")).toEqual({ value: 72 });
  });

  it("do not confirm a list that another person changed under them", () => {
    const thread = started();
    thread.say("no fever", A);
    thread.say("no saddle anaesthesia", B);
    thread.now -= MINUTE - 2000;
    thread.say("yes", A);
    expect(thread.standing("fever")).toBeUndefined();
    thread.say("yes", A);
    expect(thread.standing("fever")).toEqual({ value: "absent" });
  });
});

it("tells who typed an identifier so, also where a case is open and the words are not read", () => {
  const thread = started();
  const said = thread.start("pt MRN 00123456, no fever", A);
  expect(said.some(({ audience }) => audience.kind === "person")).toBe(true);
  expect(words(said)).not.toContain("00123456");
});
