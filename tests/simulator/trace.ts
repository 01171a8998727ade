/** A world as it ended: everything that there is to judge by. */
import type { InstalledProtocol } from "../../src/bot/content.ts";
import type { EncounterEvent } from "../../src/case/encounter.ts";
import type { HospitalConfig } from "../../src/site/hospital-config.ts";
import type { StoredEncounter } from "../../src/store/store.ts";
import type { QueuedDelivery } from "./delivery-queue.ts";
import type { CommitRecord, Observed } from "./observed.ts";
import type { Platform } from "./platform.ts";
import type { SimulatedDatabase } from "./simulated-database.ts";

export interface Trace {
  ledger: Observed;
  platform: Platform;
  delivered: readonly QueuedDelivery[];
  site: HospitalConfig;
  content: InstalledProtocol;
  ground: SimulatedDatabase;
  now: number;
  /** Errors that an adapter threw instead of responding. */
  unheard: readonly string[];
}

/** A case as it ended. */
export interface FinishedCase {
  found: StoredEncounter;
  events: readonly EncounterEvent[];
  commits: readonly CommitRecord[];
}

export type Row = { id: string; state: string; encounter_id: string | null; lane: string };
