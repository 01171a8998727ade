/**
 * The proof speaks about an encoding; the engine is what patients meet. Here the two are held against each other: every
 * condition over all answers that it reads, every pair of findings before several backgrounds, and whole patients at random.
 */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Answer } from "../../src/answers/value.ts";
import { leadingDispositions } from "../../src/proof/difference.ts";
import { leadingDisposition } from "../../src/proof/patient-case.ts";
import { proofContextOf } from "../../src/proof/prove.ts";
import type { Condition } from "../../src/protocol/condition.ts";
import { locatedConditions } from "../../src/protocol/condition-locations.ts";
import { URGENCIES } from "../../src/protocol/schema.ts";
import { assess } from "../../src/triage/assess.ts";
import { Evaluation } from "../../src/triage/evaluate.ts";
import { read, WELL } from "../patient.ts";
import { protocol } from "../protocol-under-test.ts";

const ground = proofContextOf(protocol);
const { space, diagrams, encoded } = ground;
const leads = leadingDispositions(encoded);

/** What the encoding says of one complete set of answers. */
function told(answers: readonly number[]) {
  const at = (node: number) => diagrams.holds(node, answers);
  const highest = (levels: Readonly<Record<string, number>>) =>
    URGENCIES.filter((level) => at(levels[level] ?? 0)).at(-1) ?? null;
  const ids = (where: ReadonlyMap<string, number>) =>
    [...where].flatMap(([id, node]) => (at(node) ? [id] : [])).sort();
  return {
    urgency: highest(encoded.urgency),
    could_be: highest(encoded.couldBe),
    acts_on: highest(encoded.actsOn),
    provisional: at(encoded.provisional),
    recommended: ids(encoded.recommended),
    withheld: ids(encoded.withheld),
    leading: leads.filter(([, where]) => at(where)).map(([id]) => id),
    timed: [
      ...new Set(
        encoded.wishes.flatMap(({ where, window, recommendation }) =>
          window !== null && at(where) && at(encoded.recommended.get(recommendation.id) ?? 0)
            ? [recommendation.id]
            : [],
        ),
      ),
    ].sort(),
    rules: {
      true: encoded.rules.filter(({ truth }) => at(truth.yes)).map(({ rule }) => rule.id),
      possible: encoded.rules
        .filter(({ truth }) => !at(truth.yes) && !at(truth.no))
        .map(({ rule }) => rule.id),
    },
  };
}

/** The same of the engine. */
function decided(findings: Readonly<Record<string, Answer | undefined>>): ReturnType<typeof told> {
  const found = assess(protocol, findings);
  return {
    urgency: found.urgency,
    could_be: found.could_be,
    acts_on: found.acts_on,
    provisional: found.provisional,
    recommended: found.recommendations.map(({ id }) => id).sort(),
    withheld: found.withheld.map(({ id }) => id).sort(),
    leading: [leadingDisposition(found)].filter((id) => id !== undefined),
    timed: found.recommendations.flatMap(({ id, window }) => (window ? [id] : [])).sort(),
    rules: { true: [...found.rules.true], possible: [...found.rules.possible] },
  };
}

const known = (findings: Readonly<Record<string, Answer | undefined>>) =>
  space.domains.map(({ question, classOf }) => classOf(findings[question.id]));
const findingsOf = (answers: readonly number[]) =>
  Object.fromEntries(
    space.domains.map(({ question, classes }, at) => [question.id, classes[answers[at] ?? 0]?.answer]),
  );

/** Nothing known; a well patient; one with everything wrong; one who waits for the results. */
const BACKGROUNDS = [
  space.domains.map(() => 0),
  known(read(WELL)),
  space.domains.map(({ classes }) => classes.length - 1),
  known(read({ ...WELL, new_severe_pain: true, leg_swelling: "left", duplex_result: "proximal_dvt" })),
];

/** Every way to answer these questions. */
function* combinations(variables: readonly number[], from: readonly number[]): Generator<number[]> {
  const [first, ...rest] = variables;
  if (first === undefined) yield [...from];
  else
    for (let answer = 0; answer < (diagrams.sizes[first] ?? 0); answer += 1) {
      const next = [...from];
      next[first] = answer;
      yield* combinations(rest, next);
    }
}

/** More findings, or more sets of answers to them, than this are tried at random instead. */
const MOST_FINDINGS = 12;
const MOST_SETS = 100_000;
/** A busy machine is no fault. */
const PATIENCE = 120_000;

