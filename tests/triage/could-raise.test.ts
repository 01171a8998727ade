import { describe, expect, test } from "vitest";
import { assess } from "../../src/triage/assess.ts";
import { couldRaise } from "../../src/triage/could-raise.ts";
import { isHigher } from "../../src/triage/urgency.ts";
import { read } from "../patient.ts";
import { question, questionOf, recommendation, rule, small } from "./small-protocol.ts";

describe("whether an answer could raise the urgency, where a rule looks at", () => {
  const scan = (more = {}) => ({ recommend: [{ id: "imaging.scan", ...more }] });
  const after = { all: ["imaging.scan is recommended", "two"] };
  const gate = { only_if: "three", reason: "Not yet.", released_by: ["three"] };
  const derived = [{ id: "both", label: "Both", from: "seed", when: { all: ["one", "two"] } }];
  const late = question("late", { kind: "tri" }, { adjunct: { while: "one" } });

  test.each([
    [
      "what another recommends",
      small({ rules: [rule("a", "SOON", "one", scan()), rule("b", "URGENT", after)] }),
    ],
    [
      "what another recommends if something is so",
      small({ rules: [rule("a", "SOON", "one", scan({ if: "three" })), rule("b", "EMERGENT", after)] }),
    ],
    [
      "what one of several recommends",
      small({
        rules: [
          rule("a", "SOON", "one", { recommend: ["consult.ask", "imaging.scan"] }),
          rule("b", "SOON", "three", { recommend: ["consult.ask"] }),
          rule("c", "EMERGENT", after),
        ],
      }),
    ],
    [
      "what is recommended and held back",
      small({
        recommendations: [recommendation("imaging.held", { gate })],
        rules: [
          rule("a", "SOON", "one", { recommend: ["imaging.held"] }),
          rule("b", "URGENT", { all: ["imaging.held is recommended", "two"] }),
        ],
      }),
    ],
    [
      "what raises it",
      small({ rules: [rule("a", "SOON", "one", { raised: { to: "EMERGENT", when: "two" } })] }),
    ],
    [
      "what raises it, under a rule that claims nothing by itself",
      small({ rules: [rule("a", "none", "one", { raised: { to: "URGENT", when: "two" } })] }),
    ],
    [
      "a finding of its own, one less urgent than the next",
      small({
        rules: [rule("a", "SOON", "one"), rule("b", "URGENT", "two"), rule("c", "EMERGENT", "three")],
      }),
    ],
    ["a derived finding", small({ derived, rules: [rule("a", "URGENT", { any: ["both", "three"] })] })],
    [
      "an answer that counts only beside another",
      small({ questions: [late], rules: [rule("a", "URGENT", { all: ["late", "two"] })] }),
    ],
    [
      "that no rule above it is true",
      small({
        rules: [rule("a", "URGENT", "one"), rule("b", "SOON", { all: ["no rule above", "two"] })],
      }),
    ],
  ])("%s, is what the whole assessment says", (_, under) => {
    const ids = under.questions.map(({ id }) => id).filter((id) => /^(one|two|three|late)$/.test(id));
    let cases: Record<string, unknown>[] = [{}];
    for (const id of ids)
      cases = cases.flatMap((one) => [one, { ...one, [id]: true }, { ...one, [id]: false }]);
    const seen = new Set<boolean>();
    for (const raw of cases) {
      const findings = read(raw, under);
      const { urgency } = assess(under, findings);
      for (const id of ids) {
        const whole = ["absent", "present"].some((value) =>
          isHigher(assess(under, { ...findings, [id]: { value } }).urgency, urgency),
        );
        expect(
          couldRaise(under, findings, questionOf(under, id), urgency),
          `${id} of ${JSON.stringify(raw)}`,
        ).toBe(whole);
        seen.add(whole);
      }
    }
    expect(seen.size).toBe(2);
  });
});
