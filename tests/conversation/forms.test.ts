import { describe, expect, it } from "vitest";
import type { FormValues } from "../../src/conversation/inbound.ts";
import { formView } from "../../src/conversation/turn-forms.ts";
import { A, B, button, HANDLE, kinds, started, type Thread, view, words } from "./thread.ts";

const SECTION = { do: "form", section: "red_flags" } as const;

const fieldsOf = (thread: Thread, act: Parameters<typeof formView>[3] = SECTION): FormValues =>
  Object.fromEntries(
    (formView(thread.context, thread.encounter, HANDLE, act, A).form?.groups ?? []).flatMap(({ fields }) =>
      fields.map(({ id, value = "" }) => [id, value]),
    ),
  );

describe("a form for a whole section", () => {
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

  it("records the right ones, names the faulty ones, and keeps those to be mended", () => {
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
    const before = thread.open.trail.length;
    thread.submit(SECTION, fieldsOf(thread));
    expect(thread.open.trail).toHaveLength(before);
  });

  it("keeps another person's differing answer beside the first", () => {
    const thread = started();
    thread.tap("fever", "present", A);
    expect(kinds(thread.submit(SECTION, { fever: "absent" }, B))).toContain("dispute");
    expect(thread.standing("fever")).toEqual({ value: "present" });
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
    expect(open(SECTION, "other-case-1").kind).toBe("notice");
    expect(open({ do: "form", section: "nowhere" }).kind).toBe("notice");
    expect(open({ do: "form", proposal: 7 }).kind).toBe("notice");
    thread.say("close");
    expect(open(SECTION).kind).toBe("notice");
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
});
