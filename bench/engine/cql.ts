/**
 * The protocol for cql-execution: an ELM library, as a translator of CQL would write it. Each derived finding and each
 * rule is a definition of its own, and later ones refer to earlier ones by name.
 */

import { CodeService, Executor, Library, PatientSource } from "cql-execution";
import type { Comparison, Condition, Leaf } from "../../src/protocol/condition.ts";
import { type Protocol, URGENCIES, type Urgency } from "../../src/protocol/schema.ts";
import { SIDES } from "../../src/protocol/terms.ts";
import { index } from "../../src/triage/index-of-protocol.ts";
import { type Facts, gradeFacts, highestUrgency } from "./facts.ts";

/** An expression in ELM's JSON. */
type ElmNode = { readonly type: string; readonly [key: string]: unknown };

const ELM_TYPES = "{urn:hl7-org:elm-types:r1}";
const ELM_OPERATORS: Readonly<Record<Comparison, string>> = {
  "<": "Less",
  "<=": "LessOrEqual",
  ">": "Greater",
  ">=": "GreaterOrEqual",
};
const ELM_FALSE: ElmNode = { type: "Literal", valueType: `${ELM_TYPES}Boolean`, value: "false" };
const stringLiteral = (value: string): ElmNode => ({
  type: "Literal",
  valueType: `${ELM_TYPES}String`,
  value,
});
const numberLiteral = (value: number): ElmNode => ({
  type: "Literal",
  valueType: `${ELM_TYPES}Decimal`,
  value: String(value),
});
const parameterRef = (name: string): ElmNode => ({ type: "ParameterRef", name });
const expressionRef = (name: string): ElmNode => ({ type: "ExpressionRef", name });
const negate = (operand: ElmNode): ElmNode => ({ type: "Not", operand });
const equalsText = (name: string, value: string): ElmNode => ({
  type: "Equal",
  operand: [parameterRef(name), stringLiteral(value)],
});
/** ELM's And and Or take two operands. */
const joinOperands = (type: "And" | "Or", of: readonly ElmNode[]): ElmNode =>
  of.length === 0 ? ELM_FALSE : of.reduce((left, right) => ({ type, operand: [left, right] }));

class ElmTranslator {
  readonly #protocol: Protocol;

  constructor(protocol: Protocol) {
    this.#protocol = protocol;
  }

  /** @param at how many rules precede the condition */
  condition(of: Condition, at: number): ElmNode {
    switch (of.kind) {
      case "any":
        return joinOperands(
          "Or",
          of.of.map((part) => this.condition(part, at)),
        );
      case "all":
        return joinOperands(
          "And",
          of.of.map((part) => this.condition(part, at)),
        );
      case "not":
        return negate(this.condition(of.of, at));
      case "certainly":
      case "at-least":
        throw new Error("at_least and certainly are not translated to ELM: add it before it is used");
      default:
        return this.#leaf(of, at);
    }
  }

