/** Time alone: a case wakes when it changes something, says what, and asks again what has grown too old. */
import { describe, expect, it } from "vitest";
import { well2But } from "../version-2.ts";
import { A, B, BOT, button, buttons, HOUR, kinds, MINUTE, type Thread, view, words } from "./test-thread.ts";
import { decidedUnder2, SIGNED_ON, startedUnder2, wakeAt } from "./version-2-thread.ts";

/** A confirmed thrombosis: only time, and what must be fresh after it, stands against an anticoagulant. */
const DVT = well2But({
  hours_since_injection: 20,
  leg_swelling: "left",
  duplex_result: "proximal_dvt",
  traumatic_puncture: false,
  proceduralist_agrees_anticoagulation: true,
  hemodynamically_unstable: false,
  high_clot_burden: false,
});

const wakes = (thread: Thread) => thread.run({ kind: "due", actor: BOT, deadline: "none" }).wakesAt;
const anticoagulant = ({ open }: Thread) => {
  const { recommendations = [], withheld = [] } = open.decision?.assessment ?? {};
  const is = ({ id }: { id: string }) => id === "treatment.anticoagulation";
  return recommendations.some(is) ? "given" : withheld.some(is) ? "withheld" : "absent";
};

describe("a gate that waits for time", () => {
  it("wakes the case at its hour, says so, asks again, and opens only after every answer", () => {
    const thread = decidedUnder2(DVT);
    expect(anticoagulant(thread)).toBe("withheld");
    const at = wakes(thread) ?? 0;
    const injected = thread.open.records.get("hours_since_injection")?.accepted.answer;
    expect(injected).toMatchObject({ value: { earliest: at - 24 * HOUR } });

    const said = wakeAt(thread, at);
    expect(kinds(said)).toEqual(["difference", "result", "question"]);
    expect(view(said, "difference").title).toBe("Time has passed, and with it the result changed");
    expect(words(said)).toContain("No longer waited for: 24 h after the injection");
    expect(anticoagulant(thread)).toBe("withheld");

    let asked = 0;
    for (let posted = view(said, "question"); anticoagulant(thread) === "withheld"; asked += 1) {
      expect(words([{ view: posted } as never])).toContain("Asked again: the answer is too old");
      const agreement = posted.title.includes("agrees");
      let reply = thread.act(button(posted, "Still so"), asked % 2 ? A : B);
      expect(kinds(reply)).not.toContain("result");
      // what releases an anticoagulant is asked once more
      if (agreement) reply = thread.act(button(view(reply, "notice"), "They have agreed"), A);
      if (anticoagulant(thread) === "withheld") posted = view(reply, "question");
    }
    expect(asked).toBeGreaterThanOrEqual(6);
    expect(anticoagulant(thread)).toBe("given");
  });

  it("closes again when the answers it rests on are 4 hours old, and asks for them", () => {
    const thread = decidedUnder2(DVT);
    let said = wakeAt(thread, wakes(thread) ?? 0);
    while (anticoagulant(thread) === "withheld") {
      const check = said.find((each) => each.view.check !== undefined)?.view;
      said = thread.act(
        check ? button(check, "They have agreed") : button(view(said, "question"), "Still so"),
      );
    }
    const at = wakes(thread) ?? 0;
    expect(at - thread.now).toBeLessThanOrEqual(4 * HOUR);
    said = wakeAt(thread, at);
    expect(anticoagulant(thread)).toBe("withheld");
    expect(view(said, "question").title).toContain("weakness");
  });

  it("does not open for an answer that is different now", () => {
    const thread = decidedUnder2(DVT);
    const said = wakeAt(thread, wakes(thread) ?? 0);
    const posted = view(said, "question");
    const reply = thread.act(button(posted, "Yes"), B);
    expect(kinds(reply)).toContain("alert");
    expect(anticoagulant(thread)).toBe("withheld");
    // it was asked anew: the other person's older answer does not stand beside it
    expect(kinds(reply)).not.toContain("dispute");
  });

  it("is noticed by any turn that comes after its hour and before the clock does", () => {
    const thread = decidedUnder2(DVT);
    thread.now = (wakes(thread) ?? 0) + MINUTE;
    const said = thread.say("status");
    expect(kinds(said)).toContain("difference");
    expect(wakeAt(thread, thread.now)).toEqual([]);
  });

  it("says nothing when nothing has changed", () => {
    const thread = decidedUnder2(DVT);
    expect(wakeAt(thread, thread.now + HOUR)).toEqual([]);
    expect(wakeAt(thread, thread.now + HOUR)).toEqual([]);
  });

  it("never wakes a closed case", () => {
    const thread = decidedUnder2(DVT);
    thread.say("close anyway");
    expect(thread.open.closed).toBe(true);
    expect(wakes(thread)).toBeNull();
  });
});

/** A numb foot half an hour after a local anaesthetic in that leg, and nothing else. */
const BLOCK = well2But({
  hours_since_injection: 0.5,
  expected_local_anaesthetic_effect: {
    local_anaesthetic_given: true,
    began_within_1_h: true,
    confined_to_injected_leg: true,
    no_worse_than_an_hour_ago: true,
  },
  limb_weakness_or_sensory_change: true,
  sensory_exam: { "left.L5": "reduced" },
  motor_grades: { worst: 5 },
});

describe("an expected effect of the local anaesthetic", () => {
  it("is four statements: each is ticked by itself, and one yes is none of them", () => {
    const thread = startedUnder2(SIGNED_ON);
    thread.tap("limb_weakness_or_sensory_change", "present");
    const said = thread.act({ do: "change", question: "expected_local_anaesthetic_effect" });
    const asked = view(said, "question");
    expect(buttons(asked)).not.toContain("Yes");
    expect(words(said)).toContain("It is confined to the injected leg");
    const standing = () => thread.standing("expected_local_anaesthetic_effect");
    thread.wait(10_000).say("yes");
    expect(standing()).toBeUndefined();
    thread.wait(10_000).say("yes, yes, no, yes");
    expect(standing()).toEqual({ value: "absent" });
    const act = button(asked, "Tick each") as { do: "form"; question: string };
    const ids = [
      "local_anaesthetic_given",
      "began_within_1_h",
      "confined_to_injected_leg",
      "no_worse_than_an_hour_ago",
    ];
    const ticks = ids.map((id) => [`expected_local_anaesthetic_effect.${id}`, "present"]);
    thread.submit(act, Object.fromEntries(ticks.slice(1)));
    expect(standing()).toEqual({ unknown: "not_assessed" });
    thread.submit(act, Object.fromEntries(ticks));
    expect(standing()).toEqual({ value: "present" });
  });

  it("is an emergency where no owner of the site has signed for it", () => {
    expect(decidedUnder2(BLOCK).open.decision?.assessment.acts_on).toBe("EMERGENT");
  });

  it("is watched where one has, and becomes an emergency by itself when it is not examined for 90 minutes", () => {
    const thread = decidedUnder2(BLOCK, SIGNED_ON);
    expect(thread.open.decision?.assessment.acts_on).toBe("URGENT");
    const at = wakes(thread) ?? 0;
    expect(at - thread.now).toBeLessThanOrEqual(90 * MINUTE + 1);
    const said = wakeAt(thread, at);
    expect(kinds(said)).toContain("alert");
    expect(thread.open.decision?.assessment.acts_on).toBe("EMERGENT");
    expect(kinds(said)).toContain("question");
  });
});
