import { describe, expect, it } from "vitest";
import type { Protocol } from "../../src/protocol/schema.ts";
import { applicable, askingOf, nextQuestion, noLongerApplying } from "../../src/triage/ask.ts";
import { assess } from "../../src/triage/assess.ts";
import { contradictionsIn } from "../../src/triage/contradict.ts";
import { type Raw, read } from "../patient.ts";
import { options, question, recommendation, rule, small } from "./small-protocol.ts";

/** Only these questions, in this order. */
const asking = (questions: Record<string, unknown>[], changes: Record<string, unknown> = {}): Protocol => {
  const protocol = small({ ...changes, questions });
  return { ...protocol, questions: protocol.questions.slice(-questions.length) };
};

const ids = (protocol: Protocol, raw: Raw, phase?: "results") =>
  applicable(protocol, read(raw, protocol), phase).map(({ id }) => id);

describe("the next question", () => {
  const protocol = asking([
    question("late", { kind: "tri" }, { section: "second" }),
    question("a"),
    question("b"),
    question("scan", { kind: "choice", options: options("clear", "found") }, { section: "back" }),
  ]);

  it("is the first that was not answered in any way, section by section", () => {
    const next = (raw: Raw) => nextQuestion(protocol, read(raw, protocol))?.question.id;
    expect(next({})).toBe("a");
    expect(next({ a: true })).toBe("b");
    expect(next({ a: true, b: "not_assessed" })).toBe("late");
    expect(nextQuestion(protocol, read({ a: true, b: true, late: false }, protocol))).toBeNull();
  });

  it("says where it stands among those of its section", () => {
    expect(nextQuestion(protocol, read({ a: true }, protocol))).toMatchObject({
      question: { id: "b" },
      section: { id: "first" },
      position: 2,
      total: 2,
    });
    expect(askingOf(protocol, {}, "late")).toMatchObject({
      section: { id: "second" },
      position: 1,
      total: 1,
    });
    expect(askingOf(protocol, {}, "a")).toMatchObject({ question: { id: "a" }, position: 1, total: 2 });
    expect(askingOf(protocol, {}, "nothing")).toBeNull();
  });

  it("asks for results in their own phase", () => {
    expect(nextQuestion(protocol, {}, "results")?.question.id).toBe("scan");
    expect(ids(protocol, {}, "results")).toEqual(["scan"]);
    expect(askingOf(protocol, {}, "scan")).toMatchObject({ section: { id: "back" }, position: 1, total: 1 });
  });

  it("of a section that the protocol does not have has no place", () => {
    const lost = { ...protocol, sections: protocol.sections.filter(({ id }) => id !== "second") };
    expect(askingOf(lost, {}, "late")).toBeNull();
  });
});

