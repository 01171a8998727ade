import { describe, expect, it } from "vitest";
import { assess } from "../../src/triage/assess.ts";
import { conditionWords } from "../../src/triage/describe.ts";
import { type ReasonLeaf, reasons, redFlagsToWatchFor } from "../../src/triage/explain.ts";
import { type Raw, read, WELL, wellBut } from "../patient.ts";
import { protocol } from "../protocol-under-test.ts";
import { options, question, rule, small } from "./small-protocol.ts";

const grounds = (raw: Raw, rule: string): string[][] =>
  reasons(protocol, read(raw), assess(protocol, read(raw)))
    .filter((each) => each.rule === rule)
    .flatMap(({ sets }) => sets.map((set) => set.map((ground) => conditionWords(protocol, ground))));

describe("the reasons for a rule", () => {
  it("say that something is absent where its absence is the reason", () => {
    expect(grounds(wellBut({ next_day_contact_made: false }), "missed-next-day-contact")).toEqual([
      ["Contacted the day after: absent"],
    ]);
  });

  it("name each finding that is enough by itself", () => {
    const raw = wellBut({ saddle_sensory_loss: true, urinary_retention: true });
    const found = reasons(protocol, read(raw), assess(protocol, read(raw))).filter(
      ({ urgency }) => urgency === "EMERGENT",
    );
    const sets = found.flatMap(({ sets }) =>
      sets.map((set) => set.map((ground) => conditionWords(protocol, ground))),
    );
    expect(sets).toContainEqual(["Saddle sensory loss: present"]);
    expect(sets).toContainEqual(["Urinary retention: present"]);
  });

  it("give none for a rule that is not true", () => {
    expect(grounds(WELL, "missed-next-day-contact")).toEqual([]);
  });
});

type Changes = Record<string, unknown>;

const name = (ground: ReasonLeaf): string =>
  ground.kind === "not" ? `not ${name(ground.of)}` : "finding" in ground ? ground.finding : ground.kind;

function explained(rules: Changes[], raw: Raw, changes: Changes = {}) {
  const protocol = small({ ...changes, rules });
  const findings = read(raw, protocol);
  return reasons(protocol, findings, assess(protocol, findings));
}

/** The sets of findings by which one rule is true. */
const sets = (when: unknown, raw: Raw, changes: Changes = {}) =>
  explained([rule("a", "URGENT", when)], raw, changes)
    .filter((reason) => reason.rule === "a")
    .flatMap((reason) => reason.sets.map((set) => set.map(name)));

describe("the reasons", () => {
  it("are given for every true rule, the most urgent first, by what is acted on", () => {
    const rules = [
      rule("soon", "SOON", "one"),
      rule("advice", "none", "one"),
      rule("emergency", "EMERGENT", "two"),
      rule("acting", "SOON", "one", { acts_on: "URGENT" }),
      rule("open", "EMERGENT", "three"),
    ];
    expect(explained(rules, { one: true, two: true }).map(({ rule, urgency }) => [rule, urgency])).toEqual([
      ["emergency", "EMERGENT"],
      ["acting", "URGENT"],
      ["soon", "SOON"],
      ["advice", null],
    ]);
    expect(explained(rules.toReversed(), { one: true, two: true }).map(({ rule }) => rule)).toEqual([
      "emergency",
      "acting",
      "soon",
      "advice",
    ]);
  });

  it.each<[string, unknown, Raw, string[][]]>([
    [
      "any: each that is true, by itself",
      { any: ["one", "two", "three"] },
      { one: true, two: true },
      [["one"], ["two"]],
    ],
    ["all: all of it together", { all: ["one", "two"] }, { one: true, two: true }, [["one", "two"]]],
    [
      "any inside all: every way",
      { all: ["three", { any: ["one", "two"] }] },
      { one: true, two: true, three: true },
      [
        ["three", "one"],
        ["three", "two"],
      ],
    ],
    [
      "a set that holds a smaller one says nothing new",
      { any: [{ all: ["one", "two"] }, "one"] },
      { one: true, two: true },
      [["one"]],
    ],
    ["a set that is there twice", { any: ["one", "one"] }, { one: true }, [["one"]]],
    ["not: what is known to be absent", { not: "one" }, { one: false }, [["not one"]]],
    [
      "not any: all that is absent",
      { not: { any: ["one", "two"] } },
      { one: false, two: false },
      [["not one", "not two"]],
    ],
    [
      "not all: each that is absent",
      { not: { all: ["one", "two"] } },
      { one: false, two: false },
      [["not one"], ["not two"]],
    ],
    [
      "at least two: those that are there, together",
      { at_least: { count: 2, of: ["one", "two", "three"] } },
      { one: true, three: true },
      [["one", "three"]],
    ],
  ])("%s", (_what, when, raw, expected) => {
    expect(sets(when, raw)).toEqual(expected);
  });

  it("name the same finding once, when the same sentence stands in two places of a set", () => {
    expect(
      sets(
        { all: ["both", { any: ["both", "three"] }] },
        { one: true, two: true },
        {
          derived: [{ id: "both", label: "Both", from: "seed", when: { all: ["one", "two"] } }],
        },
      ),
    ).toEqual([["one", "two"]]);
  });

  it("show the shorter set first, and no more than eight", () => {
    expect(sets({ any: [{ all: ["one", "two"] }, "three"] }, { one: true, two: true, three: true })).toEqual([
      ["three"],
      ["one", "two"],
    ]);
    const questions = [..."abcdefghij"].map((id) => question(id));
    const all = Object.fromEntries(questions.map(({ id }) => [id, true]));
    expect(sets({ any: [..."abcdefghij"] }, all, { questions })).toHaveLength(8);
  });

  it("reach through a derived finding, and know what was recommended", () => {
    const rules = [
      rule("a", "SOON", "one", { recommend: ["imaging.scan"] }),
      rule("b", "SOON", { all: ["imaging.scan is recommended", "two"] }),
    ];
    expect(
      explained(rules, { one: true, two: true }).map(({ rule, sets }) => [
        rule,
        sets.map((set) => set.map(name)),
      ]),
    ).toEqual([
      ["a", [["one"]]],
      ["b", [["recommended", "two"]]],
    ]);
  });
});

