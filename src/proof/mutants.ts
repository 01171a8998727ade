/**
 * Protocols with one error each: a threshold moved by the smallest step, a condition dropped, an urgency changed, a
 * recommendation, a gate or a rule removed. A protocol's tests and proof have to notice every one of them.
 */
import { kindOf } from "../answers/registry.ts";
import { type Comparison, type Condition, conditionText } from "../protocol/condition.ts";
import {
  type DerivedFinding,
  type Protocol,
  type Question,
  type Requirement,
  type Rule,
  URGENCIES,
} from "../protocol/schema.ts";

export interface Mutant {
  /** What was changed, in words; no two mutants have the same name. */
  name: string;
  protocol: Protocol;
}

/** The smallest step of what is measured: a tenth of its unit; grades are whole. */
const THRESHOLD_STEP = 0.1;
const rounded = (value: number) => Math.round(value * 100) / 100;

const FLIPPED: Record<Comparison, Comparison> = { "<": "<=", "<=": "<", ">": ">=", ">=": ">" };

/** Every protocol with one error. */
export function mutantsOf(protocol: Protocol): Mutant[] {
  const found: Mutant[] = [
    ...protocol.rules.flatMap((rule, at) =>
      ruleMutants(rule).map(
        ({ name, rule: changed }): Mutant => ({
          name: `rule "${rule.id}": ${name}`,
          protocol: { ...protocol, rules: replaceAt(protocol.rules, at, changed) },
        }),
      ),
    ),
    ...protocol.derived.flatMap((part, at) =>
      derivedMutants(part).map(
        ({ name, derived }): Mutant => ({
          name: `derived finding "${part.id}": ${name}`,
          protocol: { ...protocol, derived: replaceAt(protocol.derived, at, derived) },
        }),
      ),
    ),
    ...recommendationMutants(protocol),
    ...protocol.questions.flatMap((question, at) =>
      questionMutants(question).map(
        ({ name, question: changed }): Mutant => ({
          name: `question "${question.id}": ${name}`,
          protocol: { ...protocol, questions: replaceAt(protocol.questions, at, changed) },
        }),
      ),
    ),
    ...provisionalMutants(protocol.provisional).map(
      ({ name, provisional }): Mutant => ({
        name: `provisional: ${name}`,
        protocol: { ...protocol, provisional },
      }),
    ),
  ];
  // a part that occurs twice makes two mutants of one name
  const seen = new Map<string, number>();
  return found.map(({ name, protocol: mutated }) => {
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    return { name: nth === 1 ? name : `${name} (${nth})`, protocol: mutated };
  });
}

const replaceAt = <T>(list: readonly T[], at: number, by: T | null): T[] =>
  list.flatMap((one, index) => (index !== at ? [one] : by === null ? [] : [by]));

function ruleMutants(rule: Rule): { name: string; rule: Rule | null }[] {
  const { raised, leads_when } = rule;
  return [
    { name: "removed", rule: null },
    ...conditionMutants(rule.when).map(({ name, condition }) => ({
      name,
      rule: { ...rule, when: condition },
    })),
    ...([...URGENCIES, "none"] as const)
      .filter((urgency) => urgency !== rule.urgency)
      .map((urgency) => ({ name: `is ${urgency}`, rule: { ...rule, urgency } })),
    ...(raised
      ? [
          { name: "never raised", rule: { ...rule, raised: undefined } },
          ...URGENCIES.filter((to) => to !== raised.to).map((to) => ({
            name: `raised to ${to}`,
            rule: { ...rule, raised: { ...raised, to } },
          })),
          ...conditionMutants(raised.when).map(({ name, condition }) => ({
            name: `raised, ${name}`,
            rule: { ...rule, raised: { ...raised, when: condition } },
          })),
        ]
      : []),
    ...(rule.acts_on
      ? [
          { name: "acts as nothing more", rule: { ...rule, acts_on: undefined } },
          ...URGENCIES.filter((urgency) => urgency !== rule.acts_on).map((urgency) => ({
            name: `acts on ${urgency}`,
            rule: { ...rule, acts_on: urgency },
          })),
        ]
      : []),
    ...(leads_when
      ? [
          { name: "never leads", rule: { ...rule, leads_when: undefined } },
          ...conditionMutants(leads_when).map(({ name, condition }) => ({
            name: `leads, ${name}`,
            rule: { ...rule, leads_when: condition },
          })),
        ]
      : []),
    ...rule.recommend.flatMap((wanted, at) => [
      { name: `without ${wanted.id}`, rule: { ...rule, recommend: replaceAt(rule.recommend, at, null) } },
      ...(wanted.if
        ? [
            {
              name: `${wanted.id} always`,
              rule: { ...rule, recommend: replaceAt(rule.recommend, at, { ...wanted, if: undefined }) },
            },
            ...conditionMutants(wanted.if).map(({ name, condition }) => ({
              name: `${wanted.id} if, ${name}`,
              rule: { ...rule, recommend: replaceAt(rule.recommend, at, { ...wanted, if: condition }) },
            })),
          ]
        : []),
      ...(wanted.window
        ? [
            {
              name: `${wanted.id} without its own window`,
              rule: { ...rule, recommend: replaceAt(rule.recommend, at, { ...wanted, window: undefined }) },
            },
          ]
        : []),
    ]),
  ];
}

