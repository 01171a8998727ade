import { describe, expect, it } from "vitest";
import { wellBut } from "../patient.ts";
import { protocol } from "../protocol-under-test.ts";
import {
  A,
  B,
  button,
  buttons,
  decidedCase,
  HANDLE,
  kinds,
  recordedCase,
  started,
  view,
  words,
} from "./test-thread.ts";

const emergency = () => {
  const thread = recordedCase(wellBut({}));
  thread.act({ do: "change", question: "incontinence" });
  thread.say("yes");
  thread.said = [];
  return thread;
};

describe("closing", () => {
  it("is done at once where nothing is open, and says how to go on", () => {
    const thread = started();
    const said = thread.say("close");
    expect(words(said)).toContain(` closed case ${HANDLE}. Type reopen to go on with it.`);
    expect(thread.events.at(-1)).toMatchObject({ type: "closed", reason: "person" });
    expect(words(thread.say("close"))).toContain("This case is closed already.");
  });

  it("asks first while a deadline runs, names it, and is done when it is said again", () => {
    const thread = emergency();
    const said = thread.say("close");
    const asked = view(said, "notice");
    expect(asked.title).toBe("Close an open emergency?");
    expect(words(said)).toContain("A closed case sends no reminders.");
    expect(words(said)).toContain('"kind":"list"');
    expect(asked.actions).toEqual([
      { label: "Close anyway", act: { do: "command", words: "close anyway" }, style: "danger" },
    ]);
    expect(thread.open.closed).toBe(false);
    const due = thread.open.deadlines.get("imaging.mri_spine")?.due ?? 0;
    expect(asked.parts).toEqual([
      {
        kind: "list",
        items: [
          {
            words: [
              "By ",
              { time: due },
              ": MRI of the spine with and without contrast, whole spine or at least up to the conus",
            ],
          },
        ],
      },
      { kind: "text", words: ["A closed case sends no reminders."], tone: "strong" },
    ]);
    thread.act({ do: "command", words: "close anyway" });
    expect(thread.open.closed).toBe(true);
  });

  it("asks first while findings wait to be confirmed", () => {
    const thread = started();
    thread.say("no fever, no incontinence");
    expect(words(thread.say("close"))).toContain(
      "Findings that wait to be confirmed: they are not recorded.",
    );
    expect(thread.open.closed).toBe(false);
  });

  it("keeps to itself what is the owner's alone, but says that there is such a note", () => {
    const thread = decidedCase(wellBut({ next_day_contact_made: false }));
    const said = words(thread.say("close"));
    expect(said).toContain("A note to the owner.");
  });
});

describe("opening again", () => {
  it("continues where it was, and shows the result again", () => {
    const thread = decidedCase(wellBut({ fever: true }));
    thread.say("close anyway");
    const said = thread.say("reopen");
    expect(words(said)).toContain(`Case ${HANDLE} is open again.`);
    expect(kinds(said)).toContain("result");
    expect(thread.events.some(({ type }) => type === "reopened")).toBe(true);
    expect(words(thread.say("reopen"))).toContain("This case is open.");
  });

  it("asks the pending question again", () => {
    const thread = started();
    thread.say("close");
    expect(kinds(thread.say("reopen"))).toEqual(["notice", "question"]);
  });
});

describe("closing an open emergency", () => {
  it("asks its owner for a tap, names who did it, and is nobody else's", () => {
    const thread = started();
    thread.tap("saddle_sensory_loss", "present");
    expect(words(thread.act({ do: "command", words: "close anyway" }, B))).toContain("Nothing is changed.");
    expect(view(thread.say("close anyway"), "notice").title).toBe("Close an open emergency?");
    expect(thread.open.closed).toBe(false);
    const said = thread.act({ do: "command", words: "close anyway" });
    expect(thread.open.closed).toBe(true);
    expect(words(said)).toContain(`{"person":${JSON.stringify(A)}}," closed case ${HANDLE}.`);
  });
});

