import { describe, expect, it } from "vitest";
import { readDirectAnswer } from "../../src/language/direct-answer.ts";
import { echoLine } from "../../src/views/echo.ts";
import type { Outbound } from "../../src/views/outbound.ts";
import { NOON, version2 } from "../version-2.ts";
import { wordLists } from "../word-lists.ts";
import { B, buttons, kinds, started, view } from "./test-thread.ts";

const echoes = (said: readonly Outbound[]) =>
  said.flatMap(({ view: { kind, title, echo = title } }) =>
    /^(Recorded|Taken back):/.test(echo) ? [`${kind}: ${echo}`] : [],
  );

describe("what was recorded is said on the next message", () => {
  it("by a tap, on the question that follows", () => {
    const thread = started();
    expect(echoes(thread.tap("procedure", "epidural_steroid_caudal"))).toEqual([
      "question: Recorded: Procedure: epidural steroid, caudal",
    ]);
  });

  it("by words, a moment with its day and how exact it is", () => {
    const question = version2.questions.find(({ answer: { kind } }) => kind === "moment");
    const read = question && readDirectAnswer(wordLists, question, "last night", NOON);
    if (!read || !("answer" in read)) throw new Error("no moment is asked");
    expect(echoLine([{ question, answer: read.answer, beside: false }])).toMatch(/: Mon 9 Mar, night$/);
    const thread = started();
    thread.tap("procedure", "epidural_steroid_caudal");
    expect(echoes(thread.say("6 h"))).toEqual([expect.stringMatching(/^question: Recorded: [^:]+: 6 h$/)]);
  });

  it("each item of a form", () => {
    const thread = started();
    const said = thread.submit({ do: "form", section: "red_flags" }, { fever: "absent", headache: "none" });
    expect(echoes(said).join()).toContain("Fever: absent; ");
    expect(echoes(said).join()).toContain("Headache");
  });

  it("each item of a list that was confirmed, and none that was only doubted", () => {
    const thread = started();
    const list = view(thread.say("caudal, no fever, maybe incontinent"), "proposal");
    const said = thread.act(list.actions[0]?.act as never);
    expect(echoes(said)).toHaveLength(1);
    expect(echoes(said)[0]).toMatch(/Procedure: epidural steroid, caudal; Fever: absent$/);
  });

  it("on an alert and on the question below it, and no lock screen names it", () => {
    const thread = started();
    for (const words of ["caudal", "6 h", "no", "no", "no"]) thread.say(words);
    const said = thread.say("yes");
    expect(echoes(said)).toEqual([
      "alert: Recorded: New leg weakness or sensory change: present",
      "question: Recorded: New leg weakness or sensory change: present",
    ]);
    for (const { view: shown } of said) expect(shown.notification).not.toMatch(/weakness/i);
  });

  it("on another person's differing answer, that it stands beside the other", () => {
    const thread = started();
    thread.tap("procedure", "epidural_steroid_caudal");
    const said = thread.tap("procedure", "facet_or_medial_branch", B, 0);
    expect(echoes(said)).toEqual([
      "dispute: Recorded: Procedure: facet joint or medial branch, beside the other answer",
    ]);
  });

  it("by an answer that was given anew, on the question that waits: it is asked again below it", () => {
    const thread = started();
    thread.say("caudal");
    thread.say("back");
    expect(echoes(thread.say("blood patch"))).toEqual([
      "question: Recorded: Procedure: epidural blood patch",
    ]);
    expect(echoes(thread.say("6 h"))).toEqual(["question: Recorded: Time since the injection: 6 h"]);
  });

  it("by itself where nothing else is posted", () => {
    const thread = started();
    const said = thread.submit({ do: "form", section: "red_flags" }, { fever: "absent" });
    expect(said.map(({ view: { title } }) => title)).toEqual(["Recorded: Fever: absent"]);
    expect(buttons(view(said, "notice"))).toEqual(["Undo"]);
  });

  it("not on what records nothing", () => {
    const thread = started();
    for (const words of ["status", "why", "help", "maybe a fever"])
      expect(echoes(thread.say(words))).toEqual([]);
    expect(kinds(thread.say("status"))).toEqual(["status"]);
  });
});
