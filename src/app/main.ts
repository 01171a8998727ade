/**
 * `npm start`: configuration, store, bot, doors, one HTTP server. The only file that knows all of them. With nothing
 * configured it opens the page on this machine alone.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import express, { type Express } from "express";
import { teamsListenError as teamsFault } from "../../adapters/teams/teams-config.ts";
import { openWeb, webListenError as webFault } from "../../adapters/web/main.ts";
import { createService } from "../bot/service.ts";
import { ProtocolRefused, SettingInvalid, TriageError } from "../errors.ts";
import { loadProtocol, loadProtocolStore, PROTOCOLS } from "../protocol-store.ts";
import { loadHospitalConfig } from "../site/load-hospital-config.ts";
import { masterKeyFor } from "../store/key-file.ts";
import { openStore } from "../store/open-store.ts";
import { openTelemetry } from "../telemetry.ts";
import { type Config, doorsOf, exampleEnvironment, readConfig } from "./config.ts";
import { type CheckResult, examine, renderChecks } from "./doctor.ts";
import { healthRouter, type Readiness } from "./health.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** How long the parts have to finish what they began; milliseconds. */
const SHUTDOWN_TIMEOUT_MS = 10_000;

/** The running program. */
export interface Program {
  /** Where it listens: http://127.0.0.1:3978 */
  url: string;
  /** Which doors are open, and how the others are opened; a line each. */
  doors: readonly string[];
  stop(): Promise<void>;
}

/**
 * Opens everything that is configured.
 * @throws SettingInvalid, ProtocolRefused or StoreUnavailable, with what would mend it; nothing is left open then
 */
export async function startProgram(config: Config, folder = ROOT): Promise<Program> {
  const latest = loadProtocol();
  const { protocol, hash } = latest;
  const library = loadProtocolStore(PROTOCOLS, [latest]);
  const site = loadHospitalConfig(config.site, folder, protocol, doorsOf(config));
  const fault = config.teams && teamsFault(config.teams, config.host);
  if (fault) throw new SettingInvalid("TRIAGE_HOST", fault, "Change TRIAGE_HOST, or the variable it names.");
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
      latest: { protocol, hash },
      find: (pin) => library.find(pin),
      site,
      now: Date.now,
      log,
      observer: telemetry,
    });
    closers.push(() => service.stop());
    const { bot, casebook } = service;
    const app = express().disable("x-powered-by");
    const readiness: Readiness[] = [{ name: "store", check: () => store.ping().then(() => true) }];
    const doors: string[] = made
      ? [`Cases are sealed with the key in ${made}. Without it nobody can read them: keep a copy elsewhere.`]
      : [];

    // an SDK is read where its door is opened: a program without it starts sooner, and in less memory
    const slackDoor = config.slack && (await import("../../adapters/slack/main.ts"));
    const slack =
      slackDoor &&
      config.slack &&
      slackDoor.openSlack(config.slack, {
        bot,
        casebook,
        addresses: store.addresses,
        installations: store.installations,
        log: doorLog("slack"),
      });
    if (slackDoor && slack) {
      // before anything that reads a body: the signature is over its bytes
      slack.mount(app);
      service.open(slack.adapter);
      readiness.push({ name: "slack", check: () => slack.ready() });
      closers.push(() => slack.stop());
      doors.push(
        `Slack is open: ${config.slack?.appToken ? "by Socket Mode" : `requests come to ${slackDoor.SLACK_PATH}`}.`,
      );
    } else
      doors.push(
        "Slack is off: set SLACK_BOT_TOKEN, and SLACK_SIGNING_SECRET or SLACK_APP_TOKEN (docs/slack.md).",
      );

    const teamsDoor = config.teams && (await import("../../adapters/teams/main.ts"));
    const teams =
      teamsDoor &&
      config.teams &&
      teamsDoor.openTeams(config.teams, {
        bot,
        addresses: store.addresses,
        casebook,
        log: doorLog("teams"),
      });
    if (teamsDoor && teams) {
      teams.mount(app);
      service.open(teams.adapter);
      closers.push(() => teams.stop());
      doors.push(`Teams is open: messages come to ${teamsDoor.TEAMS_PATH}.`);
    } else
      doors.push("Teams is off: set TEAMS_APP_ID, TEAMS_APP_SECRET and TEAMS_TENANT_ID (docs/teams.md).");

    app.use(healthRouter({ readiness, metrics: telemetry.metrics, accessToken: config.web.accessToken }));
    const pageFault = webFault(config.web, config.host);
    if (pageFault === null) {
      const web = openWeb(config.web, {
        bot,
        casebook,
        clock: Date.now,
        log: (event, fields) => log("info", event, fields),
      });
      web.mount(app);
      service.open(web.adapter);
      closers.push(() => web.stop());
    } else doors.push(`The page is off. ${pageFault}.`);

    const server = await listen(app, config);
    closers.push(() => closeServer(server));
    const url = listenAddress(server, config);
    if (pageFault === null) doors.unshift(`The page is at ${url}/`);
    await slack?.start();
    await service.start();
    log("info", "started", { port: (server.address() as AddressInfo).port });
    return { url, doors, stop };

    function doorLog(door: string) {
      return (
        level: "info" | "warn" | "error",
        event: string,
        fields: Readonly<Record<string, string | number | boolean>> = {},
      ) => log(level, event, { door, ...fields });
    }
  } catch (error) {
    await stop();
    throw error;
  }
}

