/** A protocol as a flow: its questions by section, the findings derived from them, and the rules by urgency. */

import { type Condition, sentences } from "../protocol/condition.ts";
import { gateCondition } from "../protocol/condition-locations.ts";
import {
  type DerivedFinding,
  type Protocol,
  type Question,
  type Rule,
  type Section,
  URGENCIES,
  type Urgency,
} from "../protocol/schema.ts";
import { conditionWords, recommendationName } from "../triage/describe.ts";

/** The sources of a condition's findings: numbers of questions, marks of derived findings. */
export interface Sources {
  questions: readonly number[];
  derived: readonly string[];
}

export interface NumberedQuestion {
  /** Its position in the order of asking, from 1. */
  number: number;
  question: Question;
}

export interface FlowSection {
  section: Section;
  questions: readonly NumberedQuestion[];
}

export interface FlowDerived {
  /** "A", "B" and so on. */
  mark: string;
  derived: DerivedFinding;
  when: string;
  from: Sources;
}

export interface FlowRule {
  rule: Rule;
  when: string;
  /** What else affects its urgency, in words. */
  remarks: readonly string[];
  from: Sources;
}

/** A recommendation that is withheld until something is known. */
export interface FlowGate {
  id: string;
  name: string;
  only: string;
  from: Sources;
}

/** Rules that lead to one urgency; those of `null` advise without changing it. */
export interface FlowBand {
  urgency: Urgency | null;
  label: string;
  means: string;
  rules: readonly FlowRule[];
}

export interface Flow {
  sections: readonly FlowSection[];
  derived: readonly FlowDerived[];
  gates: readonly FlowGate[];
  /** The most dangerous first. */
  bands: readonly FlowBand[];
}

/** Reads a protocol as a flow. */
export function flowOf(protocol: Protocol): Flow {
  const marks = new Map(protocol.derived.map(({ id }, at) => [id, markOf(at)]));
  const numbers = new Map(protocol.questions.map(({ id }, at) => [id, at + 1]));
  const from = (...conditions: Condition[]): Sources => {
    const named = conditions.flatMap(sentences).flatMap((leaf) => ("finding" in leaf ? [leaf.finding] : []));
    const questions = named.flatMap((finding) => numbers.get(finding.split(".")[0] ?? "") ?? []);
    const derived = named.flatMap((finding) => marks.get(finding) ?? []);
    return {
      questions: [...new Set(questions)].sort((a, b) => a - b),
      derived: [...new Set(derived)].sort(),
    };
  };
  const rules = protocol.rules.map((rule) => ({
    rule,
    when: conditionWords(protocol, rule.when),
    remarks: remarksOf(protocol, rule),
    from: from(rule.when, ...(rule.raised ? [rule.raised.when] : [])),
  }));
  const bands = [...URGENCIES].reverse().map((urgency) => ({
    urgency,
    ...protocol.urgencies[urgency],
    rules: rules.filter(({ rule }) => bandOf(rule) === urgency),
  }));
  const advice: FlowBand = {
    urgency: null,
    label: "Advice",
    means: "Leaves the urgency as it is.",
    rules: rules.filter(({ rule }) => bandOf(rule) === null),
  };
  return {
    sections: protocol.sections.map((section) => ({
      section,
      questions: protocol.questions.flatMap((question, at) =>
        question.section === section.id ? [{ number: at + 1, question }] : [],
      ),
    })),
    derived: protocol.derived.map((derived) => ({
      mark: marks.get(derived.id) ?? "",
      derived,
      when: conditionWords(protocol, derived.when),
      from: from(derived.when),
    })),
    gates: protocol.recommendations.flatMap(({ id, gate }) =>
      gate
        ? [
            {
              id,
              name: recommendationName(protocol, id),
              only: conditionWords(protocol, gateCondition(gate)),
              from: from(gateCondition(gate)),
            },
          ]
        : [],
    ),
    bands: [...bands, advice].filter(({ rules: those }) => those.length > 0),
  };
}

/** A rule that claims no urgency but is acted on as one belongs where it is acted on. */
const bandOf = ({ urgency, acts_on }: Rule): Urgency | null =>
  urgency === "none" ? (acts_on ?? null) : urgency;

function remarksOf(protocol: Protocol, { urgency, acts_on, raised, leads_when }: Rule): string[] {
  return [
    ...(raised ? [`${raised.to} while ${conditionWords(protocol, raised.when)}`] : []),
    ...(acts_on && acts_on !== urgency ? [`Acted on as ${acts_on}, without claiming it`] : []),
    ...(leads_when ? [`Leads while ${conditionWords(protocol, leads_when)}`] : []),
  ];
}

/** A, B, ... Z, AA, AB. */
function markOf(at: number): string {
  const letter = String.fromCharCode(65 + (at % 26));
  return at < 26 ? letter : markOf(Math.floor(at / 26) - 1) + letter;
}

/** "from 6, 7, A"; empty when a rule reads no finding. */
export function sourcesText({ questions, derived }: Sources): string {
  const all = [...questions.map(String), ...derived];
  return all.length > 0 ? `from ${all.join(", ")}` : "";
}
