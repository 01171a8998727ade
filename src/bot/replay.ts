/** Past decisions, made again from their events under the protocol that they were made under. */

import { currentState } from "../case/current.ts";
import { foldEvents } from "../case/encounter.ts";
import type { Urgency } from "../protocol/schema.ts";
import type { StoredEncounter } from "../store/store.ts";
import type { Content } from "./content.ts";
import { eventsOf } from "./record.ts";

export interface ReplayReport {
  /** The decision's place in the case's record. */
  seq: number;
  /** Milliseconds since the epoch. */
  at: number;
  /** What it said to act on. */
  acts_on: Urgency;
  /** The version of the protocol that it was made under. */
  version: string;
  /** `same`: equal byte for byte as JSON; `missing`: that version of the protocol is not installed. */
  outcome: "same" | "differs" | "missing";
}

/** Every decision of a case, in order. @throws when the record is not a case's */
export function replay(found: StoredEncounter, find: Content["find"]): ReplayReport[] {
  const events = eventsOf(found);
  return events.flatMap((event, index): ReplayReport[] => {
    if (event.type !== "decided") return [];
    const before = foldEvents(found.encounter.id, events.slice(0, index));
    const content = find(before.protocol);
    const again = content && JSON.stringify(currentState(content.protocol, before).assessment);
    const outcome =
      again === undefined ? "missing" : again === JSON.stringify(event.assessment) ? "same" : "differs";
    const { version } = before.protocol;
    return [{ seq: index + 1, at: event.at, acts_on: event.assessment.acts_on, version, outcome }];
  });
}
