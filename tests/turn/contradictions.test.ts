import { describe, expect, it } from "vitest";
import { B, button, started, view, words } from "./test-thread.ts";

const GIRTH = { do: "form", section: "vascular_exam" } as const;
const LARGER_LEFT = { "leg_circumference.calf.left": "41", "leg_circumference.calf.right": "37" };
const SAYS = "Leg swelling is recorded on the right, and the left leg is larger by 3 cm or more.";

describe("a side that contradicts a recorded one", () => {
  it("is shown as a contradiction to settle, by a form", () => {
    const thread = started();
    thread.tap("leg_swelling", "right");
    const said = thread.submit(GIRTH, LARGER_LEFT);
    expect(words(said)).toContain(SAYS);
    const notice = said.find(({ view: { parts } }) => JSON.stringify(parts).includes(SAYS))?.view;
    expect(notice?.actions.flatMap(({ act }) => (act.do === "change" ? [act.question] : [])).sort()).toEqual([
      "leg_circumference",
      "leg_swelling",
    ]);
  });

  it("by typed words, on the list before it is confirmed, and after", () => {
    const thread = started();
    thread.tap("leg_swelling", "right");
    const list = view(thread.say("calf left 41 cm, right 37 cm"), "proposal");
    expect(JSON.stringify(list.parts)).toContain(`This would not fit together. ${SAYS}`);
    expect(words(thread.act(button(list, "Confirm")))).toContain(SAYS);
  });

  it("within one list as well", () => {
    const thread = started();
    const list = view(thread.say("right leg swollen. calf left 41 cm, right 37 cm"), "proposal");
    expect(JSON.stringify(list.parts)).toContain(SAYS);
  });

  it("with each answer that leaves it so, and no more once it fits", () => {
    const thread = started();
    thread.tap("leg_swelling", "right");
    thread.submit(GIRTH, LARGER_LEFT);
    thread.act({ do: "change", question: "leg_circumference" });
    expect(words(thread.submit(GIRTH, { ...LARGER_LEFT, "leg_circumference.calf.left": "43" }))).toContain(
      SAYS,
    );
    expect(words(thread.tap("fever", "absent", B))).not.toContain(SAYS);
    thread.act({ do: "change", question: "leg_swelling" });
    expect(words(thread.tap("leg_swelling", "left"))).not.toContain(SAYS);
  });

  it("is none where the larger leg is the swollen one", () => {
    const thread = started();
    thread.tap("leg_swelling", "left");
    expect(words(thread.submit(GIRTH, LARGER_LEFT))).not.toContain("do not fit together");
  });
});
