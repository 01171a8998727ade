import { describe, expect, test } from "vitest";
import type { Act } from "../../src/case/inbound.ts";
import { actionsOf, type View } from "../../src/views/outbound.ts";
import { A, B, HANDLE, MINUTE, type Thread, words } from "./test-thread.ts";
import { startedUnder2 } from "./version-2-thread.ts";

const SIX = [
  "limb_weakness_or_sensory_change",
  "saddle_sensory_loss",
  "urinary_retention",
  "incontinence",
  "bilateral_leg_symptoms",
  "new_severe_pain",
];

const lastPost = ({ said }: Thread, kind: View["kind"]): View => {
  const found = said.findLast(({ view, update }) => view.kind === kind && !update)?.view;
  if (!found) throw new Error(`no ${kind} was posted`);
  return found;
};
const labels = (view: View) => actionsOf(view).map(({ label }) => label);
const actOf = (view: View, label: string): Act => {
  const found = actionsOf(view).find((each) => each.label === label);
  if (!found) throw new Error(`no button ${label}, but ${labels(view).join(", ")}`);
  return found.act;
};

/** A case that asks in panels, where the patient is here. */
function inPanels(): Thread {
  const thread = startedUnder2({ asks: "panels" });
  thread.act(actOf(lastPost(thread, "question"), "Patient is here"));
  return thread;
}
const press = (thread: Thread, label: string, actor = A) =>
  thread.act(actOf(lastPost(thread, "panel"), label), actor);
/** A press so long after the message stood, by the platform's clock. */
const pressAfter = (thread: Thread, label: string, ms: number) => {
  const act = actOf(lastPost(thread, "panel"), label);
  const postedAt = thread.now;
  return thread.do({ kind: "act", actor: A, handle: HANDLE, act, sentAt: postedAt + ms, postedAt });
};
const typedAfter = (thread: Thread, text: string, ms: number) => {
  const [shown] = thread.posts.toReversed();
  return thread.do({
    kind: "say",
    actor: A,
    words: text,
    addressed: true,
    sentAt: (shown?.deliveredAt ?? thread.now) + ms,
  });
};

describe("a message that asks several questions", () => {
  test("gives each its own yes, and denies all of them in the last button", () => {
    const thread = inPanels();
    const panel = lastPost(thread, "panel");
    expect(panel.parts.filter(({ kind }) => kind === "row")).toHaveLength(6);
    expect(
      labels(panel)
        .slice(0, 6)
        .every((label) => label.startsWith("Yes: ")),
    ).toBe(true);
    expect(labels(panel).slice(-2)).toEqual(["Not assessed", "Asked: none of these 6"]);
    expect(panel.actions.slice(-2)).toMatchObject([{ alone: true }, { alone: true }]);
    expect(panel.actions.at(-1)?.style).toBeUndefined();
    expect(new Set(labels(panel)).size).toBe(labels(panel).length);
  });

  test("denied is recorded item by item, with the sentence, and named on the next message with one Undo", () => {
    const thread = inPanels();
    press(thread, "Asked: none of these 6");
    for (const id of SIX) {
      expect(thread.standing(id)).toEqual({ value: "absent" });
      expect(thread.open.records.get(id)?.accepted.how).toBe("panel");
    }
    expect(thread.events.find(({ type }) => type === "panel-denied")).toMatchObject({
      panel: 1,
      questions: SIX,
      sentence: "Asked: none of these 6",
    });
    const next = lastPost(thread, "panel");
    expect(next.echo).toBe(
      "No: weak or numb leg, saddle numbness, retention, incontinence, both legs, severe pain",
    );
    thread.act(actOf(next, "Undo"));
    for (const id of SIX) expect(thread.open.records.has(id)).toBe(false);
    expect(labels(lastPost(thread, "panel")).at(-1)).toBe("Asked: none of these 6");
  });

  test("finds the patient whose only sign is the fourth item, at once, and asks nothing below the alert", () => {
    const thread = inPanels();
    const said = press(thread, "Yes: incontinence");
    expect(said.some(({ view }) => view.kind === "alert")).toBe(true);
    expect(said.filter(({ view, update }) => !update && ["panel", "question"].includes(view.kind))).toEqual(
      [],
    );
    const [old] = said.filter(({ slot, update }) => slot === "panel:1" && update);
    expect(old && labels(old.view).at(-1)).toBe("Asked: none of the others");
    expect(thread.standing("saddle_sensory_loss")).toBeUndefined();
    // what is asked first then is whether the scan is safe
    thread.act({ do: "ask" });
    expect(lastPost(thread, "panel").title).toBe("Safety of the scan");
    press(thread, "Asked: none of these 2");
    expect(labels(lastPost(thread, "panel")).at(-1)).toBe("Asked: none of the others");
  });

  test.each([
    [
      "by a press 1.9 s after it stood",
      (thread: Thread) => pressAfter(thread, "Asked: none of these 6", 1900),
    ],
    ["in words 2.9 s after it stood", (thread: Thread) => typedAfter(thread, "none of these", 2900)],
  ])("is not denied %s", (_, deny) => {
    const thread = inPanels();
    expect(words(deny(thread))).toContain("read the six first");
    expect(thread.open.records.size).toBe(1);
    press(thread, "Asked: none of these 6");
    expect(thread.open.records.size).toBe(7);
  });

  test.each(["none of these", "No to all."])("is denied by its own words: %s", (text) => {
    const thread = inPanels();
    thread.say(text);
    expect(SIX.map((id) => thread.standing(id))).toEqual(SIX.map(() => ({ value: "absent" })));
  });

  test.each(["no", "none"])(
    "is not denied by a bare %s: that is asked, and a yes to it denies them",
    (bare) => {
      const thread = inPanels();
      expect(words(thread.say(bare))).toContain("No to all six?");
      expect(thread.open.records.size).toBe(1);
      thread.say("yes");
      expect(thread.standing("incontinence")).toEqual({ value: "absent" });
    },
  );

  test("a yes that does not say enough records nothing, is asked by itself, and is outside what is denied", () => {
    const thread = inPanels();
    press(thread, "Asked: none of these 6");
    const before = lastPost(thread, "panel");
    press(thread, "Yes: leg swelling");
    expect(thread.standing("leg_swelling")).toBeUndefined();
    expect(lastPost(thread, "question").title).toContain("leg swelling");
    // the message from before still stands on somebody's screen
    thread.act(actOf(before, "Asked: none of these 6"), B);
    expect(thread.standing("fever")).toEqual({ value: "absent" });
    expect(thread.standing("leg_swelling")).toBeUndefined();
  });

  test("denies nothing that somebody has answered since, and nothing that unread or unconfirmed words speak of", () => {
    const thread = inPanels();
    const panel = lastPost(thread, "panel");
    thread.say("saddle numb, incontinent ?");
    thread.act(actOf(panel, "Yes: severe pain"), B);
    thread.act(actOf(panel, "Asked: none of these 6"));
    expect(thread.standing("new_severe_pain")).toEqual({ value: "present" });
    expect(thread.standing("saddle_sensory_loss")).toBeUndefined();
    expect(thread.standing("urinary_retention")).toEqual({ value: "absent" });
  });

  test("'rest no' denies the rest only where every other word was read plainly", () => {
    const plain = inPanels();
    plain.say("saddle numb, rest no");
    expect(plain.standing("incontinence")).toEqual({ value: "absent" });
    expect(plain.standing("saddle_sensory_loss")).toBeUndefined();
    expect(plain.open.proposal?.items).toMatchObject([{ question: "saddle_sensory_loss" }]);
    const doubtful = inPanels();
    doubtful.say("saddle maybe funny, rest no");
    expect(doubtful.standing("incontinence")).toBeUndefined();
  });

  test("takes a temperature or a time as the answer to the one question that it fits", () => {
    const thread = inPanels();
    press(thread, "Asked: none of these 6");
    thread.say("38.9");
    expect(thread.standing("fever")).toMatchObject({ value: expect.anything() });
    expect(thread.standing("headache")).toBeUndefined();
  });

  test("that was pressed in the moment in which it came is asked back", () => {
    const thread = inPanels();
    expect(words(pressAfter(thread, "Yes: retention", 300))).toContain("tap again");
    expect(thread.standing("urinary_retention")).toBeUndefined();
  });

  test("'one by one' goes on with single questions", () => {
    const thread = inPanels();
    press(thread, "One by one");
    expect(lastPost(thread, "question").title).toContain("New leg weakness");
    thread.say("panels");
    expect(thread.said.findLast(({ update }) => !update)?.view.kind).toBe("panel");
  });
});