  #leaf(leaf: Leaf, at: number): ElmNode {
    const above = this.#protocol.rules.slice(0, at);
    switch (leaf.kind) {
      case "no-rule-above":
        return negate(
          joinOperands(
            "Or",
            above.filter(({ urgency }) => urgency !== "none").map(({ id }) => expressionRef(id)),
          ),
        );
      case "recommended":
        return joinOperands(
          "Or",
          above.flatMap((rule, place) =>
            rule.recommend
              .filter(({ id }) => id === leaf.recommendation)
              .map((wanted) =>
                wanted.if
                  ? joinOperands("And", [expressionRef(rule.id), this.condition(wanted.if, place)])
                  : expressionRef(rule.id),
              ),
          ),
        );
      case "unable":
      case "unknown":
        return ELM_FALSE; // every answer is known here
      case "present":
      case "is":
      case "compare":
      case "difference":
      case "new-grade":
        return this.#finding(leaf);
      default:
        throw new Error(
          `sentences of the kind "${leaf.kind}" are not translated: add them before they are used`,
        );
    }
  }

  #finding(
    leaf: Extract<Leaf, { kind: "present" | "is" | "compare" | "difference" | "new-grade" }>,
  ): ElmNode {
    const { derived, question, part } = index(this.#protocol).place(leaf.finding);
    if (derived) return expressionRef(derived.id);
    const answer = question?.answer;
    const id = question?.id ?? "";
    switch (leaf.kind) {
      case "compare":
        return {
          type: ELM_OPERATORS[leaf.comparison],
          operand: [parameterRef(id), numberLiteral(leaf.value)],
        };
      case "difference":
        return {
          type: ELM_OPERATORS[leaf.comparison],
          operand: [parameterRef(`${leaf.finding}.difference`), numberLiteral(leaf.value)],
        };
      case "new-grade":
        if (answer?.kind !== "grades") break;
        return joinOperands(
          "Or",
          // a group that was not listed, or whose weakness is old, is null: it does not count
          gradeFacts(id, answer).map((name) => ({
            type: "IsTrue",
            operand: {
              type: ELM_OPERATORS[leaf.comparison],
              operand: [parameterRef(name), numberLiteral(leaf.value)],
            },
          })),
        );
      case "is": {
        const names =
          answer?.kind === "choice" && answer.by_side ? SIDES.map((side) => `${id}.${side}`) : [id];
        return joinOperands(
          "Or",
          names.flatMap((name) => leaf.options.map((option) => equalsText(name, option))),
        );
      }
      case "present":
        if (answer?.kind === "signs") return equalsText(`${id}.${part}`, "present");
        if (answer?.kind === "choice" && answer.absent !== undefined)
          return negate(equalsText(id, answer.absent));
        if (answer?.kind === "tri" && answer.measured) {
          const measured = numberLiteral(answer.measured.present_at_least);
          // a fact is a word or a number: its type decides how it is read
          return {
            type: "If",
            condition: {
              type: "Is",
              isTypeSpecifier: { type: "NamedTypeSpecifier", name: `${ELM_TYPES}String` },
              operand: parameterRef(id),
            },
            // biome-ignore lint/suspicious/noThenProperty: ELM names its parts so
            then: equalsText(id, "present"),
            else: { type: "GreaterOrEqual", operand: [parameterRef(id), measured] },
          };
        }
        return equalsText(id, "present");
    }
    throw new Error(`cannot translate ${leaf.kind} of ${leaf.finding}`);
  }
}

/** The rules of a protocol as an ELM library, in JSON. Each rule's definition has its id. */
export function elmOf(protocol: Protocol, names: readonly string[]): object {
  const translation = new ElmTranslator(protocol);
  const define = (name: string, expression: ElmNode) => ({
    name,
    context: "Patient",
    accessLevel: "Public",
    expression,
  });
  return {
    library: {
      identifier: { id: protocol.id, version: protocol.version },
      schemaIdentifier: { id: "urn:hl7-org:elm", version: "r1" },
      usings: { def: [{ localIdentifier: "System", uri: "urn:hl7-org:elm-types:r1" }] },
      parameters: { def: names.map((name) => ({ name, accessLevel: "Public" })) },
      statements: {
        def: [
          ...protocol.derived.map(({ id, when }) => define(id, translation.condition(when, 0))),
          ...protocol.rules.flatMap((rule, at) => {
            const { id, when, raised } = rule;
            const own = define(id, translation.condition(when, at));
            return raised
              ? [
                  own,
                  define(
                    raisedOf(id),
                    joinOperands("And", [expressionRef(id), translation.condition(raised.when, at)]),
                  ),
                ]
              : [own];
          }),
        ],
      },
    },
  };
}

const raisedOf = (rule: string): string => `${rule} raised`;

/** cql-execution with every rule of a protocol; one patient at a time. */
export class CqlEngine {
  readonly #library: Library;
  readonly #codes = new CodeService({});
  readonly #claims: ReadonlyMap<string, Urgency>;

  /** @param names of all facts that a patient may have */
  constructor(protocol: Protocol, names: readonly string[]) {
    this.#library = new Library(elmOf(protocol, names));
    this.#claims = new Map(
      protocol.rules.flatMap(({ id, urgency, raised }): [string, Urgency][] => [
        ...(urgency === "none" ? [] : ([[id, urgency]] as [string, Urgency][])),
        ...(raised ? ([[raisedOf(id), raised.to]] as [string, Urgency][]) : []),
      ]),
    );
  }

  /** The highest urgency of the rules that cql-execution finds true. */
  async urgency(facts: Facts): Promise<Urgency | null> {
    const executor = new Executor(this.#library, this.#codes, facts);
    const patients = new PatientSource([{ id: "1", recordType: "Patient" }]);
    const { patientResults } = await executor.exec(patients);
    const results: Readonly<Record<string, unknown>> = patientResults["1"] ?? {};
    return highestUrgency(URGENCIES.filter((urgency) => this.#claimed(results, urgency)));
  }

  #claimed(results: Readonly<Record<string, unknown>>, urgency: Urgency): boolean {
    return [...this.#claims].some(([name, claims]) => claims === urgency && results[name] === true);
  }
}
