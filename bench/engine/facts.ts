/** Complete answers for the other engines: one plain value for everything a condition may ask. */

import { type Protocol, type Question, URGENCIES, type Urgency } from "../../src/protocol/schema.ts";
import { SIDES } from "../../src/protocol/terms.ts";
import type { Findings } from "../../src/triage/finding.ts";

/** Everything that is known of a patient: plain values by name. */
export type Facts = Record<string, string | number | boolean | null>;

export const gradeFacts = (id: string, answer: Extract<Question["answer"], { kind: "grades" }>): string[] => [
  `${id}.worst`,
  ...SIDES.flatMap((side) => answer.groups.map((group) => `${id}.${side}.${group.id}`)),
];

/** Complete findings as facts: one plain value for everything that a condition may ask. */
export function factsOf(protocol: Protocol, findings: Findings): Facts {
  const facts: Facts = {};
  for (const question of protocol.questions) {
    const { id, answer: spec } = question;
    const answer = findings[id];
    if (!answer || !("value" in answer))
      throw new Error(`${id} is not known: only complete answers are compared`);
    const { value } = answer;
    const put = (name: string, part: unknown) => {
      facts[name] = typeof part === "string" || typeof part === "number" ? part : null;
    };
    const parts = typeof value === "object" ? value : {};
    switch (spec.kind) {
      case "choice":
        if (spec.by_side) for (const side of SIDES) put(`${id}.${side}`, parts[side] ?? value);
        else put(id, value);
        break;
      case "grades":
        // an old weakness is no number here, so that it does not count
        for (const name of gradeFacts(id, spec)) put(name, parts[name.slice(id.length + 1)]);
        break;
      case "circumferences":
        for (const level of spec.levels) {
          const sides = parts[level.id];
          const { left, right } = typeof sides === "object" ? sides : {};
          put(
            `${id}.${level.id}.difference`,
            Math.round(Math.abs(Number(left) - Number(right)) * 1000) / 1000,
          );
        }
        break;
      case "signs":
        for (const sign of spec.signs) put(`${id}.${sign.id}`, parts[sign.id]);
        break;
      default:
        put(id, value);
    }
  }
  return facts;
}

/** The most dangerous of these; null when none of them is an urgency. */
export function highestUrgency(words: readonly unknown[]): Urgency | null {
  const most = Math.max(-1, ...words.map((word) => (URGENCIES as readonly unknown[]).indexOf(word)));
  return URGENCIES[most] ?? null;
}
