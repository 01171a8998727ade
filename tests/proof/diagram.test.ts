/** Decision diagrams against the plain truth: every function is also held as a table of all sets of answers. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALWAYS_NODE, Diagrams, NEVER_NODE, type Node } from "../../src/proof/diagram.ts";

const SIZES = [2, 3, 2, 4];
const SETS = SIZES.reduce<number[][]>(
  (sets, size) => sets.flatMap((set) => Array.from({ length: size }, (_, answer) => [...set, answer])),
  [[]],
);

type Plan = { of: number; answers: boolean[] } | { all: Plan[] } | { any: Plan[] } | { not: Plan };
const { plan } = fc.letrec<{ plan: Plan }>((tie) => ({
  plan: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({
      of: fc.nat(SIZES.length - 1),
      answers: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    }),
    fc.record({ all: fc.array(tie("plan"), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie("plan"), { maxLength: 3 }) }),
    fc.record({ not: tie("plan") }),
  ),
}));

function build(d: Diagrams, one: Plan): Node {
  if ("of" in one) return d.of(one.of, (answer) => one.answers[answer] === true);
  if ("all" in one) return d.and(...one.all.map((part) => build(d, part)));
  if ("any" in one) return d.or(...one.any.map((part) => build(d, part)));
  return d.not(build(d, one.not));
}

function truth(one: Plan, set: readonly number[]): boolean {
  if ("of" in one) return one.answers[set[one.of] ?? 0] === true;
  if ("all" in one) return one.all.every((part) => truth(part, set));
  if ("any" in one) return one.any.some((part) => truth(part, set));
  return !truth(one.not, set);
}

const run = (holds: (d: Diagrams, node: Node, one: Plan) => void) =>
  fc.assert(
    fc.property(plan, (one) => {
      const d = new Diagrams(SIZES);
      holds(d, build(d, one), one);
    }),
    { seed: 20261125, numRuns: 400 },
  );

describe("a diagram", () => {
  it("is true exactly where the function is, and counts those sets", () => {
    run((d, node, one) => {
      const where = SETS.filter((set) => truth(one, set));
      for (const set of SETS) expect(d.holds(node, set)).toBe(truth(one, set));
      expect(d.count(node)).toBe(BigInt(where.length));
      expect(node === ALWAYS_NODE).toBe(where.length === SETS.length);
      expect(node === NEVER_NODE).toBe(where.length === 0);
    });
  });

  it("is one node for one function, however it was built", () => {
    fc.assert(
      fc.property(plan, plan, (one, other) => {
        const d = new Diagrams(SIZES);
        const same = SETS.every((set) => truth(one, set) === truth(other, set));
        expect(build(d, one) === build(d, other)).toBe(same);
      }),
      { seed: 20261125, numRuns: 400 },
    );
  });

  it("finds a set with the fewest answers", () => {
    run((d, node, one) => {
      const size = (set: readonly number[]) => set.filter((answer) => answer !== 0).length;
      const found = d.cheapest(node, (_, answer) => (answer === 0 ? 0 : 1));
      const where = SETS.filter((set) => truth(one, set));
      if (!found) expect(where).toEqual([]);
      else {
        expect(truth(one, found)).toBe(true);
        expect(size(found)).toBe(Math.min(...where.map(size)));
      }
    });
  });

  it("fixes an answer, asks for some answer, and names what it depends on", () => {
    run((d, node, one) => {
      SIZES.forEach((size, variable) => {
        const answers = Array.from({ length: size }, (_, answer) => answer);
        const withAnswer = (set: readonly number[], answer: number) =>
          set.map((other, at) => (at === variable ? answer : other));
        for (const set of SETS) {
          const each = answers.map((answer) => truth(one, withAnswer(set, answer)));
          for (const answer of answers)
            expect(d.holds(d.fix(node, variable, answer), set)).toBe(each[answer]);
          expect(d.holds(d.some(node, variable), set)).toBe(each.includes(true));
        }
        const matters = SETS.some((set) =>
          answers.some((answer) => truth(one, withAnswer(set, answer)) !== truth(one, set)),
        );
        expect(d.variables(node).includes(variable)).toBe(matters);
      });
    });
  });

  it("counts how many of several are true", () => {
    fc.assert(
      fc.property(fc.array(plan, { maxLength: 4 }), fc.nat(5), (plans, count) => {
        const d = new Diagrams(SIZES);
        const node = d.atLeast(
          count,
          plans.map((one) => build(d, one)),
        );
        for (const set of SETS)
          expect(d.holds(node, set)).toBe(plans.filter((one) => truth(one, set)).length >= count);
      }),
      { seed: 20261125, numRuns: 200 },
    );
  });
});
