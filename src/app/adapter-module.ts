/**
 * One shape for every adapter: its settings, its check, and how it opens. The program goes through the list
 * of src/app/adapters.ts and knows no adapter by name.
 */
import type { Express } from "express";
import type { Bot, CaseQueries, ChannelAdapter } from "../adapter.ts";
import type { LoadedProtocol } from "../protocol-store.ts";
import type { HospitalConfig } from "../site/hospital-config.ts";
import type { Store } from "../store/store.ts";
import type { CheckFinding } from "./platform-check.ts";
import type { SettingsGroup } from "./settings.ts";

export interface AdapterModule<Platform extends string = string, Settings = unknown> {
  /** The platform of its threads: small letters, stored with every case, and so never changed. */
  readonly platform: Platform;
  /** As people call it. */
  readonly name: string;
  /** Whether `site.yaml` can name its people and channels, for example to notify them when a deadline passes. */
  readonly takesRoutes: boolean;
  readonly settings: SettingsGroup<Settings>;
  /** Printed at the start when it is not configured: what to set, and where to read more. */
  readonly offNotice: string;
  /** Whether others call it over the network with these settings, so that a proxy may stand before the program. */
  calledFromOutside?(settings: Settings): boolean;
  /** Why these settings are not safe to listen on an address with, or null. */
  listenFault?(settings: Settings, at: ListenPlace): ListenFault | null;
  /** Asks the platform whether it accepts these settings. Left out where there is nobody to ask. */
  check?(settings: Settings | null, ask: typeof fetch): Promise<CheckFinding>;
  /** Loads the platform's SDK only now: a program without it starts faster and uses less memory. */
  open(settings: Settings, parts: AdapterParts): Promise<OpenAdapter>;
}

/** Where the program listens, and what else listens there. */
export interface ListenPlace {
  host: string;
  /** The names of the adapters that are called from outside: with one of them a proxy may stand before all. */
  beside: readonly string[];
}

export interface ListenFault {
  says: string;
  /** The program does not start. Otherwise it starts without this adapter and says so. */
  stops: boolean;
}

/** What the program gives to an adapter. */
export interface AdapterParts {
  bot: Bot;
  casebook: CaseQueries;
  /** Where it keeps how to reach threads and people. */
  addresses: Store["addresses"];
  /** Where it keeps each workspace's install, sealed. */
  installations: Store["installations"];
  /** Every protocol that is installed, and the one that new cases run on. */
  protocols: { latest: LoadedProtocol; all: readonly LoadedProtocol[] };
  site: HospitalConfig;
  /** Milliseconds since the epoch. */
  now: () => number;
  log: AdapterLog;
}

/** Codes, counts and delivery ids only: never words that people typed, tokens or secrets. */
export type AdapterLog = (
  level: "info" | "warn" | "error",
  event: string,
  fields?: Readonly<Record<string, string | number | boolean>>,
) => void;

/** An open adapter: it delivers, and its routes can be mounted. */
export interface OpenAdapter {
  adapter: ChannelAdapter;
  /** Mounts its routes on the app. It parses the bodies of its own routes only: a signature covers the raw bytes. */
  mount(app: Express): void;
  /** Where it can be reached, in one line. @param url where the program listens */
  openNotice(url: string): string;
  /** Connects, once the program listens. @throws when the platform refuses the credentials */
  start?(): Promise<void>;
  /** Whether the platform can reach the bot, as far as this side can tell. Assumed when left out. */
  ready?(): boolean;
  /** Accepts nothing new, and finishes what was begun. */
  stop(): Promise<void> | void;
}
