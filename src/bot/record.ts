/** Converts a case's events to the rows of the store, and back. */
import { type Encounter, type EncounterEvent, foldEvents } from "../case/encounter.ts";
import type { NewEvent, StoredEncounter, StoredEvent } from "../store/store.ts";

/** @throws when the store's text is not what `storedOf` wrote */
export const eventOf = ({ at, type, actor, body }: StoredEvent): EncounterEvent =>
  ({ ...JSON.parse(body), type, at: Date.parse(at), actor: JSON.parse(actor) }) as EncounterEvent;

/** @throws when the store's text is not what `storedOf` wrote */
export const eventsOf = (found: StoredEncounter): EncounterEvent[] => found.events.map(eventOf);

/** @throws when the store's text is not what `storedOf` wrote */
export const encounterOf = (found: StoredEncounter): Encounter =>
  foldEvents(found.encounter.id, eventsOf(found));

/** An event's time is that of its commit, which is the turn's `now`. */
export function storedOf({ type, at: _at, actor, ...body }: EncounterEvent): NewEvent {
  return { type, actor: JSON.stringify(actor), body: JSON.stringify(body) };
}
