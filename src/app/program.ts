/** The running program: configuration, store, bot, adapters and one HTTP server, opened in this order and closed in reverse. */
import type { Server } from "node:http";
import { fileURLToPath } from "node:url";
import express from "express";
import { type BotService, createService } from "../bot/service.ts";
import { SettingInvalid } from "../errors.ts";
import { lexiconOf } from "../language/free-text/lexicon.ts";
import { loadProtocol, loadProtocolStore, loadWordLists, PROTOCOLS } from "../protocol-store.ts";
import { loadHospitalConfig } from "../site/load-hospital-config.ts";
import { masterKeyFor } from "../store/key-file.ts";
import { openStore } from "../store/open-store.ts";
import type { Store } from "../store/store.ts";
import { type Log, openTelemetry } from "../telemetry.ts";
import type { AdapterModule, AdapterParts, ListenFault, ListenPlace, OpenAdapter } from "./adapter-module.ts";
import { ADAPTERS } from "./adapters.ts";
import { type Config, calledFromOutside, routePlatforms, settingsFor } from "./config.ts";
import { healthRouter, type Readiness } from "./health.ts";
import { closeServer, listen, portOf, urlOf } from "./http-server.ts";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** How long a request that was begun may take to end, when the program stops; milliseconds. */
const CONNECTIONS_END_MS = 5_000;
/** A program that has not stopped by then is ended; milliseconds. */
export const SHUTDOWN_TIMEOUT_MS = 13_000;

export interface Program {
  /** Where it listens: http://127.0.0.1:3978 */
  url: string;
  /** Which adapters are open, and how to open the others; one line each. */
  notices: readonly string[];
  stop(): Promise<void>;
}

/**
 * Opens everything that is configured.
 * @throws SettingInvalid, ProtocolRefused or StoreUnavailable, each with its remedy; nothing is left open then
 */
export async function startProgram(config: Config, folder = ROOT): Promise<Program> {
  const latest = loadProtocol();
  const library = loadProtocolStore(PROTOCOLS);
  const lists = loadWordLists();
  // built now, so that nobody's first message waits for it
  lexiconOf(lists, latest.protocol);
  const site = loadHospitalConfig(config.site, folder, latest.protocol, routePlatforms(config));
  refuseUnsafeAddress(config);
  const telemetry = openTelemetry(config.log);
  const { log } = telemetry;
  const { key, made } = masterKeyFor(config.store, config.masterKey);
  const store = await openStore(config.store, { masterKey: key });
  const closers: (() => Promise<void> | void)[] = [() => store.close()];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const service = createService({
      store,
      latest: { protocol: latest.protocol, hash: latest.hash },
      find: (pin) => library.find(pin),
      lists,
      site,
      now: Date.now,
      log,
      observer: telemetry,
    });
    closers.push(() => service.stop());
    const stops: (() => Promise<void> | void)[] = [];
    const app = express().disable("x-powered-by");
    const readiness: Readiness[] = [
      { name: "store", check: () => store.checkWritable().then(() => true) },
      { name: "clock", check: () => service.isClockSound() },
    ];
    app.use(
      healthRouter({
        readiness,
        metrics: telemetry.metrics,
        accessToken: config.web?.accessToken ?? null,
        opensHere: config.web?.local === true || calledFromOutside(config).length === 0,
      }),
    );
    const opened: AdapterState[] = [];
    for (const module of ADAPTERS) {
      const state = await openAdapter(module, config, {
        service,
        store,
        log,
        protocols: { latest, all: library.all },
        site,
      });
      opened.push(state);
      if (!("adapter" in state)) continue;
      stops.push(() => state.stop());
      state.mount(app);
      service.open(state.adapter);
      if (state.ready) readiness.push({ name: module.platform, check: state.ready });
    }
    // an open stream is a request that never ends by itself, so the adapters end theirs while the server closes
    let server: Server | undefined;
    closers.push(async () => {
      const closed = server && closeServer(server, CONNECTIONS_END_MS);
      await Promise.all(stops.map(async (each) => each()));
      await closed;
    });
    server = await listen(app, config);
    const url = urlOf(server, config);
    for (const state of opened) if ("adapter" in state) await state.start?.();
    await service.start();
    log("info", "started", { port: portOf(server) });
    const sealed = `Cases are sealed with the key in ${made}. Without it nobody can read them: keep a copy elsewhere.`;
    const notices = opened.map((state) => ("adapter" in state ? state.openNotice(url) : state.closed));
    return { url, notices: made ? [sealed, ...notices] : notices, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type AdapterState = OpenAdapter | { closed: string };

async function openAdapter(
  module: AdapterModule,
  config: Config,
  {
    service,
    store,
    log,
    protocols,
    site,
  }: { service: BotService; store: Store; log: Log } & Pick<AdapterParts, "protocols" | "site">,
): Promise<AdapterState> {
  const settings = settingsFor(config, module);
  if (settings === null) return { closed: module.offNotice };
  const fault = module.listenFault?.(settings, listenPlace(config));
  if (fault) return { closed: `${module.offNotice} ${fault.says}.` };
  const { bot, casebook } = service;
  const { addresses, installations } = store;
  return module.open(settings, {
    bot,
    casebook,
    addresses,
    installations,
    protocols,
    site,
    now: Date.now,
    log: (level, event, fields) => log(level, event, { door: module.platform, ...fields }),
  });
}

const listenPlace = (config: Config): ListenPlace => ({
  host: config.host,
  beside: calledFromOutside(config),
});

/** @throws SettingInvalid when an adapter would be open to anybody */
function refuseUnsafeAddress(config: Config): void {
  for (const module of ADAPTERS) {
    const settings = settingsFor(config, module);
    const fault: ListenFault | null | undefined =
      settings === null ? null : module.listenFault?.(settings, listenPlace(config));
    if (fault?.stops)
      throw new SettingInvalid("TRIAGE_HOST", fault.says, "Change TRIAGE_HOST, or the variable it names.");
  }
}
