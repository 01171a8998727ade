/**
 * One shape for every adapter: what it can be told, how it is checked, and how it opens. The program goes through the list
 * of src/app/adapters.ts and knows no adapter by name.
 */
import type { Express } from "express";
import type { Bot, CaseQueries, ChannelAdapter } from "../adapter.ts";
import type { Store } from "../store/store.ts";
import type { CheckFinding } from "./platform-check.ts";
import type { SettingsGroup } from "./settings.ts";

export interface AdapterModule<Platform extends string = string, Settings = unknown> {
  /** The platform of its threads: small letters, stored with every case, and so never changed. */
  readonly platform: Platform;
  /** As people call it. */
  readonly name: string;
  /** Whether the hospital's own file can name people and channels of it, to be told when a deadline passes. */
  readonly takesRoutes: boolean;
  readonly settings: SettingsGroup<Settings>;
  /** Said at the start when it is not configured: what to set, and where to read on. */
  readonly offNotice: string;
  /** Why it must not listen on an address with these settings, or null. */
  listenFault?(settings: Settings, host: string): ListenFault | null;
  /** Whether the platform takes these settings. Left out where there is nobody to ask. */
  check?(settings: Settings | null, ask: typeof fetch): Promise<CheckFinding>;
  /** Reads the platform's SDK only now: a program without it starts sooner, and in less memory. */
  open(settings: Settings, parts: AdapterParts): Promise<OpenAdapter>;
}

export interface ListenFault {
  says: string;
  /** The program does not start; else it starts without this adapter, and says so. */
  stops: boolean;
}

/** What the program gives to an adapter. */
export interface AdapterParts {
  bot: Bot;
  casebook: CaseQueries;
  /** Where it keeps how threads and people are reached. */
  addresses: Store["addresses"];
  /** Where it keeps the installs of workspaces, sealed. */
  installations: Store["installations"];
  /** Milliseconds since the epoch. */
  now: () => number;
  log: AdapterLog;
}

/** Codes, counts and ids of deliveries: never words that people typed, tokens or secrets. */
export type AdapterLog = (
  level: "info" | "warn" | "error",
  event: string,
  fields?: Readonly<Record<string, string | number | boolean>>,
) => void;

/** An adapter that is open: it delivers, and its routes can be mounted. */
export interface OpenAdapter {
  adapter: ChannelAdapter;
  /** Puts its routes on the app. It reads the bodies of its own routes alone: a signature is over the bytes of another's. */
  mount(app: Express): void;
  /** Where it is open, in one line. @param url where the program listens */
  openNotice(url: string): string;
  /** Connects, once the program listens. @throws when the platform refuses the credentials */
  start?(): Promise<void>;
  /** Whether the platform can reach the bot, as far as this side can tell; it can when left out. */
  ready?(): boolean;
  /** Takes nothing new, and finishes what was begun. */
  stop(): Promise<void> | void;
}
