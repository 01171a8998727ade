/**
 * The gate: the protocol that ships is proved, and a protocol in which one property is broken on purpose is caught, with
 * the smallest case that shows it.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PropertyVerdict } from "../../src/proof/proof.ts";
import { PROPERTIES, prove } from "../../src/proof/prove.ts";
import type { Condition } from "../../src/protocol/condition.ts";
import { type Protocol, protocolSchema, type Rule } from "../../src/protocol/schema.ts";
import { runProgram } from "../cli/program-runner.ts";
import { assessed, recommended } from "../patient.ts";
import { protocol } from "../protocol-under-test.ts";

/** Proving takes seconds; a busy machine is no fault. */
const PATIENCE = 120_000;

const brokenIn = (under: Protocol): PropertyVerdict[] =>
  prove(under).verdicts.filter(({ broken }) => broken !== null);
/** The first broken statement of a property; fails when it held. */
function caught(
  under: Protocol,
  property: number,
): NonNullable<PropertyVerdict["broken"]> & { statement: string } {
  const found = brokenIn(under).find((verdict) => verdict.property === property);
  if (!found?.broken) throw new Error(`property ${property} was not seen to be broken`);
  return { statement: found.statement, ...found.broken };
}

const withRule = (id: string, change: (rule: Rule) => Partial<Rule>): Protocol => ({
  ...protocol,
  rules: protocol.rules.map((rule) => (rule.id === id ? { ...rule, ...change(rule) } : rule)),
});
const withoutPart = (condition: Condition, finding: string): Condition =>
  condition.kind === "any" || condition.kind === "all"
    ? { ...condition, of: condition.of.filter((part) => !("finding" in part && part.finding === finding)) }
    : condition;
const present = (finding: string): Condition => ({ kind: "present", finding });

describe("the protocol that ships", () => {
  it(
    "holds all eight properties for every possible set of answers",
    () => {
      const { verdicts } = prove(protocol);
      expect(verdicts.filter(({ broken }) => broken !== null)).toEqual([]);
      const proved = new Set(verdicts.map(({ property }) => property));
      expect(PROPERTIES.slice(0, 8).every((_, at) => proved.has(at + 1))).toBe(true);
    },
    PATIENCE,
  );
});