function listen(app: Express, { host, port }: Config): Promise<Server> {
  const server = createServer(app);
  return new Promise((done, failed) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      failed(
        new SettingInvalid(
          error.code === "EADDRNOTAVAIL" ? "TRIAGE_HOST" : "TRIAGE_PORT",
          `The address ${host}:${port} cannot be listened on (${error.code ?? "unknown"})`,
          error.code === "EADDRINUSE"
            ? "Stop what listens there, or set TRIAGE_PORT to another port."
            : "Set TRIAGE_HOST and TRIAGE_PORT to an address of this machine that is free.",
          { cause: error },
        ),
      ),
    );
    server.listen(port, host, () => done(server));
  });
}

function listenAddress(server: Server, { host }: Config): string {
  const { port } = server.address() as AddressInfo;
  const shown = host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${shown}:${port}`;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), SHUTDOWN_TIMEOUT_MS).unref();
  });
}

const MAIN_USAGE =
  "npm start opens the doors, npm run doctor checks what it needs, npm start example prints every setting.";

const print = (...lines: readonly string[]) => process.stdout.write(`${lines.join("\n")}\n`);
const complain = (line: string) => process.stderr.write(`${line}\n`);

/** Everything that is wrong with the environment, or null. */
function configured(): Config | null {
  const read = readConfig(process.env);
  for (const hint of read.hints) complain(hint);
  if ("config" in read) return read.config;
  for (const { message, remedy } of read.faults) complain(`${message}. ${remedy}`);
  return null;
}

async function runProgram(): Promise<void> {
  const config = configured();
  if (!config) {
    process.exitCode = 2;
    return;
  }
  try {
    const program = await startProgram(config);
    print("", ...program.doors, "", "Stop with Ctrl+C. Cases are kept.", "");
    let stopping = false;
    const leave = () => {
      if (stopping) return;
      stopping = true;
      setTimeout(() => process.exit(1), SHUTDOWN_TIMEOUT_MS).unref();
      void program.stop().then(() => process.exit(0));
    };
    process.on("SIGINT", leave).on("SIGTERM", leave);
  } catch (error) {
    if (!(error instanceof TriageError || error instanceof ProtocolRefused)) throw error;
    complain(error.message);
    if ("remedy" in error) complain(error.remedy);
    process.exitCode = 2;
  }
}

async function doctor(): Promise<void> {
  const checked: CheckResult[] = await examine(process.env, ROOT);
  print(...renderChecks(checked));
  process.exitCode = checked.some(({ state }) => state === "wrong") ? 1 : 0;
}

if (import.meta.main) {
  const [command, ...more] = process.argv.slice(2);
  if ([command, ...more].some((word) => word === "--help" || word === "-h")) print(MAIN_USAGE);
  else if (more.length > 0) {
    complain(`"${more[0]}" is no option. ${MAIN_USAGE}`);
    process.exitCode = 2;
  } else if (command === "doctor") await doctor();
  else if (command === "example") process.stdout.write(exampleEnvironment());
  else if (command === undefined) await runProgram();
  else {
    complain(`"${command}" is no command. ${MAIN_USAGE}`);
    process.exitCode = 2;
  }
}
