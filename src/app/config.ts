/**
 * Everything that an operator can set, from the environment: the service's own variables and those of each adapter, read by
 * one schema each. `.env.example` is made from them. An error names the variable, its value and what is allowed; a
 * secret's value is never shown.
 */
import { distance } from "fastest-levenshtein";
import { z } from "zod";
import { SettingInvalid } from "../errors.ts";
import type { RoutePlatforms } from "../site/load-hospital-config.ts";
import type { AdapterModule } from "./adapter-module.ts";
import { ADAPTERS, type AdapterSettings } from "./adapters.ts";
import { matching, optionalSetting, settingsGroup, type Variable } from "./settings.ts";

const isPort = (text: string) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535;

interface ServiceConfig {
  store: string;
  masterKey: string | undefined;
  host: string;
  port: number;
  /** Null: `site.yaml` in the working directory, if there is one. */
  site: string | null;
  log: "debug" | "info" | "warn" | "error" | "silent";
}

const serviceSettings = settingsGroup({
  title: "The service",
  variables: [
    {
      name: "TRIAGE_STORE",
      about:
        "Where cases are kept: a SQLite file, or Postgres as postgres://user:password@localhost:5432/triage.",
      example: "sqlite:./data/triage.db",
      secret: true,
      schema: matching(
        /^(sqlite:.+|postgres(ql)?:\/\/.+)$/s,
        "sqlite:./data/triage.db or postgres://user:password@host:5432/database",
      ).default("sqlite:./data/triage.db"),
    },
    {
      name: "TRIAGE_MASTER_KEY",
      about:
        "Seals the keys of cases and the tokens of workspaces. Keep a copy outside the database's backups.",
      example: "made by: openssl rand -base64 32",
      secret: true,
      schema: matching(
        /^([0-9a-f]{64}|[A-Za-z0-9+/_-]{43}=?)$/i,
        "32 bytes in base64 or hex, made by: openssl rand -base64 32",
      ),
    },
    {
      name: "TRIAGE_HOST",
      about: "The address to listen on.",
      example: "0.0.0.0",
      schema: matching(/^[\w.:-]+$/, "an address such as 127.0.0.1 or 0.0.0.0").default("127.0.0.1"),
    },
    {
      name: "TRIAGE_PORT",
      about: "The port to listen on; 0 takes a free one.",
      example: "3978",
      schema: z.string().refine(isPort, { error: "is a port: a number from 0 to 65535" }).default("3978"),
    },
    {
      name: "TRIAGE_SITE",
      about: "The hospital's own file: services, escalation, retention. Read when it is there.",
      example: "./site.yaml",
      schema: optionalSetting(z.string()),
    },
    {
      name: "TRIAGE_LOG",
      about: "What is logged: debug, info, warn, error or silent.",
      example: "info",
      schema: z
        .enum(["debug", "info", "warn", "error", "silent"], {
          error: "is debug, info, warn, error or silent",
        })
        .default("info"),
    },
  ],
  read: (values): ServiceConfig => ({
    store: values.TRIAGE_STORE,
    masterKey: values.TRIAGE_MASTER_KEY,
    host: values.TRIAGE_HOST,
    port: Number(values.TRIAGE_PORT),
    site: values.TRIAGE_SITE ?? null,
    log: values.TRIAGE_LOG,
  }),
});

/** The settings of the service, and of each adapter by its platform. */
export type Config = ServiceConfig & AdapterSettings;

/** What the environment says, or everything that is wrong with it. `hints` name likely misspelt variables. */
export type ConfigReading =
  | { config: Config; hints: readonly string[] }
  | { faults: readonly SettingInvalid[]; hints: readonly string[] };

const GROUPS = [serviceSettings, ...ADAPTERS.map(({ settings }) => settings)];
const VARIABLES = GROUPS.flatMap(({ variables }) => variables);

/** The settings of one adapter; null when it is not configured. */
export const settingsFor = (config: Config, { platform }: AdapterModule): unknown =>
  config[platform as keyof AdapterSettings];

/** The platforms that `site.yaml` can name in its routes, and which of them are open. */
export function routePlatforms(config: Config): RoutePlatforms {
  const all = ADAPTERS.filter(({ takesRoutes }) => takesRoutes);
  const open = all.filter((each) => settingsFor(config, each) !== null);
  return { known: all.map(({ platform }) => platform), open: open.map(({ platform }) => platform) };
}

/** The names of the adapters that are called over the network: through a proxy, as a rule. */
export const calledFromOutside = (config: Config): string[] =>
  ADAPTERS.filter((each) => {
    const settings = settingsFor(config, each);
    return settings !== null && each.calledFromOutside?.(settings) === true;
  }).map(({ name }) => name);

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the environment. An empty variable counts as not set. */
export function readConfig(env: Environment): ConfigReading {
  const hints = misspelt(env);
  const values: Record<string, string | undefined> = {};
  const faults: SettingInvalid[] = [];
  for (const variable of VARIABLES) {
    const read = readVariable(variable, env);
    if (read instanceof SettingInvalid) faults.push(read);
    else values[variable.name] = read;
  }
  if (faults.length > 0) return { faults, hints };
  const secrets = { masterKey: values.TRIAGE_MASTER_KEY };
  const config: Record<string, unknown> = { ...serviceSettings.read(values, secrets) };
  for (const { platform, settings } of ADAPTERS) {
    const read = settings.read(values, secrets);
    if (read instanceof SettingInvalid) faults.push(read);
    else config[platform] = read;
  }
  return faults.length > 0 ? { faults, hints } : { config: config as unknown as Config, hints };
}

function readVariable({ name, schema, secret }: Variable, env: Environment) {
  const raw = env[name]?.trim() || undefined;
  const read = schema.safeParse(raw);
  if (read.success) return read.data;
  const was = secret ? `a value of ${raw?.length} characters` : `"${raw}"`;
  return new SettingInvalid(name, `${name} is set to ${was}`, `It ${read.error.issues[0]?.message}.`);
}

/** Variables close to one of ours: a misspelt one would silently leave an adapter off. */
function misspelt(env: Environment): string[] {
  const known = VARIABLES.map(({ name }) => name);
  const prefixes = new Set(known.map(prefixOf));
  return Object.keys(env).flatMap((name) => {
    if (name === "PORT" && !env.TRIAGE_PORT)
      return [`PORT is set, and is not a setting here: set TRIAGE_PORT to listen on ${env.PORT}.`];
    if (known.includes(name) || !prefixes.has(prefixOf(name))) return [];
    const [near] = known.map((own) => ({ own, far: distance(own, name) })).sort((a, b) => a.far - b.far);
    return near && near.far <= 3 ? [`${name} is not a setting. Is ${near.own} meant?`] : [];
  });
}

const prefixOf = (name: string): string => name.slice(0, name.indexOf("_") + 1);

/** `.env.example`: every variable, what it is for, and a sample value. */
export function exampleEnvironment(): string {
  const lines = GROUPS.flatMap(({ title, variables }) => [
    `# === ${title}`,
    ...variables.flatMap(({ name, about, example = "" }) => [
      `# ${about}`,
      `# ${name}=${quotedSetting(example)}`,
    ]),
    "",
  ]);
  return [
    "# Copy to .env and uncomment what you need. Nothing has to be set to try the program.",
    "# Made from src/app/config.ts by: node src/app/main.ts example > .env.example",
    "",
    ...lines,
  ].join("\n");
}

const quotedSetting = (text: string) => (/[\s&#]/.test(text) ? `"${text}"` : text);
