/** Every case of a store, for tools that read all of them: what is known of each, as one protocol reads it. */
import { asLastLeft, currentState } from "../case/current.ts";
import type { Encounter } from "../case/encounter.ts";
import type { Protocol } from "../protocol/schema.ts";
import type { Store } from "../store/store.ts";
import type { Assessment } from "../triage/assess.ts";
import { encounterOf } from "./record.ts";

export interface StoredCase {
  handle: string;
  encounter: Encounter;
}

/** The cases that can still be read, open and closed, without the forgotten ones. */
export async function* storedCases(store: Store): AsyncGenerator<StoredCase> {
  let after: string | undefined;
  do {
    const page = await store.audit.heads(after === undefined ? {} : { after });
    for (const { encounterId, handle } of page.items) {
      const found = await store.cases.load(encounterId);
      if (found && found.events.length > 0) yield { handle, encounter: encounterOf(found) };
    }
    after = page.next;
  } while (after !== undefined);
}

/** A stored case as a protocol decides it as it was left, whichever one it was opened under. */
export const assessedUnder = (protocol: Protocol, { encounter }: StoredCase): Assessment =>
  currentState(protocol, encounter, asLastLeft(encounter)).assessment;
