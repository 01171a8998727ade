/** A world as it ended: everything that there is to judge by. */
import type { Installed } from "../../src/bot/content.ts";
import type { EncounterEvent } from "../../src/conversation/encounter.ts";
import type { Site } from "../../src/conversation/site.ts";
import type { Case } from "../../src/store/store.ts";
import type { Ground } from "./ground.ts";
import type { Committed, Ledger } from "./ledger.ts";
import type { Posted } from "./mail.ts";
import type { Platform } from "./platform.ts";

export interface Story {
  ledger: Ledger;
  platform: Platform;
  delivered: readonly Posted[];
  site: Site;
  content: Installed;
  ground: Ground;
  now: number;
  /** Errors that came out of a door in place of an answer. */
  unheard: readonly string[];
}

/** A case as it ended. */
export interface Ended {
  found: Case;
  events: readonly EncounterEvent[];
  commits: readonly Committed[];
}

export type Row = { id: string; state: string; encounter_id: string | null };