function derivedMutants(part: DerivedFinding): { name: string; derived: DerivedFinding }[] {
  const { when, release } = part;
  const limit = release?.answers_within;
  const by = (change: Partial<DerivedFinding>): DerivedFinding => ({ ...part, ...change });
  return [
    ...conditionMutants(when).map(({ name, condition }) => ({ name, derived: by({ when: condition }) })),
    ...(release ? [{ name: "no release", derived: by({ release: undefined }) }] : []),
    ...(release && limit
      ? [
          { name: "answers of any age", derived: by({ release: { ...release, answers_within: undefined } }) },
          ...[rounded(limit.hours + THRESHOLD_STEP), rounded(limit.hours - THRESHOLD_STEP)].map((hours) => ({
            name: `answers within ${hours} h`,
            derived: by({ release: { ...release, answers_within: { ...limit, hours } } }),
          })),
        ]
      : []),
  ];
}

type Provisional = Protocol["provisional"];

function provisionalMutants(provisional: Provisional): { name: string; provisional: Provisional }[] {
  const { floor, lowered } = provisional;
  return [
    ...URGENCIES.filter((other) => other !== floor).map((other) => ({
      name: `the floor is ${other}`,
      provisional: { ...provisional, floor: other },
    })),
    ...(lowered
      ? [
          { name: "the floor is never lowered", provisional: { ...provisional, lowered: undefined } },
          ...URGENCIES.filter((other) => other !== lowered.floor).map((other) => ({
            name: `lowered to ${other}`,
            provisional: { ...provisional, lowered: { ...lowered, floor: other } },
          })),
          ...conditionMutants(lowered.when).map(({ name, condition }) => ({
            name: `lowered, ${name}`,
            provisional: { ...provisional, lowered: { ...lowered, when: condition } },
          })),
        ]
      : []),
  ];
}

function recommendationMutants(protocol: Protocol): Mutant[] {
  return protocol.recommendations.flatMap((one, at) => {
    const { gate, replaced: instead } = one;
    const with_ = (name: string, change: Partial<typeof one>): Mutant => ({
      name: `recommendation "${one.id}": ${name}`,
      protocol: {
        ...protocol,
        recommendations: replaceAt(protocol.recommendations, at, { ...one, ...change }),
      },
    });
    return [
      ...(gate
        ? [
            with_("without its gate", { gate: undefined }),
            ...(gate.only_if ? conditionMutants(gate.only_if) : []).map(({ name, condition }) =>
              with_(`gate, ${name}`, { gate: { ...gate, only_if: condition } }),
            ),
            ...requirementMutants(gate.requires).map(({ name, requires }) =>
              with_(`gate ${name}`, { gate: { ...gate, requires } }),
            ),
          ]
        : []),
      ...instead.flatMap((replacement, place) => [
        with_("never replaced", { replaced: instead.filter((_, other) => other !== place) }),
        ...conditionMutants(replacement.when).map(({ name, condition }) =>
          with_(`replaced, ${name}`, {
            replaced: replaceAt(instead, place, { ...replacement, when: condition }),
          }),
        ),
      ]),
      ...(one.window ? [with_("without its window", { window: undefined })] : []),
    ];
  });
}

