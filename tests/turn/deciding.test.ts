import { describe, expect, it } from "vitest";
import { wellBut } from "../patient.ts";
import { A, buttons, decidedCase, kinds, recordedCase, started, view, words } from "./test-thread.ts";

describe("what is decided", () => {
  it("is posted once nothing is asked any more, and not again while nothing changes", () => {
    const thread = recordedCase(wellBut({}));
    for (let asked = 0; asked < 60 && !thread.open.decision; asked += 1) thread.say("not assessed");
    expect(thread.events.filter(({ type }) => type === "decided")).toHaveLength(1);
    const result = thread.said.find(({ view }) => view.kind === "result");
    expect(result?.slot).toBe("result:1");
    const before = thread.events.filter(({ type }) => type === "decided").length;
    thread.act({ do: "change", question: "fever" });
    thread.said = [];
    thread.say("no");
    expect(kinds(thread.said)).not.toContain("result");
    expect(thread.events.filter(({ type }) => type === "decided")).toHaveLength(before);
  });

  it("says what changed before the new result, and counts the results", () => {
    const thread = decidedCase(wellBut({}));
    thread.act({ do: "change", question: "fever" });
    const said = thread.say("yes");
    expect(kinds(said)).toEqual(expect.arrayContaining(["difference", "result"]));
    expect(kinds(said).indexOf("difference")).toBeLessThan(kinds(said).indexOf("result"));
    expect(said.find(({ view }) => view.kind === "result")?.slot).toBe("result:2");
  });

  it("is posted again when a case is opened again, without a difference where there is none", () => {
    const thread = decidedCase(wellBut({}));
    thread.say("close");
    expect(kinds(thread.say("reopen"))).toEqual(["notice", "result"]);
  });

  it("is not posted by opening a case again before there was any", () => {
    const thread = started();
    thread.say("close");
    expect(kinds(thread.say("reopen"))).not.toContain("result");
    expect(thread.open.decision).toBeNull();
  });
});

