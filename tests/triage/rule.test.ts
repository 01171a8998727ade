import { describe, expect, it } from "vitest";
import type { Truth } from "../../src/protocol/logic.ts";
import type { Rule } from "../../src/protocol/schema.ts";
import { Evaluation } from "../../src/triage/evaluate.ts";
import { readRule } from "../../src/triage/rule.ts";
import { type Raw, read } from "../patient.ts";
import { rule, small } from "./small-protocol.ts";

const TRUE = true;
const FALSE = false;
const OPEN = undefined;

/** One rule read for raw findings; what was said by rules above it may be given. */
function reading(of: Record<string, unknown>, raw: Raw, above: (evaluation: Evaluation) => void = () => {}) {
  const protocol = small({ rules: [of] });
  const known = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== OPEN));
  const evaluation = new Evaluation(protocol, read(known, protocol));
  above(evaluation);
  return { ...readRule(protocol.rules[0] as Rule, evaluation), evaluation };
}

describe("a rule claims its urgency", () => {
  const soon = rule("soon", "SOON", "one");

  it("when it is true; while it is open it only could", () => {
    expect(reading(soon, { one: TRUE })).toMatchObject({
      truth: true,
      urgency: "SOON",
      could_be: "SOON",
      acts_on: "SOON",
    });
    expect(reading(soon, { one: OPEN })).toMatchObject({
      truth: null,
      urgency: null,
      could_be: "SOON",
      acts_on: null,
    });
    expect(reading(soon, { one: FALSE })).toMatchObject({
      truth: false,
      urgency: null,
      could_be: null,
      acts_on: null,
    });
  });

  it("and one that only advises claims none, and is no rule above another", () => {
    const { evaluation, ...found } = reading(rule("advice", "none", "one"), { one: TRUE });
    expect(found).toMatchObject({ truth: true, urgency: null, could_be: null, acts_on: null });
    expect(evaluation.anyRuleAbove).toBe(false);
  });

  it.each<[unknown, unknown, unknown, unknown]>([
    // the rule, what raises it, what is claimed, what it could be
    [TRUE, TRUE, "EMERGENT", "EMERGENT"],
    [TRUE, FALSE, "SOON", "SOON"],
    [TRUE, OPEN, "SOON", "EMERGENT"],
    [OPEN, TRUE, null, "EMERGENT"],
    [OPEN, FALSE, null, "SOON"],
    [OPEN, OPEN, null, "EMERGENT"],
    [FALSE, TRUE, null, null],
    [FALSE, OPEN, null, null],
  ])("raised: %s and %s claims %s and could be %s", (one, two, urgency, could_be) => {
    const raised = { ...soon, raised: { to: "EMERGENT", when: "two" } };
    expect(reading(raised, { one, two })).toMatchObject({ urgency, could_be });
  });

  it("is acted on as more than it claims only once it is true", () => {
    const acting = { ...soon, acts_on: "EMERGENT" };
    expect(reading(acting, { one: TRUE })).toMatchObject({ urgency: "SOON", acts_on: "EMERGENT" });
    expect(reading(acting, { one: OPEN })).toMatchObject({ urgency: null, acts_on: null });
    expect(reading({ ...soon, acts_on: "ROUTINE" }, { one: TRUE })).toMatchObject({ acts_on: "SOON" });
  });

  it("leads while it is true and so is what makes it lead", () => {
    const leading = { ...soon, leads_when: "two" };
    const leads = (one: unknown, two: unknown) => reading(leading, { one, two }).leads;
    expect([leads(TRUE, TRUE), leads(TRUE, OPEN), leads(TRUE, FALSE), leads(OPEN, TRUE)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(reading(soon, { one: TRUE }).leads).toBe(false);
  });
});

describe("the rules below learn", () => {
  it.each<[unknown, Truth, Truth]>([
    // the rule, what was so above it, what is so below it
    [TRUE, false, true],
    [TRUE, null, true],
    [OPEN, false, null],
    [OPEN, null, null],
    [OPEN, true, true],
    [FALSE, false, false],
    [FALSE, null, null],
    [FALSE, true, true],
  ])("whether any rule above is true: %s after %s is %s", (one, before, after) => {
    const { evaluation } = reading(rule("soon", "SOON", "one"), { one }, (above) => {
      above.anyRuleAbove = before;
    });
    expect(evaluation.anyRuleAbove).toBe(after);
  });

  it.each<[unknown, unknown, Truth | undefined, Truth | undefined]>([
    // the rule, the condition of its recommendation, what was so above it, what is so below it
    [TRUE, TRUE, undefined, true],
    [TRUE, OPEN, undefined, null],
    [TRUE, FALSE, undefined, undefined],
    [OPEN, TRUE, undefined, null],
    [OPEN, OPEN, undefined, null],
    [OPEN, FALSE, undefined, undefined],
    [FALSE, TRUE, undefined, undefined],
    [TRUE, TRUE, null, true],
    [OPEN, TRUE, true, true],
    [TRUE, OPEN, true, true],
  ])("what is recommended: %s with %s after %s is %s", (one, two, before, after) => {
    const recommending = rule("soon", "SOON", "one", { recommend: [{ id: "imaging.scan", if: "two" }] });
    const { evaluation } = reading(recommending, { one, two }, (above) => {
      if (before !== undefined) above.recommended.set("imaging.scan", before);
    });
    expect(evaluation.recommended.get("imaging.scan")).toBe(after);
  });

  it("what is recommended without a condition, as far as the rule is true", () => {
    const recommending = rule("soon", "SOON", "one", { recommend: ["imaging.scan"] });
    const after = (one: unknown) => reading(recommending, { one }).evaluation.recommended.get("imaging.scan");
    expect([after(TRUE), after(OPEN), after(FALSE)]).toEqual([true, null, undefined]);
  });
});