describe("a property that is broken on purpose is caught", () => {
  it(
    "1: a deficit that no longer counts as one",
    () => {
      const under: Protocol = {
        ...protocol,
        derived: protocol.derived.map((part) =>
          part.id === "neuro_deficit"
            ? { ...part, when: withoutPart(part.when, "saddle_sensory_loss") }
            : part,
        ),
      };
      const found = brokenIn(under).find(({ statement }) =>
        statement.startsWith("deficit-emergency: acted on"),
      );
      // the smallest case is the one finding
      expect(found?.broken?.cases).toEqual([{ role: "case", findings: { saddle_sensory_loss: true } }]);
      expect(assessed({ saddle_sensory_loss: true }, under).acts_on).not.toBe("EMERGENT");
    },
    PATIENCE,
  );

  it(
    "2: a danger sign that explains another away",
    () => {
      const under = withRule("compartment-syndrome", ({ when }) => ({
        when: { kind: "all", of: [when, { kind: "not", of: present("infection_signs") }] },
      }));
      const { cases } = caught(under, 2);
      const [before, after] = cases;
      expect(before?.findings).toMatchObject({ compartment_signs: true, infection_signs: false });
      expect(assessed(before?.findings ?? {}, under).acts_on).toBe("EMERGENT");
      expect(assessed(after?.findings ?? {}, under).acts_on).not.toBe("EMERGENT");
    },
    PATIENCE,
  );

  it(
    "3: an urgency that rests on not knowing",
    () => {
      const under = withRule("examination-impossible", () => ({ urgency: "EMERGENT" }));
      const { cases } = caught(under, 3);
      expect(cases.map(({ role }) => role)).toEqual(["before", "after"]);
      expect(assessed(cases[0]?.findings ?? {}, under).urgency).toBe("EMERGENT");
    },
    PATIENCE,
  );

  it.each<[string, Protocol]>([
    [
      "without the gate",
      {
        ...protocol,
        recommendations: protocol.recommendations.map((one) =>
          one.id === "treatment.anticoagulation" ? { ...one, gate: undefined } : one,
        ),
      },
    ],
    [
      "with a gate that opens an hour early",
      {
        ...protocol,
        derived: protocol.derived.map((part) =>
          part.id === "hematoma_excluded"
            ? { ...part, when: JSON.parse(JSON.stringify(part.when).replace('"value":24', '"value":23')) }
            : part,
        ),
      },
    ],
    [
      "not shown for a thrombosis",
      withRule("dvt-confirmed", ({ recommend }) => ({
        recommend: recommend.filter(({ id }) => id !== "treatment.anticoagulation"),
      })),
    ],
  ])(
    "4: anticoagulation %s",
    (_, under) => {
      const { cases } = caught(under, 4);
      expect(cases).toHaveLength(1);
      expect(cases[0]?.findings.duplex_result ?? cases[0]?.findings.chest_symptoms_or_collapse).toBeTruthy();
    },
    PATIENCE,
  );

  it.each<[string, Protocol]>([
    [
      "an emergency without a window",
      withRule("compartment-syndrome", ({ recommend }) => ({
        recommend: recommend.filter(({ id }) => id === "caution.pulses_do_not_exclude"),
      })),
    ],
    [
      "a recommendation whose citation leads nowhere",
      {
        ...protocol,
        recommendations: protocol.recommendations.map((one) =>
          one.id === "imaging.ctpa" ? { ...one, citations: ["no-such-citation"] } : one,
        ),
      },
    ],
    [
      "a recommendation that rests on memory and does not say so",
      {
        ...protocol,
        citations: protocol.citations.map((one) =>
          one.id.startsWith("pe-") ? { ...one, mark: "M" as const } : one,
        ),
      },
    ],
  ])(
    "5: %s",
    (_, under) => {
      const { cases } = caught(under, 5);
      expect(recommended(assessed(cases[0]?.findings ?? {}, under)).length).toBeGreaterThan(0);
    },
    PATIENCE,
  );

  it(
    "6: two questions that could only together raise the urgency, and neither of which is asked",
    () => {
      const rule = protocol.rules.find(({ id }) => id === "headache");
      if (!rule) throw new Error("no such rule");
      const together: Rule = {
        ...rule,
        id: "both",
        when: { kind: "all", of: [present("active_cancer"), present("previous_dvt")] },
      };
      const { why, cases } = caught({ ...protocol, rules: [together, ...protocol.rules] }, 6);
      expect(why).toContain("active_cancer, previous_dvt is not asked");
      expect(cases[1]?.findings).toMatchObject({ active_cancer: true, previous_dvt: true });
    },
    PATIENCE,
  );

  it(
    "7: a rule that nobody can fulfil",
    () => {
      const under = withRule("headache", ({ when }) => ({
        when: { kind: "all", of: [when, { kind: "is", finding: "headache", options: ["none"] }] },
      }));
      expect(caught(under, 7)).toMatchObject({ statement: expect.stringContaining('"headache"'), cases: [] });
    },
    PATIENCE,
  );

  it.each([
    ["spinal-infection", { fever: true }],
    ["new-severe-pain", { new_severe_pain: true }],
  ])(
    "8: %s without imaging",
    (id, findings) => {
      const under = withRule(id, ({ recommend }) => ({
        recommend: recommend.filter((wanted) => !wanted.id.startsWith("imaging.")),
      }));
      expect(caught(under, 8).cases).toEqual([{ role: "case", findings }]);
    },
    PATIENCE,
  );

  it("keeps every promise that a file makes, or says which it breaks", () => {
    // a promise is part of the file: one that nobody can keep is caught too
    const never = protocolSchema.shape.promises.parse([
      { id: "all-well", property: 1, says: "Nobody is ill.", when: "fever", never: ["imaging.mri_spine"] },
    ]);
    expect(caught({ ...protocol, promises: never }, 1).cases).toEqual([
      { role: "case", findings: { fever: true } },
    ]);
  });
});

describe("a case that breaks a property", () => {
  it("is read by the triage command as it stands", async () => {
    const under = withRule("spinal-infection", () => ({ recommend: [] }));
    const [broken] = caught(under, 8).cases;
    const folder = mkdtempSync(join(tmpdir(), "broken-case-"));
    try {
      writeFileSync(join(folder, "case.json"), JSON.stringify({ findings: broken?.findings }));
      const { out, code } = await runProgram("triage", ["--json", "case.json"], { folder });
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ acts_on: "URGENT" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 60_000);
});