/** The conditions that are read before any rule: what they say is a matter of the answers alone. */
const standing: readonly { name: string; condition: Condition }[] = locatedConditions(protocol)
  .filter(({ role }) => role !== "ask" && role !== "if" && role !== "leads")
  .map(({ owner, role, condition }) => ({ name: `${owner} (${role})`, condition }));
const supportOf = (condition: Condition) => {
  const { yes, no } = encoded.conditions.read(condition, encoded.after);
  return [...new Set([...diagrams.variables(yes), ...diagrams.variables(no)])];
};

const setsOf = (variables: readonly number[]) =>
  variables.reduce((sets, variable) => sets * (diagrams.sizes[variable] ?? 1), 1);
/** What is the same function of the answers is tried once. */
const seen = new Set<string>();
const beforeRules = standing.filter(({ condition }) => {
  if (/"(recommended|no-rule-above)"/.test(JSON.stringify(condition))) return false;
  const { yes, no } = encoded.conditions.read(condition, encoded.after);
  const fresh = !seen.has(`${yes},${no}`);
  seen.add(`${yes},${no}`);
  return fresh;
});
const small = beforeRules.filter(({ condition }) => {
  const support = supportOf(condition);
  return support.length <= MOST_FINDINGS && setsOf(support) <= MOST_SETS;
});

/** Whether engine and encoding read a condition alike for one patient. */
const alike = (
  condition: Condition,
  { yes, no }: { yes: number; no: number },
  answers: readonly number[],
) => {
  const truth = new Evaluation(protocol, findingsOf(answers)).truth(condition);
  return (
    diagrams.holds(yes, answers) === (truth === true) && diagrams.holds(no, answers) === (truth === false)
  );
};

describe("the encoding is the engine", () => {
  it("tries everything for most conditions", () => {
    expect(small.length / beforeRules.length).toBeGreaterThan(0.8);
  });

  it.each(small)(
    "$name: every set of answers to what it reads",
    ({ condition }) => {
      const pair = encoded.conditions.read(condition, encoded.after);
      let wrong = 0;
      for (const answers of combinations(supportOf(condition), BACKGROUNDS[0] ?? []))
        if (!alike(condition, pair, answers)) wrong += 1;
      expect(wrong).toBe(0);
    },
    PATIENCE,
  );

  it.each(beforeRules.filter((one) => !small.includes(one)))(
    "$name: many sets of answers to what it reads",
    ({ condition }) => {
      const pair = encoded.conditions.read(condition, encoded.after);
      const support = supportOf(condition);
      const sizes = support.map((variable) => fc.nat((diagrams.sizes[variable] ?? 1) - 1));
      fc.assert(
        fc.property(fc.tuple(...sizes), (some) => {
          const answers = [...(BACKGROUNDS[0] ?? [])];
          support.forEach((variable, at) => {
            answers[variable] = some[at] ?? 0;
          });
          return alike(condition, pair, answers);
        }),
        { seed: 20261125, numRuns: 10_000 },
      );
    },
    PATIENCE,
  );

  it(
    "every pair of findings, before each background",
    () => {
      for (const background of BACKGROUNDS.slice(0, 2))
        for (let first = 0; first < space.domains.length; first += 1)
          for (let second = first + 1; second < space.domains.length; second += 1) {
            // the large domains come with themselves alone, or one would be tried for minutes
            if ((diagrams.sizes[first] ?? 0) * (diagrams.sizes[second] ?? 0) > 40) continue;
            for (const answers of combinations([first, second], background)) {
              const [says, is] = [told(answers), decided(findingsOf(answers))];
              if (JSON.stringify(says) !== JSON.stringify(is)) expect(says).toEqual(is);
            }
          }
    },
    PATIENCE,
  );

  it(
    "whole patients at random, with any answer of each class",
    () => {
      const sample = fc.tuple(
        ...space.domains.map(({ samples }, at) =>
          fc.oneof(
            {
              arbitrary: fc.constant({ inClass: BACKGROUNDS[1]?.[at] ?? 0, answer: undefined, calm: true }),
              weight: 5,
            },
            { arbitrary: fc.constantFrom(...samples), weight: 1 },
          ),
        ),
      );
      const calm = findingsOf(BACKGROUNDS[1] ?? []);
      fc.assert(
        fc.property(sample, (patient) => {
          const findings = Object.fromEntries(
            space.domains.map(({ question }, at) => {
              const one = patient[at];
              return [question.id, one && "calm" in one ? calm[question.id] : one?.answer];
            }),
          );
          expect(told(patient.map(({ inClass }) => inClass))).toEqual(decided(findings));
        }),
        { seed: 20261125, numRuns: 4000 },
      );
    },
    PATIENCE,
  );
});
