import { describe, expect, it } from "vitest";
import { wellBut } from "../patient.ts";
import {
  A,
  B,
  decidedCase,
  kinds,
  MINUTE,
  recordedCase,
  started,
  type Thread,
  words,
} from "./test-thread.ts";

describe("an alert", () => {
  const alerts = (said: ReturnType<ReturnType<typeof started>["do"]>) =>
    said.filter(({ view }) => view.kind === "alert");

  it("goes to the thread, with the rules it is for, and starts the clocks", () => {
    const thread = started();
    const [alert] = alerts(thread.tap("saddle_sensory_loss", "present"));
    expect(alert).toMatchObject({ update: false, audience: { kind: "thread" } });
    expect(alert?.slot).toBe("alert:1");
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

  it("is one for the case: a later rule is a new message that names all of them, and the old one says so", () => {
    const thread = started();
    thread.tap("saddle_sensory_loss", "present");
    const said = thread.tap("compartment_signs", "present");
    const [second, ...more] = alerts(said);
    expect([second?.slot, second?.update, more]).toEqual(["alert:2", false, []]);
    expect(second?.view.title).toContain("Neurological deficit; ");
    const old = said.findIndex(({ slot }) => slot === "alert:1");
    expect(said[old]).toMatchObject({ update: true, onlyUpdate: true });
    expect(words(said.slice(old, old + 1))).toContain("Superseded ");
    expect(old).toBeGreaterThan(said.findIndex(({ slot }) => slot === "alert:2"));
  });

  it("comes anew with every act that is due now and was not named before", () => {
    const thread = started();
    thread.tap("saddle_sensory_loss", "present");
    const [again] = alerts(thread.tap("compartment_signs", "present"));
    expect(words(again ? [again] : [])).toContain("New, due now: ");
  });

  it("calls the owner and whom the hospital names where the case is, and nobody else", () => {
    const named = [
      { name: "Spine registrar on call", platform: "slack" as const, tenant: "T1", user: "U9" },
      { name: "Elsewhere", platform: "teams" as const, tenant: "t", user: "29:x" },
    ];
    const thread = started({ mention_in_alerts: named });
    const [alert] = alerts(thread.tap("saddle_sensory_loss", "present"));
    expect(alert?.view.mentions).toEqual([
      thread.open.owner,
      { id: "slack:T1:U9", name: "Spine registrar on call" },
    ]);
  });

  it("names no rule that is true and no emergency of its own", () => {
    const thread = recordedCase(wellBut({ fever: true }));
    thread.act({ do: "change", question: "incontinence" });
    const [alert] = alerts(thread.say("yes"));
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

  it("is withdrawn by a message of its own that begins with that, by whom and why", () => {
    const thread = started();
    thread.tap("saddle_sensory_loss", "present");
    thread.act({ do: "change", question: "saddle_sensory_loss" });
    const back = thread.say("no");
    const [withdrawn] = alerts(back);
    expect([withdrawn?.slot, withdrawn?.update]).toEqual(["alert:2", false]);
    expect(withdrawn?.view.mentions).toEqual([thread.open.owner]);
    const [first] = withdrawn?.view.parts ?? [];
    expect(first?.kind === "text" && first.words).toEqual([
      "NO LONGER AN EMERGENCY since ",
      { time: thread.now },
      ", by ",
      { person: A },
      expect.stringMatching(/^: .+ is now absent\.$/),
    ]);
    expect(back.find(({ slot }) => slot === "alert:1")).toMatchObject({ onlyUpdate: true });
    expect(thread.events.find(({ type }) => type === "stood-down")).toMatchObject({
      rules: ["neuro-deficit"],
    });
    expect(thread.open.alerted.size).toBe(0);
    thread.act({ do: "change", question: "saddle_sensory_loss" });
    expect(alerts(thread.say("yes"))).toHaveLength(1);
  });

  it("is withdrawn in the same way once there is a result, and the difference is not posted as well", () => {
    const thread = decidedCase(wellBut({ incontinence: true }));
    thread.act({ do: "change", question: "incontinence" });
    const said = thread.say("no");
    expect(kinds(said)).not.toContain("difference");
    expect(alerts(said).map(({ view }) => view.title)).toEqual(["NO LONGER AN EMERGENCY"]);
    expect(kinds(said)).toContain("result");
  });

  it("names who has it, once: the button goes, and nobody is called again", () => {
    const thread = started();
    thread.tap("saddle_sensory_loss", "present");
    const said = thread.act({ do: "command", words: "i have this" }, B);
    const card = said.find(({ slot }) => slot === "alert:1");
    expect(card).toMatchObject({ update: true, onlyUpdate: true, view: { actions: [] } });
    expect(words(card ? [card] : [])).toContain(" has this, since ");
    expect(words(thread.act({ do: "command", words: "i have this" }, A))).toContain("has this already");
    expect(alerts(thread.wait(6 * MINUTE).due("alert:1"))).toEqual([]);
  });

  it("calls once more after five minutes in which nobody said that they have it, and then no more", () => {
    const thread = started();
    thread.tap("saddle_sensory_loss", "present");
    expect(alerts(thread.wait(4 * MINUTE).due("alert:1"))).toEqual([]);
    const [again] = alerts(thread.wait(MINUTE).due("alert:1"));
    expect(again?.view.title).toBe("STILL EMERGENT: Neurological deficit");
    expect(again?.view.mentions).toEqual([thread.open.owner]);
    expect(again?.view.actions.map(({ label }) => label)).toEqual(["I have this"]);
    expect(alerts(thread.wait(10 * MINUTE).due("alert:1"))).toEqual([]);
  });

  it("that was called again says so no more once somebody has it, and once it is superseded", () => {
    const called = () => {
      const thread = started();
      thread.tap("saddle_sensory_loss", "present");
      thread.wait(5 * MINUTE).due("alert:1");
      return thread;
    };
    const card = (said: ReturnType<Thread["do"]>) => said.filter(({ slot }) => slot === "called-again:1");
    const taken = card(called().say("i have this", B));
    expect(taken).toMatchObject([{ update: true, onlyUpdate: true }]);
    expect(words(taken)).toContain("has this, since");
    expect(words(taken)).not.toContain("Nobody has said");
    expect(taken[0]?.view.actions).toEqual([]);
    const superseded = card(called().tap("compartment_signs", "present"));
    expect(superseded).toMatchObject([{ update: true, onlyUpdate: true }]);
    expect(words(superseded)).toContain("Superseded ");
    expect(card(started().tap("compartment_signs", "present"))).toEqual([]);
  });
});