describe("a rule that something raises", () => {
  const raised = rule("swollen", "SOON", "one", { raised: { to: "EMERGENT", when: "two" } });

  it("is given with its own urgency while nothing raises it, whatever else is an emergency", () => {
    const reasons = explained([raised, rule("deficit", "EMERGENT", "three")], {
      one: true,
      two: false,
      three: true,
    });
    expect(reasons.map(({ rule, urgency }) => [rule, urgency])).toEqual([
      ["deficit", "EMERGENT"],
      ["swollen", "SOON"],
    ]);
  });

  it("is given with what raised it, and to what", () => {
    const [reason] = explained([raised], { one: true, two: true });
    expect(reason?.urgency).toBe("EMERGENT");
    expect(reason?.sets.map((set) => set.map(name))).toEqual([["one", "two"]]);
  });
});

describe("what would raise the urgency", () => {
  const raised = (rules: Changes[], raw: Raw, changes: Changes = {}) => {
    const protocol = small({ ...changes, rules });
    const findings = read(raw, protocol);
    return redFlagsToWatchFor(protocol, findings, assess(protocol, findings));
  };

  it("is every single change of each finding that would, the worst first", () => {
    const rules = [
      rule("hot", "URGENT", "hours >= 50 h"),
      rule("soon", "SOON", "pick is some or much"),
      rule("emergency", "EMERGENT", "one"),
    ];
    expect(raised(rules, { one: false, pick: "none", hours: 10 })).toEqual([
      { finding: "one", values: ["present"], to: "EMERGENT" },
      { finding: "hours", values: [50, 50.1], to: "URGENT" },
      { finding: "pick", values: ["some", "much"], to: "SOON" },
    ]);
    expect(raised(rules, { one: false, pick: "much", hours: 10 }).map(({ finding }) => finding)).toEqual([
      "one",
      "hours",
    ]);
  });

  it("credits no change with what was possible before it", () => {
    const rules = [rule("emergency", "EMERGENT", { all: ["one", "two"] }), rule("urgent", "URGENT", "three")];
    expect(raised(rules, { three: false, two: false })).toEqual([
      { finding: "three", values: ["present"], to: "URGENT" },
    ]);
    expect(raised(rules, { three: true, one: true })).toEqual([
      { finding: "two", values: ["present"], to: "EMERGENT" },
    ]);
  });

  it("leaves out how long ago something was: nobody can watch for it", () => {
    const questions = [question("ago", { kind: "number", unit: "h", min: 0, max: 900, since: true })];
    const rules = [rule("early", "EMERGENT", "ago <= 72 h"), rule("emergency", "EMERGENT", "one")];
    expect(raised(rules, { one: false, ago: 100 }, { questions })).toEqual([
      { finding: "one", values: ["present"], to: "EMERGENT" },
    ]);
  });

  it("leaves out results that have not arrived, and says nothing of an emergency", () => {
    const questions = [
      question(
        "scan",
        { kind: "choice", options: options("clear", "bad") },
        { section: "back", adjunct: true },
      ),
    ];
    const rules = [rule("emergency", "EMERGENT", { any: ["scan is bad", "one"] })];
    expect(raised(rules, { one: false }, { questions })).toEqual([
      { finding: "one", values: ["present"], to: "EMERGENT" },
    ]);
    expect(raised(rules, { one: true }, { questions })).toEqual([]);
  });
});
