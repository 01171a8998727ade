import { describe, expect, it } from "vitest";
import { assess } from "../../src/triage/assess.ts";
import { read, recommended } from "../patient.ts";
import { recommendation, rule, small } from "./small-protocol.ts";

describe("an assessment", () => {
  const protocol = small({
    rules: [
      rule("emergency", "EMERGENT", "one", { recommend: ["imaging.scan"] }),
      rule("urgent", "URGENT", "two", { recommend: ["consult.ask"] }),
      rule("soon", "SOON", "three", { recommend: ["consult.ask"] }),
    ],
  });
  const of = (raw: Record<string, unknown>, under = protocol) => assess(under, read(raw, under));

  it("says under which protocol it was made, and which rules are true and possible", () => {
    const found = of({ one: "unknown", two: true, three: false });
    expect(found.protocol).toEqual({ id: "small", version: "1.2.3", review: "reviewed by nobody" });
    expect(found.rules).toEqual({ true: ["urgent"], possible: ["emergency"] });
    expect(of({ one: false, two: false, three: false }).rules).toEqual({ true: ["calm"], possible: [] });
  });

  it("names only what could raise it, and nothing once nothing could", () => {
    expect(of({ two: true }).open.map(({ finding }) => finding)).toEqual(["one"]);
    expect(of({ one: true }).open).toEqual([]);
    expect(of({ one: true }).provisional).toBe(false);
  });

  it("asks for the examination because of the rules that could raise it, and of no others", () => {
    const asked = (raw: Record<string, unknown>) =>
      of(raw).recommendations.find(({ id }) => id === "disposition.look")?.because;
    expect(asked({ two: true })).toEqual(["emergency"]);
    expect(asked({})).toEqual(["emergency", "urgent", "soon", "calm"]);
    expect(asked({ one: true })).toBeUndefined();
  });

  it("asks for it first when nothing true is as urgent, and after what is", () => {
    const under = small({
      recommendations: [recommendation("disposition.go")],
      rules: [
        rule("emergency", "EMERGENT", "one"),
        rule("urgent", "URGENT", "two", { recommend: ["disposition.go"] }),
        rule("soon", "SOON", "three", { recommend: ["disposition.go", "disposition.look"] }),
      ],
    });
    expect(recommended(of({ two: true }, under))).toEqual(["disposition.go", "disposition.look"]);
    expect(recommended(of({ two: false, three: true }, under))).toEqual([
      "disposition.look",
      "disposition.go",
    ]);
    expect(
      of({ two: false, three: true }, under).recommendations.find(({ id }) => id === "disposition.look")
        ?.because,
    ).toEqual(["emergency"]);
  });

  it("acts on no more than could be, and on no more than the floor, for what is merely possible", () => {
    const calm = small({ rules: [rule("soon", "SOON", "one")] });
    expect(of({}, calm)).toMatchObject({ could_be: "SOON", acts_on: "SOON", provisional: true });
    expect(of({})).toMatchObject({ could_be: "EMERGENT", acts_on: "URGENT", provisional: true });
  });

  it("is refused when no rule of the protocol is true or possible", () => {
    const hollow = { ...protocol, rules: protocol.rules.filter(({ id }) => id === "soon") };
    expect(() => assess(hollow, read({ three: false }, protocol))).toThrow(
      /protocol small: no rule is true or possible; the linter asks for one/,
    );
    const advising = { ...hollow, rules: hollow.rules.map((one) => ({ ...one, urgency: "none" as const })) };
    expect(() => assess(advising, read({ three: true }, protocol))).toThrow(/no rule is true or possible/);
    const acting = {
      ...advising,
      rules: advising.rules.map((one) => ({ ...one, acts_on: "URGENT" as const })),
    };
    expect(() => assess(acting, read({ three: true }, protocol))).toThrow(/no rule is true or possible/);
  });
});