describe("a question with a condition", () => {
  const protocol = asking([
    question("a"),
    question("b", { kind: "tri" }, { ask_when: "a" }),
    question("c"),
    question("scan", { kind: "tri" }, { section: "back", ask_when: "imaging.scan is recommended" }),
  ]);

  it("is asked only while its condition is known to be true", () => {
    expect(ids(protocol, { a: true })).toEqual(["a", "b", "c"]);
    expect(ids(protocol, { a: false })).toEqual(["a", "c"]);
    expect(ids(protocol, {})).toEqual(["a", "c"]);
  });

  it("keeps its place when it was answered already, and is told apart then", () => {
    expect(ids(protocol, { a: false, b: true })).toEqual(["a", "b", "c"]);
    const gone = (raw: Raw) => {
      const findings = read(raw, protocol);
      return noLongerApplying(protocol, findings, assess(protocol, findings)).map(({ id }) => id);
    };
    expect(gone({ a: false, b: true, c: true })).toEqual(["b"]);
    expect(gone({ a: true, b: true })).toEqual([]);
    expect(gone({ b: true })).toEqual([]);
    expect(gone({ a: false })).toEqual([]);
  });

  it("is put among the others of its section when it is asked out of turn", () => {
    expect(askingOf(protocol, read({ a: false }, protocol), "b")).toMatchObject({ position: 3, total: 3 });
    expect(askingOf(protocol, read({ a: true }, protocol), "b")).toMatchObject({ position: 2, total: 3 });
  });

  it("is asked against its condition when its answer alone could raise the urgency", () => {
    const danger = asking([question("a"), question("b", { kind: "tri" }, { ask_when: "a" })], {
      rules: [rule("urgent", "URGENT", "b")],
    });
    expect(ids(danger, { a: false })).toEqual(["a", "b"]);
    const answered = read({ a: false, b: false }, danger);
    expect(
      noLongerApplying(danger, answered, assess(danger, answered)),
      "and counts once it is answered",
    ).toEqual([]);
    const already = asking(
      [question("a"), question("b", { kind: "tri" }, { ask_when: "a" }), question("c")],
      {
        rules: [rule("emergency", "EMERGENT", "c"), rule("urgent", "URGENT", "b")],
      },
    );
    expect(ids(already, { a: false, c: true })).toEqual(["a", "c"]);
  });

  it("is asked against its condition when one of several answers could, and not when none could", () => {
    const pick = (danger: string) =>
      asking(
        [
          question("a"),
          question("b", { kind: "choice", options: options("x", "y", "z"), absent: "x" }, { ask_when: "a" }),
          question("c"),
        ],
        { rules: [rule("soon", "SOON", "c"), rule("more", danger, "b is y")] },
      );
    expect(ids(pick("URGENT"), { a: false, c: true })).toEqual(["a", "b", "c"]);
    expect(ids(pick("SOON"), { a: false, c: true })).toEqual(["a", "c"]);
  });

  it("is never asked for its danger alone when it is a result that nobody has", () => {
    const result = asking(
      [question("a"), question("scan", { kind: "tri" }, { section: "back", ask_when: "a", adjunct: true })],
      { rules: [rule("emergency", "EMERGENT", "scan")] },
    );
    expect(ids(result, { a: false }, "results")).toEqual([]);
    expect(ids(result, { a: true }, "results")).toEqual(["scan"]);
  });
});

describe("a result whose study was recommended", () => {
  const scan = (id: string) =>
    question(
      `${id}_result`,
      { kind: "tri" },
      { section: "back", adjunct: true, ask_when: `imaging.${id} is recommended` },
    );
  const protocol = asking(
    [question("a"), question("b"), question("c"), scan("scan"), scan("first"), scan("held")],
    {
      recommendations: [
        recommendation("imaging.first", { replaced: { by: "imaging.scan", when: "b" } }),
        recommendation("imaging.held", { gate: { only_if: "c", reason: "Not yet.", released_by: ["c"] } }),
      ],
      rules: [
        rule("one", "SOON", "a", {
          recommend: ["imaging.first", { id: "imaging.held", if: "c is unknown" }],
        }),
      ],
    },
  );

  it("is asked for, also when another took the study's place, and when it is withheld", () => {
    expect(ids(protocol, { a: true, b: false, c: false }, "results")).toEqual(["first_result"]);
    expect(ids(protocol, { a: true, b: true, c: false }, "results")).toEqual(["scan_result", "first_result"]);
    expect(
      askingOf(protocol, read({ a: true, b: true, c: false }, protocol), "first_result"),
      "and stands among the other results",
    ).toMatchObject({ position: 2, total: 2 });
    expect(ids(protocol, { a: true, b: false }, "results")).toEqual(["first_result", "held_result"]);
    expect(ids(protocol, { a: false, b: false, c: false }, "results")).toEqual([]);
  });
});

describe("contradictions", () => {
  it("are pointed out when they are certain", () => {
    const protocol = small({
      contradictions: [
        { id: "both", when: { all: ["one", "two"] }, say: "Not both." },
        { id: "neither", when: { all: [{ not: "one" }, { not: "two" }] }, say: "Not neither." },
      ],
    });
    const found = (raw: Raw) => contradictionsIn(protocol, read(raw, protocol)).map(({ id }) => id);
    expect(found({ one: true, two: true })).toEqual(["both"]);
    expect(found({ one: false, two: false })).toEqual(["neither"]);
    expect(found({ one: true })).toEqual([]);
  });
});
