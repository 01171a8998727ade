/** What must be true of every case, whoever acted in it and on whatever platform. What is not comes as a sentence each. */
import { asLastLeft, currentState } from "../src/case/current.ts";
import { type Encounter, type EncounterEvent, foldEvents, historyOf } from "../src/case/encounter.ts";
import type { Protocol } from "../src/protocol/schema.ts";
import { trueRules } from "../src/triage/rule.ts";
import { isHigher } from "../src/triage/urgency.ts";

/** Every rule that is true and acts as an emergency was alerted to, and no other. */
export function brokenAlerts(protocol: Protocol, encounter: Encounter): string[] {
  const at = asLastLeft(encounter);
  return trueRules(protocol, currentState(protocol, encounter, at).findings, at).flatMap(
    ({ rule, acts_on }) => {
      const alerted = encounter.alerted.has(rule.id);
      if (alerted === (acts_on === "EMERGENT")) return [];
      return [
        alerted
          ? `${rule.id} was alerted to, and is ${acts_on}`
          : `${rule.id} is true, and nobody was alerted`,
      ];
    },
  );
}

/** A turn loses no answer, lowers no urgency without a recorded change, and moves no deadline later. */
export function brokenByTurn(
  protocol: Protocol,
  before: Encounter,
  after: Encounter,
  events: readonly EncounterEvent[],
): string[] {
  const broken: string[] = [];
  const did = (...types: readonly EncounterEvent["type"][]) =>
    events.some(({ type }) => types.includes(type));
  for (const question of [...before.records.keys(), ...before.takenBack.keys()]) {
    const history = historyOf(before, question);
    const kept = historyOf(after, question).slice(0, history.length);
    if (JSON.stringify(kept) !== JSON.stringify(history)) broken.push(`an answer to ${question} was lost`);
  }
  const was = currentState(protocol, before, asLastLeft(before)).assessment.acts_on;
  const now = currentState(protocol, after, asLastLeft(after)).assessment.acts_on;
  if (isHigher(was, now) && !did("answered", "settled", "taken-back", "unread-settled"))
    broken.push(`the urgency fell from ${was} to ${now}, and no answer was recorded`);
  for (const [id, { state, due }] of before.deadlines) {
    const later = after.deadlines.get(id);
    if (state === "open" && later?.state === "open" && later.due > due && !did("done"))
      broken.push(`the deadline of ${id} was moved later`);
  }
  return broken;
}

/** The same for each turn of a log, as its commits divide it. */
export function brokenByTurns(
  protocol: Protocol,
  id: string,
  events: readonly EncounterEvent[],
  turns: readonly { from: number; to: number }[],
): string[] {
  let before: Encounter | null = null;
  return turns.flatMap(({ from, to }) => {
    if (to === from) return [];
    const after = foldEvents(id, events.slice(0, to));
    const broken = before === null ? [] : brokenByTurn(protocol, before, after, events.slice(from, to));
    before = after;
    return broken;
  });
}