function requirementMutants(requires: readonly Requirement[]): { name: string; requires: Requirement[] }[] {
  return requires.flatMap((requirement, at) => [
    ...(requires.length > 1
      ? [{ name: `without "${requirement.say}"`, requires: requires.filter((_, other) => other !== at) }]
      : []),
    ...conditionMutants(requirement.met).map(({ name, condition }) => ({
      name: `"${requirement.say}", ${name}`,
      requires: replaceAt(requires, at, { ...requirement, met: condition }),
    })),
  ]);
}

function questionMutants(question: Question): { name: string; question: Question }[] {
  const { answer, adjunct, until_known } = question;
  const limits = kindOf(answer)
    .mutants(answer, THRESHOLD_STEP)
    .map(({ name, answer: changed }) => ({ name, question: { ...question, answer: changed } }));
  return [
    ...limits,
    ...(adjunct === false ? [] : [{ name: "no adjunct", question: { ...question, adjunct: false } }]),
    ...(adjunct === true ? [] : [{ name: "always an adjunct", question: { ...question, adjunct: true } }]),
    ...(typeof adjunct === "object"
      ? conditionMutants(adjunct.while).map(({ name, condition }) => ({
          name: `adjunct while, ${name}`,
          question: { ...question, adjunct: { while: condition } },
        }))
      : []),
    ...(until_known === undefined
      ? []
      : [{ name: "unknown until it is known", question: { ...question, until_known: undefined } }]),
  ];
}

/** Every condition that differs from this one in one place. */
function conditionMutants(condition: Condition): { name: string; condition: Condition }[] {
  switch (condition.kind) {
    case "any":
    case "all":
    case "at-least": {
      const inside = condition.of.flatMap((part, at) =>
        conditionMutants(part).map(({ name, condition: changed }) => ({
          name,
          condition: { ...condition, of: replaceAt(condition.of, at, changed) },
        })),
      );
      const less = condition.of.map((part, at) => ({
        name: `without ${conditionText(part)}`,
        condition: { ...condition, of: replaceAt(condition.of, at, null) },
      }));
      return [...(condition.of.length > 1 ? less : []), ...inside];
    }
    case "not":
      return [
        { name: `not negated: ${conditionText(condition.of)}`, condition: condition.of },
        ...conditionMutants(condition.of).map(({ name, condition: changed }) => ({
          name,
          condition: { ...condition, of: changed },
        })),
      ];
    case "certainly":
      return [
        { name: `unknown too: ${conditionText(condition.of)}`, condition: condition.of },
        ...conditionMutants(condition.of).map(({ name, condition: changed }) => ({
          name,
          condition: { ...condition, of: changed },
        })),
      ];
    case "age": {
      const changed = [
        { ...condition, value: rounded(condition.value + THRESHOLD_STEP) },
        { ...condition, value: rounded(condition.value - THRESHOLD_STEP) },
        { ...condition, comparison: FLIPPED[condition.comparison] },
        { ...condition, may: !condition.may },
      ];
      return changed.map((one) => ({ name: conditionText(one), condition: one }));
    }
    case "is":
      return condition.options.length < 2
        ? []
        : condition.options.map((option) => ({
            name: `${condition.finding} is no longer ${option}`,
            condition: { ...condition, options: condition.options.filter((other) => other !== option) },
          }));
    case "compare":
    case "difference":
    case "new-grade": {
      const step = condition.kind === "new-grade" ? 1 : THRESHOLD_STEP;
      const changed = [
        { ...condition, value: rounded(condition.value + step) },
        { ...condition, value: rounded(condition.value - step) },
        { ...condition, comparison: FLIPPED[condition.comparison] },
      ];
      return changed.map((one) => ({ name: conditionText(one), condition: one }));
    }
    default:
      return [];
  }
}
