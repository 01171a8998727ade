/** Whom a change of the protocol touches, and that a fall needs somebody's name. */
import { describe, expect, it } from "vitest";
import { affectedCase, droppedPromises } from "../../src/proof/change-impact.ts";
import { decidesAlike, smallestFall } from "../../src/proof/difference.ts";
import type { Protocol, Rule, SignOff } from "../../src/protocol/schema.ts";
import { cases } from "../patient-cases.ts";
import { protocol } from "../protocol-under-test.ts";

const next = (change: Partial<Protocol>): Protocol => ({ ...protocol, version: "1.1.0", ...change });
const withRule = (id: string, change: Partial<Rule>, more: Partial<Protocol> = {}): Protocol =>
  next({ rules: protocol.rules.map((rule) => (rule.id === id ? { ...rule, ...change } : rule)), ...more });
const signed = (lowers: string, version = "1.1.0"): SignOff => ({
  version,
  lowers,
  by: "A clinician",
  date: "2026-12-01",
  why: "A reason",
});
const caseOf = (id: string) => {
  const found = cases.find(({ patient }) => patient.id === id)?.patient;
  if (!found) throw new Error(`no case ${id}`);
  return found;
};

describe("a case under both protocols", () => {
  it("is not listed when it comes out the same", () => {
    for (const { patient } of cases)
      expect(affectedCase(patient.id, patient.findings, protocol, next({}))).toBeNull();
  });

  it("falls when it is less urgent, and is signed by case or by rule, for this version alone", () => {
    const lower = { urgency: "URGENT" } as const;
    const [id, findings] = ["X21", caseOf("X21").findings];
    const under = (...signoffs: SignOff[]) =>
      affectedCase(id, findings, protocol, withRule("meningitis", lower, { signoffs }));
    expect(under()).toMatchObject({
      falls: true,
      signed: null,
      before: { acts_on: "EMERGENT" },
      after: { acts_on: "URGENT" },
    });
    expect(under(signed("X21"))).toMatchObject({ signed: { by: "A clinician" } });
    expect(under(signed("meningitis"))).toMatchObject({ signed: { lowers: "meningitis" } });
    expect(under(signed("X22"))).toMatchObject({ signed: null });
    expect(under(signed("headache"))).toMatchObject({ signed: null });
    expect(under(signed("meningitis", "1.0.0"))).toMatchObject({ signed: null });
  });

  it("rises without anybody's signature", () => {
    const found = affectedCase(
      "X22",
      caseOf("X22").findings,
      protocol,
      withRule("headache", { urgency: "EMERGENT" }),
    );
    expect(found).toMatchObject({ falls: false, after: { acts_on: "EMERGENT" } });
  });

  it("is listed when only its imaging or its disposition changes", () => {
    const imaging = withRule("headache", {
      recommend: [
        { id: "disposition.same_day_assessment", window: undefined, if: undefined, note: undefined },
      ],
    });
    expect(affectedCase("X22", caseOf("X22").findings, protocol, imaging)).toMatchObject({
      falls: false,
      after: { imaging: [] },
    });
  });

  it("tells which protocol cannot read it", () => {
    const without = next({ questions: protocol.questions.filter(({ id }) => id !== "headache") });
    const { findings } = caseOf("X22");
    expect(affectedCase("X22", findings, protocol, without)).toEqual({ unreadable: "new" });
    expect(affectedCase("X22", findings, without, protocol)).toEqual({ unreadable: "old" });
  });
});

describe("everybody under both protocols", () => {
  it("shows the smallest patient who falls, and nobody whom a signed rule explains", () => {
    const under = withRule("meningitis", { urgency: "URGENT" });
    expect(smallestFall(protocol, under)).toEqual({
      findings: { headache: "meningism" },
      from: "EMERGENT",
      to: "URGENT",
    });
    expect(smallestFall(protocol, under, ["meningitis"])).toBeNull();
    expect(smallestFall(protocol, under, ["headache"])).not.toBeNull();
  }, 60_000);

  it("finds a fall that no case has: a threshold moved by less than any case looks", () => {
    const later = next({
      derived: protocol.derived.map((part) =>
        part.id === "neuro_deficit"
          ? { ...part, when: JSON.parse(JSON.stringify(part.when).replace('"value":200', '"value":200.05')) }
          : part,
      ),
    });
    expect(smallestFall(protocol, later)?.findings).toEqual({ post_void_residual_ml: expect.any(Number) });
  }, 60_000);

  it("says of two protocols whether they decide alike", () => {
    expect(decidesAlike(protocol, next({}))).toBe(true);
    const rules = protocol.rules.map((rule) =>
      rule.id === "headache" && rule.when.kind === "is"
        ? { ...rule, when: { kind: "any" as const, of: [rule.when, rule.when] } }
        : rule,
    );
    expect(decidesAlike(protocol, next({ rules }))).toBe(true);
    expect(decidesAlike(protocol, withRule("headache", { urgency: "EMERGENT" }))).toBe(false);
  }, 60_000);
});

describe("a promise that is taken back", () => {
  it("needs a signature as well", () => {
    const [first, ...rest] = protocol.promises;
    expect(droppedPromises(protocol, next({ promises: rest }))).toEqual([first?.id]);
    expect(droppedPromises(protocol, next({ promises: rest, signoffs: [signed(first?.id ?? "")] }))).toEqual(
      [],
    );
    expect(droppedPromises(protocol, next({}))).toEqual([]);
  });
});
