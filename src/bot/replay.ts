/** Recomputes past alerts, cards of what is urgent, and decisions from their events, under the protocol that they were made under. */

import { currentState } from "../case/current.ts";
import { type Encounter, type EncounterEvent, foldEvents } from "../case/encounter.ts";
import type { Protocol, Urgency } from "../protocol/schema.ts";
import type { StoredEncounter } from "../store/store.ts";
import { knowsTime } from "../triage/moment.ts";
import { emergentRules } from "../turn/alerting.ts";
import { recommendedBy, urgentRules } from "../turn/urgent.ts";
import type { Content } from "./content.ts";
import { eventsOf } from "./record.ts";

export interface ReplayReport {
  /** Its place in the case's record. */
  seq: number;
  kind: "alert" | "urgent" | "decision";
  /** Milliseconds since the epoch. */
  at: number;
  /** The urgency to act on. */
  acts_on: Urgency;
  /** The version of the protocol that it was made under. */
  version: string;
  /** `same`: equal byte for byte as JSON; `missing`: that version of the protocol is not installed. */
  outcome: "same" | "differs" | "missing";
}

/** Every alert, change of what is urgent, and decision of a case, in order. @throws when the record is not a case's */
export function replay(found: StoredEncounter, find: Content["find"]): ReplayReport[] {
  const events = eventsOf(found);
  return events.flatMap((event, index): ReplayReport[] => {
    if (event.type !== "decided" && event.type !== "alerted" && event.type !== "urgent") return [];
    const before = foldEvents(found.encounter.id, events.slice(0, index));
    const content = find(before.protocol);
    const outcome =
      content === undefined
        ? "missing"
        : JSON.stringify(madeAgain(event, content.protocol, before)) === JSON.stringify(outputOf(event))
          ? "same"
          : "differs";
    // an earlier version did not record by which clock and switches it was found urgent
    if (event.type === "urgent" && !event.setting && content && knowsTime(content.protocol)) return [];
    const { version } = before.protocol;
    const place = { seq: index + 1, at: event.at, version, outcome } as const;
    if (event.type === "decided") return [{ ...place, kind: "decision", acts_on: event.assessment.acts_on }];
    return event.type === "urgent"
      ? [{ ...place, kind: "urgent", acts_on: "URGENT" }]
      : [{ ...place, kind: "alert", acts_on: "EMERGENT" }];
  });
}

type Output = Extract<EncounterEvent, { type: "decided" | "alerted" | "urgent" }>;

const outputOf = (event: Output) =>
  event.type === "decided" ? event.assessment : { rules: event.rules, recommended: event.recommended };

/** What the protocol makes of the record as it was just before, at the moment and with the switches that it recorded. */
function madeAgain(
  { type, at, setting = { now: at, site: {} } }: Output,
  protocol: Protocol,
  before: Encounter,
) {
  const current = currentState(protocol, before, setting);
  if (type === "decided") return current.assessment;
  if (type === "urgent") {
    const rules = urgentRules({ protocol, current });
    const raised = rules.filter((rule) => !before.urgent.rules.has(rule));
    return { rules, ...(raised.length > 0 && { recommended: recommendedBy(raised, current) }) };
  }
  return {
    rules: emergentRules({ protocol, current }).filter((rule) => !before.alerted.has(rule)),
    recommended: current.assessment.recommendations.map(({ id }) => id),
  };
}
