import { describe, expect, it } from "vitest";
import type { FormValues } from "../../src/case/inbound.ts";
import { formView } from "../../src/turn/forms.ts";
import { wellBut } from "../patient.ts";
import {
  A,
  B,
  button,
  decidedCase,
  HANDLE,
  kinds,
  MINUTE,
  recordedCase,
  started,
  type Thread,
  view,
  words,
} from "./test-thread.ts";

const SECTION = { do: "form", section: "red_flags" } as const;

const fieldsOf = (thread: Thread, act: Parameters<typeof formView>[3] = SECTION): FormValues =>
  Object.fromEntries(
    (formView(thread.context, thread.encounter, HANDLE, act, A).form?.groups ?? []).flatMap(({ fields }) =>
      fields.map(({ id, value = "" }) => [id, value]),
    ),
  );

const groupsOf = (thread: Thread, act: Parameters<typeof formView>[3]) =>
  formView(thread.context, thread.encounter, HANDLE, act, A).form?.groups.map(({ title }) => title);

/** A form as it went out: what it carries back with it, and its fields as they were filled in. */
const opened = (thread: Thread, act: Parameters<typeof formView>[3], actor = A) => {
  const { form } = formView(thread.context, thread.encounter, HANDLE, act, actor);
  if (!form) throw new Error("no form");
  return { act: form.act, values: fieldsOf(thread, act) };
};

