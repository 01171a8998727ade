import { describe, expect, it } from "vitest";
import { WELL } from "../patient.ts";
import { A, B, decidedCase, HANDLE, kinds, started, Thread, words } from "./test-thread.ts";

/** What is said in plain notices, in order. */
const notices = (said: ReturnType<Thread["do"]>) =>
  said.flatMap(({ view }) => (view.kind === "notice" ? [words([{ view } as never])] : []));

describe("a start where a case is open", () => {
  it("names the case, and asks the pending question again", () => {
    const thread = started();
    const said = thread.start("", B);
    expect(kinds(said)).toEqual(["notice", "question"]);
    expect(words(said)).toContain(`Case ${HANDLE} is open here`);
    expect(notices(said)[0]).not.toContain("was not read");
    expect(thread.events.filter(({ type }) => type === "asked")).toHaveLength(2);
  });

  it("keeps the words that come with it and asks whose they are, for they may be about another patient", () => {
    const thread = started();
    const said = thread.start("fever and a swollen leg", B);
    expect(kinds(said)).toEqual(["notice"]);
    expect(words(said)).toContain("Another patient?");
    expect(words(said)).toContain("is kept, and recorded nowhere until you say whose it is");
    expect(words(thread.start("   ", B))).toContain("is open here");
    expect(thread.open.proposal).toBeNull();
  });

  it("tells its author alone of an identifier that is not read either", () => {
    const said = started().start("MRN 00123456", B);
    expect(said[0]?.audience).toEqual({ kind: "person", person: B });
    expect(JSON.stringify(said)).not.toContain("00123456");
  });

  it("shows the result where nothing is asked any more", () => {
    const thread = decidedCase(WELL);
    expect(kinds(thread.start("", B))).toEqual(["notice", "result"]);
  });
});

describe("a start where no case is open", () => {
  it("opens one in the opener's wording, and a physician's until it is chosen", () => {
    const thread = new Thread();
    expect(kinds(thread.start("", { ...A, role: "nurse" }))).toEqual(["question"]);
    expect(thread.open.role).toBe("nurse");
    const first = new Thread();
    const said = first.start("", A);
    expect(first.open.role).toBe("physician");
    expect(said[0]?.slot).toBe("role");
    expect(kinds(said)).toEqual(["notice", "question"]);
  });

  it("proposes the findings of the opening words, whether the command stands before them or not", () => {
    for (const typed of ["no fever", "triage no fever"]) {
      const thread = new Thread();
      expect(kinds(thread.start(typed))).toEqual(["proposal"]);
      expect(thread.open.proposal?.items.map(({ question }) => question)).toEqual(["fever"]);
    }
    expect(kinds(new Thread().start("triage"))).toEqual(["question"]);
  });

  it("opens none for help, for the list of cases, or for a command that needs one", () => {
    const thread = new Thread();
    expect(kinds(thread.start("help"))).toEqual(["help"]);
    expect(thread.start("list")).toEqual([]);
    expect(thread.wishes).toEqual([{ do: "cases", actor: A }]);
    expect(thread.start("status")).toEqual([]);
    expect(JSON.stringify(thread.replies)).toContain("No case is open here. Type triage to start one.");
    expect(thread.encounter).toBeNull();
    expect(thread.events).toEqual([]);
  });

  it("opens another after one was closed, on nothing of it", () => {
    const thread = started();
    thread.tap("procedure", "other");
    thread.say("close");
    thread.start("", B);
    expect(thread.open.closed).toBe(false);
    expect(thread.open.records.size).toBe(0);
    expect(thread.open.owner).toEqual(B);
  });
});