describe("taking a case over", () => {
  it("is one tap beside how it stands, seen by everybody, and makes one owner", () => {
    const thread = started();
    const status = view(thread.say("status"), "status");
    const said = thread.act(button(status, "Take over"), B);
    expect(said[0]?.audience).toEqual({ kind: "thread" });
    expect(words(said)).toContain(`took case ${HANDLE} over from `);
    expect(JSON.stringify(view(said, "notice").parts)).toMatch(/U2.*U1/);
    expect(thread.open.owner.id).toBe(B.id);
    const again = thread.act(button(status, "Take over"), B);
    expect(again[0]?.audience).toEqual({ kind: "person", person: B });
    expect(thread.events.filter(({ type }) => type === "owner")).toHaveLength(1);
  });

  it("is offered to who may not forget the case, and then they may", () => {
    const thread = started();
    const forget = { do: "command", words: `forget ${HANDLE}` } as const;
    thread.act(button(view(thread.act(forget, B), "notice"), "Take over"), B);
    thread.act(forget, B);
    expect(thread.wishes).toEqual([{ do: "forget" }]);
  });
});

describe("forgetting", () => {
  it("asks by the case's name, and says what is lost", () => {
    const said = started().say("forget");
    const asked = view(said, "notice");
    expect(asked.title).toBe(`Forget case ${HANDLE}?`);
    expect(words(said)).toContain(
      `This destroys what case ${HANDLE} holds, for good: its answers, its results and its deadlines. It cannot be undone.`,
    );
    expect(asked.actions).toEqual([
      { label: `Forget ${HANDLE}`, act: { do: "command", words: `forget ${HANDLE}` }, style: "danger" },
    ]);
    expect(buttons(asked)).toHaveLength(1);
  });

  it("is done with that name, however it is written", () => {
    const thread = started();
    const said = thread.act({ do: "command", words: `forget ${HANDLE.toUpperCase()}` });
    expect(said).toHaveLength(1);
    expect(thread.wishes).toEqual([{ do: "forget" }]);
    expect(words(said)).toContain(
      ` forgot case ${HANDLE}: what it held is destroyed. Messages in this thread are yours to delete.`,
    );
    expect(words(said)).toContain(JSON.stringify({ person: A }));
  });

  it("is asked for a tap, however it is typed, and done where nothing can be tapped", () => {
    const thread = started();
    expect(view(thread.say(`forget ${HANDLE}`), "notice").title).toBe(`Forget case ${HANDLE}?`);
    expect(thread.wishes).toEqual([]);
    thread.do({ kind: "say", actor: A, words: `forget ${HANDLE}`, addressed: true, typedOnly: true });
    expect(thread.wishes).toEqual([{ do: "forget" }]);
  });

  it("is the owner's, and theirs whom the hospital names: nobody else can, by words or by tap", () => {
    const named = { name: "Data officer", platform: "slack" as const, tenant: "T1", user: "U2" };
    const thread = started();
    const said = thread.act({ do: "command", words: `forget ${HANDLE}` }, B);
    expect(said[0]?.audience).toEqual({ kind: "person", person: B });
    expect(words(said)).toContain("You can take the case over");
    expect(thread.wishes).toEqual([]);
    const other = started({ may_close_and_forget: [named] });
    other.act({ do: "command", words: `forget ${HANDLE}` }, B);
    expect(other.wishes).toEqual([{ do: "forget" }]);
  });

  it("with another name is no command", () => {
    const thread = started();
    expect(words(thread.act({ do: "command", words: "forget other-case-7" }))).toContain(
      "That message is out of date.",
    );
    expect(thread.wishes).toEqual([]);
  });
});

describe("moving to newer content", () => {
  const newer = { ...protocol, version: "9.0.0" };

  it("says that there is none", () => {
    const thread = started();
    expect(words(thread.say("upgrade"))).toContain(
      `This case runs under the newest version, ${protocol.version}. There is nothing to move to.`,
    );
    expect(thread.events.some(({ type }) => type === "moved")).toBe(false);
  });

  it("keeps every answer, says from where to where, and asks anew", () => {
    const thread = started();
    thread.tap("fever", "absent", A);
    thread.latest = { protocol: newer, hash: "1".repeat(64) };
    const said = thread.say("upgrade");
    expect(words(said)).toContain(
      `This case moved from version ${protocol.version} to version 9.0.0 of the protocol. Every answer stays in the record.`,
    );
    expect(thread.events.find(({ type }) => type === "moved")).toMatchObject({
      protocol: { id: protocol.id, version: "9.0.0", hash: "1".repeat(64) },
    });
    expect(thread.standing("fever")).toEqual({ value: "absent" });
    expect(kinds(said)).toEqual(["notice", "question"]);
    expect(words(thread.say("upgrade"))).toContain("the newest version, 9.0.0");
  });
});