describe("a form for a whole section", () => {
  it("is that section's, under its name and with its questions alone, and says how to use it", () => {
    const thread = started();
    expect(formView(thread.context, thread.encounter, HANDLE, SECTION, A)).toMatchObject({
      kind: "form",
      handle: HANDLE,
      title: "Red flags",
      parts: [{ kind: "text", words: ["Leave a field alone to leave it as it is."], tone: "subtle" }],
      actions: [],
      notification: `Case ${HANDLE}: a form.`,
    });
    expect(groupsOf(thread, { do: "form", section: "context" })).toEqual([
      "Procedure",
      "Time since the injection",
      "Bleeding risk",
      "Infection risk",
    ]);
  });

  it("that names no section is that of what is asked, and of the first where nothing is", () => {
    const thread = started();
    const title = (of: Thread) => formView(of.context, of.encounter, HANDLE, { do: "form" }, A).title;
    thread.act({ do: "change", question: "fever" });
    expect(title(thread)).toBe("Red flags");
    expect(title(decidedCase(wellBut({})))).toBe("Context");
  });

  it("shows a known number, and of what was not understood only what can be corrected by typing", () => {
    const thread = started();
    const act = { do: "form", section: "context" } as const;
    thread.submit(act, { hours_since_injection: "36", bleeding_risk: "maybe" });
    expect(fieldsOf(thread, act)).toMatchObject({ hours_since_injection: "36", bleeding_risk: "" });
  });

  it("opens from the question and from the command, with what is known filled in", () => {
    const thread = started();
    thread.tap("fever", "present");
    expect(button(view(thread.said, "question"), "Answer several")).toEqual({
      do: "form",
      section: "context",
    });
    expect(words(thread.say("several red flags"))).toContain('"section":"red_flags"');
    expect(fieldsOf(thread)).toMatchObject({ fever: "present", urinary_retention: "" });
  });

  it("records all that was filled in, and decides once, the alert first", () => {
    const thread = started();
    const said = thread.submit(SECTION, {
      fever: "absent",
      urinary_retention: "present",
      incontinence: "absent",
    });
    expect(kinds(said).filter((kind) => kind === "alert")).toHaveLength(1);
    expect(thread.events.filter((event) => event.type === "answered" && event.how === "form")).toHaveLength(
      3,
    );
  });

  it("records the valid ones, names the invalid ones, and keeps those for correction", () => {
    const thread = started();
    const act = { do: "form", section: "context" } as const;
    const said = thread.submit(act, { hours_since_injection: "99999999", bleeding_risk: "absent" });
    expect(thread.standing("bleeding_risk")).toEqual({ value: "absent" });
    expect(thread.standing("hours_since_injection")).toBeUndefined();
    expect(words(said)).toContain("Open the form again");
    expect(fieldsOf(thread, act).hours_since_injection).toBe("99999999");
    thread.submit(act, { hours_since_injection: "3 days ago" });
    expect(thread.standing("hours_since_injection")).toEqual({ value: 72 });
    expect(thread.open.refused.size).toBe(0);
  });

  it("changes nothing when it is sent back untouched", () => {
    const thread = started();
    thread.submit(SECTION, { fever: "38.4", leg_swelling: "left", urinary_retention: "absent" });
    const before = thread.open.answerOrder.length;
    thread.submit(SECTION, fieldsOf(thread));
    expect(thread.open.answerOrder).toHaveLength(before);
  });

  it("keeps another person's differing answer with the first", () => {
    const thread = started();
    thread.tap("fever", "present", A);
    expect(kinds(thread.submit(SECTION, { fever: "absent" }, B))).toContain("dispute");
    expect(thread.standing("fever")).toEqual({ value: "present" });
  });

  it("takes one field of a question that has several, and each side of one that has two", () => {
    const thread = started();
    const red = opened(thread, SECTION);
    thread.submit(red.act, { ...red.values, "fever.measured": "38.4" });
    expect(thread.standing("fever")).toEqual({ value: 38.4 });
    const act = { do: "form", section: "vascular_exam" } as const;
    thread.submit(act, { "distal_pulses.left": "absent", "distal_pulses.right": "present" });
    expect(thread.standing("distal_pulses")).toEqual({ value: { left: "absent", right: "present" } });
  });

  it("takes that a question was not assessed, and a time in the words of the thread", () => {
    const thread = started();
    thread.submit(SECTION, { urinary_retention: "not_assessed" });
    expect(thread.standing("urinary_retention")).toEqual({ unknown: "not_assessed" });
    thread.now = Date.parse("2026-01-31T14:00:00Z") - MINUTE;
    thread.submit({ do: "form", section: "context" }, { hours_since_injection: "yesterday 14:00" });
    expect(thread.standing("hours_since_injection")).toEqual({ value: 24 });
  });

  it("shows only what was understood, under its own name, to be edited", () => {
    const thread = started();
    const act = { do: "form", proposal: 1 } as const;
    thread.say("no fever. Possible urinary retention");
    const { title } = formView(thread.context, thread.encounter, HANDLE, act, A);
    expect(title).toBe("Edit what was understood");
    expect(groupsOf(thread, act)).toEqual(["Urinary retention", "Fever"]);
  });

  it("edits what was understood, and records it as edited", () => {
    const thread = started();
    const act = { do: "form", proposal: 1 } as const;
    thread.say("no fever. Possible urinary retention");
    expect(fieldsOf(thread, act)).toMatchObject({ fever: "absent", urinary_retention: "" });
    thread.submit(act, { fever: "absent", urinary_retention: "present" });
    expect(thread.standing("urinary_retention")).toEqual({ value: "present" });
    expect(thread.events.filter((event) => event.type === "answered" && event.how === "edited")).toHaveLength(
      2,
    );
    expect(thread.open.proposal).toBeNull();
  });

  it("is a notice when its case, its section or its proposal is gone", () => {
    const thread = started();
    const open = (act: Parameters<typeof formView>[3], handle = HANDLE) =>
      formView(thread.context, thread.encounter, handle, act, A);
    const gone = {
      kind: "notice",
      handle: null,
      parts: [{ kind: "text", words: ["That message is out of date: its case is not the open one here."] }],
    };
    const nothing = {
      kind: "notice",
      handle: HANDLE,
      parts: [{ kind: "text", words: ["That message is out of date: there is nothing left to fill in."] }],
    };
    expect(open(SECTION, "other-case-1")).toMatchObject(gone);
    expect(open({ do: "form", section: "nowhere" })).toMatchObject(nothing);
    expect(open({ do: "form", section: "results" })).toMatchObject(nothing);
    expect(open({ do: "form", proposal: 7 })).toMatchObject(nothing);
    thread.say("close");
    expect(open(SECTION)).toMatchObject(gone);
  });

  it("loses nothing when the proposal was replaced while it was filled in", () => {
    const thread = started();
    thread.say("no fever");
    thread.say("no saddle anaesthesia");
    thread.submit({ do: "form", proposal: 1 }, { fever: "absent" });
    expect(thread.standing("fever")).toEqual({ value: "absent" });
  });

  it("keeps an identifier out of the record", () => {
    const thread = started();
    thread.submit({ do: "form", section: "context" }, { hours_since_injection: "MRN 00123456" });
    expect(JSON.stringify([thread.events, thread.said])).not.toContain("00123456");
  });
});

