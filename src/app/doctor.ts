/** `npm run doctor`: is everything there that a start needs, and if not, what to do? Changes nothing. */
import { accessSync, constants, existsSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, resolve } from "node:path";
import { ProtocolRefused, TriageError } from "../errors.ts";
import { loadProtocol } from "../protocol-store.ts";
import { loadHospitalConfig } from "../site/load-hospital-config.ts";
import { masterKeyFor, sqlitePath } from "../store/key-file.ts";
import { openStore } from "../store/open-store.ts";
import { ADAPTERS } from "./adapters.ts";
import { type Config, readConfig, routePlatforms, settingsFor } from "./config.ts";
import type { CheckFinding } from "./platform-check.ts";

export interface CheckResult extends CheckFinding {
  name: string;
}

type Check = () => Promise<string | CheckFinding>;
type DoctorEnvironment = Readonly<Record<string, string | undefined>>;

/** Checks everything, in the order in which a start needs it. */
export async function examine(
  env: DoctorEnvironment,
  folder: string,
  ask: typeof fetch = fetch,
): Promise<CheckResult[]> {
  const found: CheckResult[] = [runtime()];
  const read = readConfig(env);
  if ("faults" in read) {
    for (const { setting, message, remedy } of read.faults)
      found.push({ name: setting, state: "wrong", says: `${message}. ${remedy}` });
    return found;
  }
  const { config } = read;
  found.push({ name: "settings", state: "right", says: read.hints.join(" ") || "They can be read." });
  const checks: readonly [string, Check][] = [
    ["protocol", async () => protocolSays()],
    ["site file", async () => siteSays(config, folder)],
    ["store", () => storeSays(config)],
    ["address", () => addressSays(config)],
    ...ADAPTERS.flatMap((adapter): [string, Check][] => {
      const { name, check } = adapter;
      return check ? [[name, () => check(settingsFor(config, adapter), ask)]] : [];
    }),
  ];
  for (const [name, check] of checks) {
    try {
      const says = await check();
      found.push({ name, ...(typeof says === "string" ? { state: "right", says } : says) });
    } catch (error) {
      const known = error instanceof TriageError || error instanceof ProtocolRefused;
      const remedy = error instanceof TriageError ? ` ${error.remedy}` : "";
      const what = known ? error.message : error instanceof Error ? error.name : "unknown";
      found.push({ name, state: "wrong", says: `${what}${remedy}` });
    }
  }
  return found;
}

/** A line for each, the name first. */
export function renderChecks(checked: readonly CheckResult[]): string[] {
  const wide = Math.max(...checked.map(({ name }) => name.length));
  const mark = { right: "OK   ", off: "off  ", wrong: "WRONG" } as const;
  return checked.map(({ name, state, says }) => `${mark[state]}  ${name.padEnd(wide)}  ${says}`);
}

function runtime(): CheckResult {
  const major = Number(process.versions.node.split(".")[0]);
  const says = `Node ${process.versions.node}.`;
  return major >= 24
    ? { name: "runtime", state: "right", says }
    : { name: "runtime", state: "wrong", says: `${says} It takes 24: start it by npm, which brings it.` };
}

function protocolSays(): string {
  const { protocol, hash } = loadProtocol();
  return `${protocol.title}, version ${protocol.version}, ${hash.slice(0, 12)}, ${protocol.review}.`;
}

function siteSays(config: Config, folder: string): string | CheckFinding {
  const site = loadHospitalConfig(config.site, folder, loadProtocol().protocol, routePlatforms(config));
  if (site.escalation.length === 0)
    return { state: "off", says: "Nobody is named to be told when a deadline passes (docs/site.md)." };
  return `${site.services.length} services, ${site.escalation.length} to be told when a deadline passes.`;
}

/** The folder, or its nearest ancestor that exists. */
function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder));
}

const codeOfSystem = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "unknown";

async function storeSays(config: Config): Promise<string | CheckFinding> {
  const path = sqlitePath(config.store);
  if (path !== null && !existsSync(path)) {
    const above = nearest(dirname(resolve(path)));
    try {
      // a file where a folder should be cannot be entered either
      accessSync(`${above}/.`, constants.W_OK | constants.X_OK);
    } catch (error) {
      const says = `${path} cannot be made: this user may not write in ${above} (${codeOfSystem(error)}). Give it the right, or set TRIAGE_STORE to a place where it may.`;
      return { state: "wrong", says };
    }
    return `${path} is made at the first start.`;
  }
  const { key } = masterKeyFor(config.store, config.masterKey);
  const store = await openStore(config.store, { masterKey: key });
  try {
    await store.ping();
    const { broken, cases } = await store.audit.verifyAll();
    if (broken.length > 0)
      throw new TriageError(
        "record-broken",
        `${broken.length === 1 ? "1 case is" : `${broken.length} cases are`} damaged.`,
        "Run npm run audit.",
      );
    return `It answers; ${cases} ${cases === 1 ? "case" : "cases"}, every chain intact.${key ? "" : " Without TRIAGE_MASTER_KEY the keys of cases lie beside them."}`;
  } finally {
    await store.close();
  }
}

function addressSays({ host, port }: Config): Promise<string | CheckFinding> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) =>
      done({
        state: "wrong",
        says: `${host}:${port} cannot be listened on (${codeOfSystem(error)}). Stop what listens there, or set TRIAGE_PORT.`,
      }),
    );
    server.listen(port, host, () => server.close(() => done(`${host}:${port} is free.`)));
  });
}