/** Presses until the first decision, each by the first of these labels that is offered. */
function pressed(thread: Thread, plan: readonly RegExp[], until: View["kind"]): number {
  const used = new Set<string>();
  for (let presses = 1; presses < 40; presses += 1) {
    const asking = thread.said.findLast(
      ({ view, update }) => !update && (view.kind === "question" || view.kind === "panel"),
    );
    const actions = asking ? actionsOf(asking.view) : [];
    const pick = plan
      .flatMap((wanted) => actions.filter(({ label }) => wanted.test(label)))
      .find(({ act }) => !used.has(JSON.stringify(act)));
    if (!pick) throw new Error(`nothing to press in ${asking?.view.title}`);
    used.add(JSON.stringify(pick.act));
    const said = thread.act(pick.act);
    if (said.some(({ view }) => view.kind === until)) return presses;
  }
  throw new Error("no end");
}
const WELL = [/^Patient is here/, /^(Asked|Looked|Examined): /, /^Improving/, /^Yesterday/];

test("a well patient takes at most 10 presses, and nothing open could raise the result", () => {
  const thread = startedUnder2({ asks: "panels" });
  expect(pressed(thread, WELL, "result")).toBeLessThanOrEqual(10);
  expect(thread.open.decision?.assessment).toMatchObject({ acts_on: "ROUTINE", provisional: false });
  for (const command of ["status", "handoff"])
    expect(words(thread.say(command))).toContain("Denied together: weak or numb leg, saddle numbness");
  expect(words(thread.say("timeline"))).toContain(
    "Asked: none of these 6 (denied together, 60 s after they were shown)",
  );
});

test("a call asks what was looked at in the patient's words, and offers no examination", () => {
  const thread = startedUnder2({ asks: "panels" });
  pressed(thread, [/^By telephone/, ...WELL.slice(1)], "result");
  const panels = thread.said.filter(({ view, update }) => view.kind === "panel" && !update);
  expect(panels.map(({ view }) => view.title)).not.toContain("Examination");
  const looked = panels.find(({ view }) => view.title === "Looking at the legs");
  expect(words(looked ? [looked] : [])).toContain("Has the patient noticed");
  expect(thread.open.decision?.assessment.provisional).toBe(true);
});

test("a case of version 1.0.0, and one at a site that asks one by one, ask single questions", () => {
  const thread = startedUnder2({ asks: "one by one" });
  thread.wait(MINUTE);
  thread.act(actOf(lastPost(thread, "question"), "Patient is here"));
  expect(lastPost(thread, "question").title).toContain("New leg weakness");
});