describe("a form that is sent", () => {
  it("of another case, a closed one or none is out of date, and nothing of it is recorded", () => {
    const gone = "That form is out of date: its case is not the open one here. Nothing of it is recorded.";
    const thread = started();
    const submit = (handle: string) =>
      words(thread.do({ kind: "submit", actor: B, handle, act: SECTION, values: { fever: "present" } }));
    expect(submit("old-case")).toContain(gone);
    thread.say("close");
    expect(submit(HANDLE)).toContain(gone);
    thread.encounter = null;
    expect(submit(HANDLE)).toContain(gone);
    expect(thread.events.some(({ type }) => type === "answered")).toBe(false);
  });

  it("for a list that is no longer open records all the same, and says so to who sent it", () => {
    const thread = started();
    const said = thread.submit({ do: "form", section: "red_flags", proposal: 7 }, { fever: "present" }, B);
    expect(said[0]?.audience).toEqual({ kind: "person", person: B });
    expect(words(said)).toContain(
      "The list that this form was for is no longer open. What you filled in is recorded all the same.",
    );
    expect(thread.standing("fever")).toEqual({ value: "present" });
    expect(words(started().submit(SECTION, { fever: "present" }))).not.toContain("no longer open");
  });

  it("with a fault lists it by name, with what is allowed, and a way back to the same form", () => {
    const thread = started();
    const act = { do: "form", section: "context" } as const;
    const said = thread.submit(act, { hours_since_injection: "99999999" });
    const notice = view(said, "notice");
    expect(notice).toMatchObject({
      handle: HANDLE,
      title: "Not recorded",
      notification: `Case ${HANDLE}: something in a form was not recorded.`,
    });
    expect(notice.parts[0]).toMatchObject({
      kind: "list",
      title: "Not recorded, and kept in the form to be mended",
      items: [{ words: [expect.stringMatching(/^Time since the injection: 99999999: /)] }],
    });
    expect(notice.actions).toEqual([{ label: "Open the form again", act }]);
    expect(thread.events.find(({ type }) => type === "refused")).toMatchObject({
      values: { hours_since_injection: "99999999" },
    });
  });

  it("with a place that there is not names it", () => {
    const said = started().submit({ do: "form", section: "neuro_exam" }, { "sensory_exam.where": "left Q9" });
    expect(view(said, "notice").parts[0]).toMatchObject({
      items: [{ words: [expect.stringMatching(/^Sensation in the legs: left\.Q9: left\/right\.L1\/L2/)] }],
    });
  });

  it("with a fault in one of a question's fields keeps that field, and none that was left empty", () => {
    const thread = started();
    thread.submit(SECTION, { fever: " ", "fever.measured": "hot" });
    expect(thread.events.find(({ type }) => type === "refused")).toMatchObject({
      values: { "fever.measured": "hot" },
    });
    expect([...thread.open.refused.keys()]).toEqual(["fever.measured"]);
    expect(fieldsOf(thread)).toMatchObject({ fever: "", "fever.measured": "hot" });
  });

  it("without an error reports none, and keeps nothing for correction", () => {
    const thread = started();
    expect(words(thread.submit(SECTION, { fever: "absent" }))).not.toContain("Not recorded");
    expect(thread.events.some(({ type }) => type === "refused")).toBe(false);
  });

  it("leaves the list open that it was for while something in it is at fault", () => {
    const thread = started();
    thread.say("no fever. Possible urinary retention");
    const { act, values } = opened(thread, { do: "form", proposal: 1 });
    const said = thread.submit(act, { ...values, fever: "", "fever.measured": "hot" });
    expect(kinds(said)).toEqual(["notice"]);
    expect(thread.open.proposal?.settled.size).toBe(0);
    thread.submit(act, { ...values, fever: "absent" });
    expect(thread.open.proposal).toBeNull();
  });

  it("settles two people's answers by the one that was chosen in it", () => {
    const thread = started();
    thread.say("no fever", A);
    thread.say("fever", B);
    const { act, values } = opened(thread, { do: "form", proposal: 2 });
    expect(values.fever).toBe("");
    thread.submit(act, { ...values, fever: "present" });
    expect(thread.standing("fever")).toEqual({ value: "present" });
    expect(thread.open.proposal).toBeNull();
  });

  it("is kept with an answer that came after it was opened, and that its sender did not see", () => {
    const thread = started();
    thread.say("no fever", A);
    const { act, values } = opened(thread, { do: "form", proposal: 1 });
    thread.tap("fever", "present", B);
    expect(kinds(thread.submit(act, values))).toContain("dispute");
    expect(thread.standing("fever")).toEqual({ value: "present" });
    expect(thread.open.records.get("fever")?.conflictingAnswers).toMatchObject([
      { answer: { value: "absent" } },
    ]);
  });

  it("answers no question whose fields came back as they were shown, spaces or empty fields aside", () => {
    const thread = recordedCase({ hours_since_injection: 36, fever: false });
    const context = opened(thread, { do: "form", section: "context" });
    const red = opened(thread, SECTION);
    thread.act({ do: "change", question: "hours_since_injection" });
    thread.say("48");
    thread.act({ do: "change", question: "fever" });
    thread.say("yes");
    const before = thread.open.answerOrder.length;
    thread.submit(context.act, { ...context.values, hours_since_injection: " 36 " });
    thread.submit(red.act, { fever: "absent" });
    expect(thread.open.answerOrder).toHaveLength(before);
    expect(thread.standing("hours_since_injection")).toEqual({ value: 48 });
    expect(thread.standing("fever")).toEqual({ value: "present" });
  });

  it.each([0, 9999])(
    "that counts %s events when it was filled, which cannot be, is recorded all the same",
    (seen) => {
      const thread = started();
      thread.submit({ ...SECTION, seen }, { fever: "absent" });
      expect(thread.standing("fever")).toEqual({ value: "absent" });
    },
  );

  it("that does not say when it was filled answers all that is filled in", () => {
    const thread = started();
    thread.tap("fever", "absent", A);
    thread.tap("fever", "present", B, 0);
    thread.submit(SECTION, { fever: "present" }, A);
    expect(thread.open.records.get("fever")).toMatchObject({
      accepted: { answer: { value: "present" }, actor: A },
      conflictingAnswers: [],
    });
  });
});
