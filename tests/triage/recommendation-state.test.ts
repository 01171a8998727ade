/** How one recommendation stands, also where nothing recommends it. */
import { expect, test } from "vitest";
import { assess } from "../../src/triage/assess.ts";
import { recommendationStateOf } from "../../src/triage/recommendation-state.ts";
import { type Raw, read } from "../patient.ts";
import { recommendation, rule, small } from "./small-protocol.ts";

const gate = { only_if: "two", reason: "Two is not known to be there.", released_by: ["two"] };
const protocol = small({
  recommendations: [recommendation("treatment.other", { gate }), recommendation("treatment.given", { gate })],
  rules: [rule("a", "SOON", "one", { recommend: ["treatment.other", "treatment.given", "imaging.scan"] })],
});
const state = (raw: Raw, id: string) => {
  const findings = read(raw, protocol);
  return recommendationStateOf(protocol, findings, assess(protocol, findings), id);
};

test("what is recommended is so, with all that is said of it", () => {
  expect(state({ one: true, two: true }, "treatment.given")).toMatchObject({
    kind: "recommended",
    recommended: { id: "treatment.given" },
  });
  expect(state({ one: true }, "imaging.scan")).toMatchObject({ kind: "recommended" });
});

test("what is recommended and withheld is held, with the rule that wants it", () => {
  expect(state({ one: true, two: false }, "treatment.given")).toMatchObject({
    kind: "held",
    withheld: { id: "treatment.given", because: ["a"], reason: gate.reason },
  });
});

test.each([{ one: false, two: false }, { one: false }])(
  "what nobody recommends is held all the same while its gate is not known to be open: %j",
  (raw) => {
    expect(state(raw, "treatment.given")).toEqual({
      kind: "held",
      withheld: {
        id: "treatment.given",
        kind: "treatment",
        reason: gate.reason,
        released_by: ["two"],
        because: [],
        citations: ["said"],
      },
    });
  },
);

test("nothing is said of what has no gate, whose gate is open, or what there is not", () => {
  expect(state({ one: false }, "imaging.scan")).toEqual({ kind: "silent" });
  expect(state({ one: false, two: true }, "treatment.given")).toEqual({ kind: "silent" });
  expect(state({ one: false }, "treatment.none")).toEqual({ kind: "silent" });
});