describe("an alert", () => {
  const alerts = (said: ReturnType<ReturnType<typeof started>["do"]>) =>
    said.filter(({ view }) => view.kind === "alert");

  it("goes to the thread, with the rules it is for, and starts the clocks", () => {
    const thread = started();
    const [alert] = alerts(thread.tap("saddle_sensory_loss", "present"));
    expect(alert).toMatchObject({ update: false, audience: { kind: "thread" } });
    expect(alert?.slot).toMatch(/^alert:neuro-deficit:\d+$/);
    expect(thread.open.deadlines.size).toBeGreaterThan(0);
    expect(thread.events.find(({ type }) => type === "alerted")).toMatchObject({
      rules: ["neuro-deficit"],
      recommended: expect.arrayContaining(["imaging.mri_spine"]),
    });
  });

  it("is for the rules that are emergencies by themselves; one that is raised later is alerted to then", () => {
    const dvt = {
      leg_swelling: "left",
      duplex_result: "proximal_dvt",
      high_clot_burden: false,
      hemodynamically_unstable: false,
    };
    const thread = recordedCase(wellBut(dvt));
    thread.act({ do: "change", question: "saddle_sensory_loss" });
    const [deficit] = alerts(thread.say("yes"));
    expect(words(deficit ? [deficit] : [])).not.toContain("instability");
    expect(thread.open.alerted.has("dvt-admit")).toBe(false);
    thread.act({ do: "change", question: "hemodynamically_unstable" });
    const [unstable] = alerts(thread.say("yes"));
    expect(words(unstable ? [unstable] : [])).toContain("Thrombosis with instability");
    expect(thread.open.alerted.has("dvt-admit")).toBe(true);
  });

  it("names every rule that is newly true, and only those", () => {
    const thread = started();
    thread.tap("saddle_sensory_loss", "present");
    const [second] = alerts(thread.tap("compartment_signs", "present"));
    expect(second?.slot).toMatch(/^alert:[^+]+:\d+$/);
    expect(second?.slot).not.toContain("neuro-deficit");
    const both = recordedCase({ saddle_sensory_loss: true, compartment_signs: true });
    const [first] = alerts(both.tap("fever", "absent"));
    expect(first?.slot).toMatch(/^alert:[^:]+\+[^:]+:\d+$/);
  });

  it("names no rule that is true and no emergency of its own", () => {
    const thread = recordedCase(wellBut({ fever: true }));
    thread.act({ do: "change", question: "incontinence" });
    const [alert] = alerts(thread.say("yes"));
    expect(alert?.slot).toMatch(/^alert:neuro-deficit:\d+$/);
    expect(alert?.view.title).toBe("EMERGENT: Neurological deficit");
  });

  it("is raised where an emergency is acted on although none is proved", () => {
    const thread = recordedCase(wellBut({ fever: true, motor_grades: "unable" }));
    expect(alerts(thread.tap("active_cancer", "absent")).map(({ view: { title } }) => title)).toEqual([
      "EMERGENT: Neurological examination not possible, with pain, fever or swelling",
    ]);
  });

  it("is raised by what makes an urgent rule an emergency, and not before", () => {
    const thread = recordedCase(
      wellBut({
        leg_swelling: "left",
        duplex_result: "proximal_dvt",
        high_clot_burden: true,
        hemodynamically_unstable: false,
      }),
    );
    expect(alerts(thread.tap("active_cancer", "absent"))).toEqual([]);
    thread.act({ do: "change", question: "hemodynamically_unstable" });
    expect(alerts(thread.say("yes")).map(({ view: { title } }) => title)).toEqual([
      "EMERGENT: Thrombosis with instability or a high clot burden",
    ]);
  });

  it("says by when, as the clock does that it brought forward", () => {
    const thread = decidedCase(wellBut({ fever: true }));
    const later = thread.open.deadlines.get("imaging.mri_spine")?.due ?? 0;
    thread.act({ do: "change", question: "incontinence" });
    const [alert] = alerts(thread.say("yes"));
    const due = thread.open.deadlines.get("imaging.mri_spine")?.due ?? 0;
    expect(due).toBeLessThan(later);
    const imaging = alert?.view.parts.flatMap((part) => (part.kind === "list" ? part.items : []))[0];
    expect(imaging?.words.slice(1, 3)).toEqual([" By ", { time: due }]);
  });

  it("is not raised by an urgency below an emergency", () => {
    expect(alerts(started().tap("fever", "present"))).toEqual([]);
  });

  it("is taken back when it is true no longer, and raised again when it is", () => {
    const thread = started();
    thread.tap("saddle_sensory_loss", "present");
    thread.act({ do: "change", question: "saddle_sensory_loss" });
    const back = thread.say("no");
    // the difference to the result that was posted says so
    expect(kinds(back)).toContain("difference");
    expect(thread.events.find(({ type }) => type === "stood-down")).toMatchObject({
      rules: ["neuro-deficit"],
    });
    expect(thread.open.alerted.size).toBe(0);
    thread.act({ do: "change", question: "saddle_sensory_loss" });
    expect(alerts(thread.say("yes"))).toHaveLength(1);
  });

  it("that is true no longer is taken back by the difference alone once there is a result", () => {
    const thread = decidedCase(wellBut({ incontinence: true }));
    thread.act({ do: "change", question: "incontinence" });
    const said = thread.say("no");
    expect(kinds(said).filter((kind) => kind === "difference")).toHaveLength(1);
    expect(view(said, "difference").title).toBe("The record changed, and with it the result");
  });
});

describe("answers that do not fit together", () => {
  it("are pointed out with a way to change each, the more dangerous one counting", () => {
    const thread = started();
    thread.tap("fever", "absent");
    thread.tap("saddle_sensory_loss", "present");
    const said = thread.tap("perianal_sensation", "normal", A);
    const notice = said.find(({ view }) => words([{ view } as never]).includes("do not fit together"))?.view;
    expect(words(said)).toContain("The more dangerous one counts; change the one that is wrong.");
    expect(notice?.actions.every(({ label }) => label.startsWith("Change: "))).toBe(true);
    expect(notice?.actions.map(({ act }) => act.do === "change" && act.question).sort()).toEqual([
      "perianal_sensation",
      "saddle_sensory_loss",
    ]);
    expect(thread.events.filter(({ type }) => type === "pointed-out")).toHaveLength(1);
  });

  it("are pointed out also where a part of one does not fit", () => {
    const thread = started();
    thread.tap("fever", "absent");
    thread.tap("leg_swelling", "none");
    const said = thread.submit(
      { do: "form", section: "vascular_exam" },
      { "leg_circumference.calf.left": "42", "leg_circumference.calf.right": "36" },
    );
    expect(buttons(view(said, "notice")).sort()).toEqual([
      "Change: Leg circumference",
      "Change: Progressive leg swelling",
    ]);
  });
});
