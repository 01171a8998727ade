import { describe, expect, it } from "vitest";
import { asLastLeft, currentState } from "../../src/case/current.ts";
import { foldEvents } from "../../src/case/encounter.ts";
import type { Outbound } from "../../src/views/outbound.ts";
import { wellBut } from "../patient.ts";
import { protocol } from "../protocol-under-test.ts";
import {
  A,
  B,
  button,
  buttons,
  decidedCase,
  kinds,
  MINUTE,
  recordedCase,
  started,
  type Thread,
  view,
  words,
} from "./test-thread.ts";

const unread = (thread: Thread) => [...thread.open.unread.values()].map((each) => each.words);
const lines = (said: readonly Outbound[]) =>
  said.flatMap(({ view: { kind, parts } }) =>
    parts.flatMap((part) =>
      part.kind === "list"
        ? part.items.flatMap(({ words: [first] }) =>
            String(first).startsWith("Not read") ? [`${kind}: ${String(first)}`] : [],
          )
        : [],
    ),
  );

describe("words that were neither recorded nor proposed", () => {
  it("in a case's thread are told to their author alone, and stand on the next question", () => {
    const thread = started();
    const [note] = thread.say("saddle like jelly", A, false);
    expect(note?.audience).toEqual({ kind: "person", person: A });
    expect(words([note as Outbound])).toContain('Not read: \\"saddle like jelly\\"');
    const said = thread.say("caudal");
    expect(lines(said)).toEqual(['question: Not read: "saddle like jelly" (']);
    expect(JSON.stringify(view(said, "question").parts)).toContain('"person":{"id":"slack:T1:U1"');
    expect(buttons(view(said, "question"))).toEqual(
      expect.arrayContaining(["Record it", "Not about this patient"]),
    );
    // on the next question, and not on each
    expect(lines(thread.say("6 h"))).toEqual([]);
    expect(unread(thread)).toEqual(["saddle like jelly"]);
  });

  it("begin a case as well: nothing that was typed with the command is lost", () => {
    const thread = started();
    thread.encounter = null;
    thread.events = [];
    const said = thread.start("legs feel like custard");
    expect(lines(said)).toEqual(['question: Not read: "legs feel like custard" (']);
  });

  it("beside findings that were read are named on the list, and stand on what comes after it", () => {
    const thread = started();
    const said = thread.say("caudal, no fever, saddle like jelly");
    expect(words(said)).toContain('Not read: \\"saddle like jelly\\"');
    const after = thread.act(button(view(said, "proposal"), "Confirm"));
    expect(lines(after)).toEqual(['question: Not read: "saddle like jelly" (']);
  });

  it("are none where they are talk, an answer that did not count, or what names the patient", () => {
    const thread = started();
    for (const said of ["thanks", "no", "yes", "not assessed", "confirm", "bed 4"])
      thread.say(said, A, false);
    expect(unread(thread)).toEqual([]);
  });

  it("of somebody who takes no part stay unanswered, unless they come right after a question", () => {
    const thread = started();
    expect(thread.wait(5 * MINUTE).say("is the lift broken", B, false)).toEqual([]);
    expect(unread(thread)).toEqual([]);
    thread.say("caudal");
    thread.wait(-MINUTE + 20_000).say("saddle like jelly", B, false);
    expect(unread(thread)).toEqual(["saddle like jelly"]);
  });

  it("are shown at once where no question comes after them", () => {
    const thread = decidedCase(wellBut({}));
    const said = thread.say("saddle like jelly", A, false);
    expect(kinds(said)).toEqual(["notice", "notice"]);
    expect(lines(said)).toEqual(['notice: Not read: "saddle like jelly" (']);
  });

  it("make every decision provisional until somebody says what they are", () => {
    const thread = decidedCase(wellBut({}));
    expect(currentState(protocol, thread.open, asLastLeft(thread.open)).assessment).toMatchObject({
      acts_on: "ROUTINE",
      provisional: false,
    });
    thread.say("saddle like jelly", A, false);
    const status = view(thread.say("status"), "status");
    expect(status.title).toBe("So far: URGENT, PROVISIONAL, could be EMERGENT");
    expect(status.urgency).toBe("URGENT");
    expect(lines([{ view: status } as never])).toHaveLength(1);
    const said = thread.act(button(status, "Not about this patient"), B);
    expect(unread(thread)).toEqual([]);
    expect(words(said)).toContain("not about this patient");
    expect(currentState(protocol, thread.open, asLastLeft(thread.open)).assessment).toMatchObject({
      acts_on: "ROUTINE",
      provisional: false,
    });
    expect(foldEvents("e1", thread.events)).toEqual(thread.open);
  });

  it("are recorded by the finding that somebody chooses, and by its answer alone", () => {
    const thread = started();
    thread.say("saddle like jelly", A, false);
    const question = view(thread.say("caudal"), "question");
    const which = view(thread.act(button(question, "Record it")), "notice");
    expect(which.title).toBe('Which finding is "saddle like jelly"?');
    expect(buttons(which)).toContain("Saddle sensory loss");
    const asked = view(thread.act(button(which, "Saddle sensory loss")), "question");
    expect(words([{ view: asked } as never])).toContain('You typed \\"saddle like jelly\\"');
    expect(unread(thread)).toEqual(["saddle like jelly"]);
    thread.act(button(asked, "Yes"));
    expect(thread.standing("saddle_sensory_loss")).toEqual({ value: "present" });
    expect(unread(thread)).toEqual([]);
    expect(foldEvents("e1", thread.events)).toEqual(thread.open);
  });

  it("are settled by words where there are no buttons", () => {
    const thread = started();
    thread.say("saddle like jelly", A, false);
    thread.say("wobbly as jelly", A, false);
    expect(lines(thread.say("unread"))).toHaveLength(2);
    thread.say("unread 2 other");
    expect(unread(thread)).toEqual(["saddle like jelly"]);
    expect(view(thread.say("unread 1 saddle"), "question").title).toContain("Saddle");
    expect(words(thread.say("unread 7 other"))).toContain("Nothing is changed");
  });

  it("stand in the handoff", () => {
    const thread = started();
    thread.say("saddle like jelly", A, false);
    expect(words(thread.say("handoff"))).toContain('Typed and not read: \\"saddle like jelly\\"');
  });

  it("that are edited into a finding are proposed, and no longer stand as not read", () => {
    const thread = started();
    thread.say("numb saddel", A, true, "m1");
    const said = thread.do({ kind: "edited", actor: A, words: "saddle anaesthesia", message: "m1" });
    expect(kinds(said)).toContain("proposal");
    expect(unread(thread)).toEqual([]);
  });

  it("are three at a time, and the others follow", () => {
    const thread = recordedCase({});
    for (const each of ["one apple", "two pears", "three plums", "four figs"]) thread.say(each, A, false);
    const said = thread.say("unread");
    expect(lines(said)).toHaveLength(3);
    expect(words(said)).toContain("1 more not read");
  });
});
