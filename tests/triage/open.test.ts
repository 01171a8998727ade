import { describe, expect, it } from "vitest";
import { assess } from "../../src/triage/assess.ts";
import { type Raw, read } from "../patient.ts";
import { question, rule, small } from "./small-protocol.ts";

/** What is open under these rules, for raw findings. */
const open = (rules: Record<string, unknown>[], raw: Raw = {}, changes: Record<string, unknown> = {}) => {
  const protocol = small({ rules, ...changes });
  return assess(protocol, read(raw, protocol)).open;
};

const emergency = (when: unknown, id = "emergency") => rule(id, "EMERGENT", when);

describe("what is not known and could raise the urgency", () => {
  it("is named with how far, whether it decides alone, and by which rules", () => {
    expect(open([emergency("one")])).toEqual([
      { finding: "one", could_reach: "EMERGENT", alone: true, rules: ["emergency"] },
    ]);
  });

  it("leaves out what is known, and what could raise nothing", () => {
    expect(open([emergency({ any: ["one", "two"] })], { one: false }).map(({ finding }) => finding)).toEqual([
      "two",
    ]);
    expect(open([emergency("one"), rule("soon", "SOON", "two")], { one: true })).toEqual([]);
    expect(open([rule("urgent", "URGENT", "one"), rule("soon", "SOON", "two")], { one: true })).toEqual([]);
  });

  it.each<[string, unknown, Raw, [string, boolean][]]>([
    [
      "any",
      { any: ["one", "two"] },
      {},
      [
        ["one", true],
        ["two", true],
      ],
    ],
    [
      "all, both open",
      { all: ["one", "two"] },
      {},
      [
        ["one", false],
        ["two", false],
      ],
    ],
    ["all, the last of three", { all: ["one", "two", "three"] }, { one: true, two: true }, [["three", true]]],
    ["all, the last that is open", { all: ["one", "two"] }, { one: true }, [["two", true]]],
    [
      "any inside all",
      { all: ["three", { any: ["one", "two"] }] },
      {},
      [
        ["one", false],
        ["two", false],
        ["three", false],
      ],
    ],
    [
      "all inside all",
      { all: [{ all: ["one"] }, "two"] },
      {},
      [
        ["one", false],
        ["two", false],
      ],
    ],
    ["not", { not: "one" }, {}, [["one", true]]],
    [
      "not of all",
      { not: { all: ["one", "two"] } },
      {},
      [
        ["one", false],
        ["two", false],
      ],
    ],
    [
      "at least two, none known",
      { at_least: { count: 2, of: ["one", "two", "three"] } },
      {},
      [
        ["one", false],
        ["two", false],
        ["three", false],
      ],
    ],
    [
      "at least two, one there",
      { at_least: { count: 2, of: ["one", "two", "three"] } },
      { one: true },
      [
        ["two", true],
        ["three", true],
      ],
    ],
    [
      "at least two inside what is open besides",
      { all: ["heat", { at_least: { count: 2, of: ["one", "two", "three"] } }] },
      { one: true },
      [
        ["two", false],
        ["three", false],
        ["heat", false],
      ],
    ],
  ])("decides alone: %s", (_what, when, raw, expected) => {
    expect(open([emergency(when)], raw).map(({ finding, alone }) => [finding, alone])).toEqual(expected);
  });

  it("stands once, for its worst; alone if one of the worst rules would be decided by it", () => {
    const rules = (...more: Record<string, unknown>[]) => open(more).find(({ finding }) => finding === "one");
    expect(rules(emergency({ all: ["one", "two"] }, "a"), emergency("one", "b"))).toEqual({
      finding: "one",
      could_reach: "EMERGENT",
      alone: true,
      rules: ["a", "b"],
    });
    expect(rules(emergency("one", "a"), emergency({ all: ["one", "two"] }, "b"))).toMatchObject({
      alone: true,
      rules: ["a", "b"],
    });
    expect(rules(rule("a", "URGENT", "one"), emergency({ all: ["one", "two"] }, "b"))).toEqual({
      finding: "one",
      could_reach: "EMERGENT",
      alone: false,
      rules: ["a", "b"],
    });
    expect(rules(emergency({ all: ["one", "two"] }, "a"), rule("b", "URGENT", "one"))).toEqual({
      finding: "one",
      could_reach: "EMERGENT",
      alone: false,
      rules: ["a", "b"],
    });
    expect(rules(emergency({ any: ["one", { all: ["one", "two"] }] }, "a"))?.rules).toEqual(["a"]);
  });

  it("is in the order of danger, of deciding alone, and of asking", () => {
    const found = open([
      rule("urgent", "URGENT", "one"),
      emergency({ all: ["pick", "heat"] }, "together"),
      emergency({ any: ["three", "two"] }, "alone"),
    ]);
    expect(found.map(({ finding }) => finding)).toEqual(["two", "three", "heat", "pick", "one"]);
  });

  it("looks into a derived finding, and names a part by its question", () => {
    const derived = [{ id: "both", label: "Both", from: "seed", when: { all: ["one", "marks.red"] } }];
    expect(open([emergency("both")], {}, { derived }).map(({ finding }) => finding)).toEqual([
      "one",
      "marks",
    ]);
  });

  it("looks at what would raise a true rule, and not at its own condition any more", () => {
    const raised = rule("soon", "SOON", "one", { raised: { to: "EMERGENT", when: "two" } });
    expect(open([raised], { one: true })).toEqual([
      { finding: "two", could_reach: "EMERGENT", alone: true, rules: ["soon"] },
    ]);
    expect(open([raised]).map(({ finding }) => finding)).toEqual(["one", "two"]);
  });

  it("names no recommendation and no rule above, for they are no findings", () => {
    const found = open([
      rule("asking", "SOON", "one", { recommend: ["imaging.scan"] }),
      emergency({ all: ["imaging.scan is recommended", "two"] }),
    ]);
    expect(found.map(({ finding }) => finding)).toEqual(["two", "one"]);
  });

  it("keeps the order of asking for a question that was added last", () => {
    const questions = [question("four")];
    expect(
      open([emergency({ any: ["four", "one"] })], {}, { questions }).map(({ finding }) => finding),
    ).toEqual(["one", "four"]);
  });
});
