import { describe, expect, it } from "vitest";
import { foldEvents } from "../../src/case/encounter.ts";
import { wellBut } from "../patient.ts";
import { A, B, buttons, decidedCase, kinds, recordedCase, started, view, words } from "./test-thread.ts";

describe("what makes a case URGENT", () => {
  it("is said the moment it is true, with what to do, and the questions go on", () => {
    const thread = started();
    const said = thread.tap("fever", "present");
    const card = view(said, "urgent");
    expect(card.title).toMatch(/^URGENT: /);
    expect(card.urgency).toBe("URGENT");
    expect(card.echo).toBe("Recorded: Fever: present");
    expect(JSON.stringify(card.parts)).toMatch(/MRI/);
    expect(JSON.stringify(card.parts)).toContain("It could still be EMERGENT: the remaining questions go on");
    // the examination that any open case asks for is not what to do about this
    expect(JSON.stringify(card.parts)).not.toContain("Complete the examination");
    expect(card.notification).not.toMatch(/fever/i);
    expect(card.mentions).toBeUndefined();
    expect(foldEvents("e1", thread.events)).toEqual(thread.open);
  });

  it("is said once, and its clocks run from then", () => {
    const thread = started();
    thread.tap("fever", "present");
    const due = [...thread.open.deadlines.values()].map((each) => [each.id, each.due]);
    expect(due.length).toBeGreaterThan(0);
    for (const each of ["caudal", "6 h", "no"]) expect(kinds(thread.say(each))).not.toContain("urgent");
    expect([...thread.open.deadlines.values()].map((each) => [each.id, each.due])).toEqual(due);
  });

  it("names whom the hospital names for it, and nobody else", () => {
    const named = { name: "Ward registrar", platform: "slack", tenant: "T1", user: "U9" } as const;
    const elsewhere = { ...named, platform: "teams" } as const;
    const thread = started({ mention_in_urgent: [named, elsewhere] });
    expect(view(thread.tap("fever", "present"), "urgent").mentions).toEqual([
      { id: "slack:T1:U9", name: "Ward registrar" },
    ]);
  });

  it("is part of an alert or a decision that the same turn posts", () => {
    const decided = decidedCase(wellBut({}));
    decided.act({ do: "change", question: "fever" });
    const said = decided.tap("fever", "present");
    expect(kinds(said)).toContain("result");
    expect(kinds(said)).not.toContain("urgent");
    const thread = recordedCase({ fever: "present" });
    const alerted = kinds(thread.tap("urinary_retention", "present"));
    expect(alerted).toContain("alert");
    expect(alerted).not.toContain("urgent");
  });

  it("is said beside an emergency that stands already", () => {
    const thread = started();
    thread.tap("urinary_retention", "present");
    const said = thread.tap("fever", "present");
    expect(kinds(said)).toContain("urgent");
  });

  it("is named again with what comes beside it, and the message before shrinks", () => {
    const thread = started();
    thread.tap("fever", "present");
    const said = thread.tap("leg_swelling", "left");
    const [first, second] = [view(thread.said, "urgent"), view(said, "urgent")];
    expect(second.title).toContain(first.title.slice("URGENT: ".length));
    expect(words(said)).toContain('"title":"Superseded"');
  });

  it("that falls away is said in a new message, and reassures nobody", () => {
    const thread = started();
    thread.tap("fever", "present");
    thread.act({ do: "change", question: "fever" });
    const said = thread.tap("fever", "absent", A);
    const card = view(said, "urgent");
    expect(card.title).toBe("No longer urgent by what is recorded");
    expect(JSON.stringify(card.parts)).toContain("Fever is now absent");
    expect(JSON.stringify(card.parts)).toContain("PROVISIONAL");
    expect(words(said)).toContain('"title":"Superseded"');
  });

  it("can be taken back beside it", () => {
    const thread = started();
    expect(buttons(view(thread.tap("fever", "present", B), "urgent"))).toContain("Undo");
  });
});

describe("a case of which no finding says what it is", () => {
  it("is called not assessed yet, which is acted on as URGENT", () => {
    const thread = started();
    thread.say("caudal");
    const status = view(thread.say("status"), "status");
    expect(status.title).toBe("So far: Not assessed yet, act as URGENT, PROVISIONAL, could be EMERGENT");
  });
});
