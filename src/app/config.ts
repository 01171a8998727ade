/**
 * Everything that an operator can set, from the environment: one list of variables, read by one schema.
 * `.env.example` and the table in docs/deployment.md are made from it. A fault names the variable, what it was
 * and what is allowed; the value of a secret is never part of one.
 */
import { distance } from "fastest-levenshtein";
import { z } from "zod";
import { SettingInvalid } from "../errors.ts";

interface Variable {
  name: string;
  /** What it is for, in one sentence. */
  about: string;
  group: "The service" | "The page" | "Slack" | "Teams";
  example?: string;
  /** Its value is shown nowhere. */
  secret?: true;
  schema: z.ZodType<string | undefined>;
}

const optionalSetting = (schema: z.ZodString) => schema.optional();
const matching = (pattern: RegExp, allowed: string) =>
  optionalSetting(z.string().regex(pattern, { error: `is ${allowed}` }));
const ids = (pattern: RegExp, allowed: string) =>
  optionalSetting(
    z.string().refine((text) => listOf(text).every((one) => pattern.test(one)), { error: `is ${allowed}` }),
  );
const isPort = (text: string) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
const GUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

const VARIABLES = [
  {
    name: "TRIAGE_STORE",
    about:
      "Where cases are kept: a SQLite file, or Postgres as postgres://user:password@localhost:5432/triage.",
    group: "The service",
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
    group: "The service",
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
    group: "The service",
    example: "0.0.0.0",
    schema: matching(/^[\w.:-]+$/, "an address such as 127.0.0.1 or 0.0.0.0").default("127.0.0.1"),
  },
  {
    name: "TRIAGE_PORT",
    about: "The port to listen on; 0 takes a free one.",
    group: "The service",
    example: "3978",
    schema: z.string().refine(isPort, { error: "is a port: a number from 0 to 65535" }).default("3978"),
  },
  {
    name: "TRIAGE_SITE",
    about: "The hospital's own file: services, escalation, retention. Read when it is there.",
    group: "The service",
    example: "./site.yaml",
    schema: optionalSetting(z.string()),
  },
  {
    name: "TRIAGE_LOG",
    about: "What is logged: debug, info, warn, error or silent.",
    group: "The service",
    example: "info",
    schema: z
      .enum(["debug", "info", "warn", "error", "silent"], { error: "is debug, info, warn, error or silent" })
      .default("info"),
  },
  {
    name: "WEB_ACCESS_TOKEN",
    about:
      "Lets people open the page from other machines. Without it the page is shown on this machine alone.",
    group: "The page",
    example: "made by: openssl rand -base64 32",
    secret: true,
    schema: matching(/^\S{24,}$/, "at least 24 characters without spaces, made by: openssl rand -base64 32"),
  },
  {
    name: "SLACK_BOT_TOKEN",
    about: "The bot's token of the one workspace that is served.",
    group: "Slack",
    example: "xoxb-...",
    secret: true,
    schema: matching(/^xoxb-\S+$/, "a bot token, which begins with xoxb-"),
  },
  {
    name: "SLACK_SIGNING_SECRET",
    about: "Proves that a request is Slack's. Needed with a public address.",
    group: "Slack",
    example: "32 hexadecimal digits",
    secret: true,
    schema: matching(/^\S{16,}$/, "the app's signing secret, from its Basic Information page"),
  },
  {
    name: "SLACK_APP_TOKEN",
    about: "Opens Socket Mode, for a hospital without a public address. Used instead of HTTP when it is set.",
    group: "Slack",
    example: "xapp-...",
    secret: true,
    schema: matching(/^xapp-\S+$/, "an app-level token, which begins with xapp-"),
  },
  {
    name: "SLACK_WORKSPACES",
    about:
      "The workspaces and organisations that are served; others get one polite refusal. Needed where workspaces install the app themselves.",
    group: "Slack",
    example: "T0123456789, E0123456789",
    schema: ids(/^[TE][A-Z0-9]+$/, "ids that begin with T or E, with commas between"),
  },
  {
    name: "SLACK_CLIENT_ID",
    about: "With the next two, workspaces install the app themselves at /slack/install.",
    group: "Slack",
    example: "1234567890.1234567890",
    schema: matching(/^[\d.]+$/, "the app's client id, digits and a point"),
  },
  {
    name: "SLACK_CLIENT_SECRET",
    about: "The app's client secret.",
    group: "Slack",
    example: "32 hexadecimal digits",
    secret: true,
    schema: matching(/^\S{16,}$/, "the app's client secret, from its Basic Information page"),
  },
  {
    name: "SLACK_STATE_SECRET",
    about: "Protects an install that is under way against forgery.",
    group: "Slack",
    example: "made by: openssl rand -base64 32",
    secret: true,
    schema: matching(/^\S{24,}$/, "at least 24 characters without spaces, made by: openssl rand -base64 32"),
  },
  {
    name: "SLACK_PICTURES",
    about:
      "Offers a case's picture in its thread: on or off. The app needs the permission files:write for it.",
    group: "Slack",
    example: "on",
    schema: z.enum(["on", "off"], { error: "is on or off" }).default("off"),
  },
  {
    name: "TEAMS_APP_ID",
    about: "The bot's application (client) id in Entra.",
    group: "Teams",
    example: "00000000-0000-0000-0000-000000000000",
    schema: matching(GUID, "a GUID, from the app's registration"),
  },
  {
    name: "TEAMS_APP_SECRET",
    about: "The app's client secret.",
    group: "Teams",
    secret: true,
    example: "from Certificates & secrets",
    schema: matching(/^\S{8,}$/, "the value of a client secret, not its id"),
  },
  {
    name: "TEAMS_APP_TYPE",
    about: "Whether one tenant uses the app or several.",
    group: "Teams",
    example: "SingleTenant",
    schema: z
      .enum(["SingleTenant", "MultiTenant"], { error: "is SingleTenant or MultiTenant" })
      .default("SingleTenant"),
  },
  {
    name: "TEAMS_TENANT_ID",
    about: "The tenant that the app is registered in.",
    group: "Teams",
    example: "00000000-0000-0000-0000-000000000000",
    schema: matching(GUID, "a GUID, from the tenant's overview"),
  },
  {
    name: "TEAMS_ALLOWED_TENANTS",
    about: "Further tenants whose people may use the bot.",
    group: "Teams",
    example: "00000000-0000-0000-0000-000000000000",
    schema: ids(GUID, "GUIDs with commas between"),
  },
  {
    name: "TEAMS_LOCAL",
    about: "Runs without credentials: 1 for this machine alone, open for any caller. Never in a hospital.",
    group: "Teams",
    example: "1",
    schema: z.enum(["1", "open"], { error: "is 1 or open" }).optional(),
  },
] as const satisfies readonly Variable[];

type Values = { [V in (typeof VARIABLES)[number] as V["name"]]: z.output<V["schema"]> };

export interface Config {
  store: string;
  masterKey: string | undefined;
  host: string;
  port: number;
  /** Null: `site.yaml` beside the program, where there is one. */
  site: string | null;
  log: "debug" | "info" | "warn" | "error" | "silent";
  web: { accessToken: string | null };
  slack: SlackSettings | null;
  teams: TeamsSettings | null;
}

export interface SlackSettings {
  botToken: string | undefined;
  signingSecret: string | undefined;
  appToken: string | undefined;
  workspaces: readonly string[];
  /** A case's picture is offered in its thread. */
  pictures: boolean;
  oauth: { clientId: string; clientSecret: string; stateSecret: string } | null;
}

export interface TeamsSettings {
  /** Null: anybody may call, so the bot answers this machine alone, unless `anyone` is set. */
  credentials: {
    appId: string;
    secret: string;
    type: "SingleTenant" | "MultiTenant";
    tenant: string | null;
    /** The tenants whose people may talk to the bot. */
    allowed: readonly string[];
  } | null;
  /** Without credentials, calls from beyond this machine are taken too. */
  anyone: boolean;
}

/** What the environment says, or everything that is wrong with it. `hints` name what looks like a misspelt variable. */
export type ConfigReading =
  | { config: Config; hints: readonly string[] }
  | { faults: readonly SettingInvalid[]; hints: readonly string[] };

/** The platforms that these settings open, beside the page. */
export const doorsOf = ({ slack, teams }: Config): string[] => [
  ...(slack ? ["slack"] : []),
  ...(teams ? ["teams"] : []),
];

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the environment. An empty variable counts as not set. */
export function readConfig(env: Environment): ConfigReading {
  const hints = misspelt(env);
  const faults: SettingInvalid[] = [];
  const values: Record<string, string | undefined> = {};
  for (const variable of VARIABLES) {
    const raw = env[variable.name]?.trim() || undefined;
    const read = variable.schema.safeParse(raw);
    if (read.success) values[variable.name] = read.data;
    else {
      const was = "secret" in variable ? `a value of ${raw?.length} characters` : `"${raw}"`;
      faults.push(
        invalid(variable.name, `${variable.name} is set to ${was}`, `It ${read.error.issues[0]?.message}.`),
      );
    }
  }
  if (faults.length > 0) return { faults, hints };
  const read = values as Values;
  const slack = slackOf(read);
  const teams = teamsOf(read);
  for (const each of [slack, teams]) if (each instanceof SettingInvalid) faults.push(each);
  if (slack instanceof SettingInvalid || teams instanceof SettingInvalid) return { faults, hints };
  const config: Config = {
    store: read.TRIAGE_STORE,
    masterKey: read.TRIAGE_MASTER_KEY,
    host: read.TRIAGE_HOST,
    port: Number(read.TRIAGE_PORT),
    site: read.TRIAGE_SITE ?? null,
    log: read.TRIAGE_LOG,
    web: { accessToken: read.WEB_ACCESS_TOKEN ?? null },
    slack,
    teams,
  };
  return { config, hints };
}

const invalid = (name: string, what: string, remedy: string) => new SettingInvalid(name, what, remedy);
const missing = (name: string, because: string) =>
  invalid(name, `${name} is not set, and ${because}`, `Set ${name}, or unset the others of its group.`);

/** Half a configuration is refused: a door that was meant to be open must not stay shut without a word. */
function slackOf(values: Values): SlackSettings | null | SettingInvalid {
  const {
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_APP_TOKEN: appToken,
  } = values;
  const client = [values.SLACK_CLIENT_ID, values.SLACK_CLIENT_SECRET, values.SLACK_STATE_SECRET];
  const installs = client.some((each) => each !== undefined);
  if (!botToken && !signingSecret && !appToken && !installs) return null;
  const workspaces = listOf(values.SLACK_WORKSPACES);
  const pictures = values.SLACK_PICTURES === "on";
  if (installs) {
    const [clientId, clientSecret, stateSecret] = client;
    if (!clientId) return missing("SLACK_CLIENT_ID", "workspaces are to install the app");
    if (!clientSecret) return missing("SLACK_CLIENT_SECRET", "SLACK_CLIENT_ID is");
    if (!stateSecret) return missing("SLACK_STATE_SECRET", "SLACK_CLIENT_ID is");
    if (botToken)
      return invalid(
        "SLACK_BOT_TOKEN",
        "SLACK_BOT_TOKEN and SLACK_CLIENT_ID are both set",
        "Keep SLACK_BOT_TOKEN for one workspace, or SLACK_CLIENT_ID for several that install the app.",
      );
    if (appToken)
      return invalid(
        "SLACK_APP_TOKEN",
        "SLACK_APP_TOKEN and SLACK_CLIENT_ID are both set",
        "Installs by workspaces need HTTP: unset SLACK_APP_TOKEN.",
      );
    if (!signingSecret) return missing("SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID is");
    if (!values.TRIAGE_MASTER_KEY)
      return missing("TRIAGE_MASTER_KEY", "the tokens of workspaces are not stored without it");
    // anybody on Slack can open the install page: without a list a stranger's workspace would be served
    if (workspaces.length === 0)
      return invalid(
        "SLACK_WORKSPACES",
        "SLACK_WORKSPACES is not set, and with SLACK_CLIENT_ID any workspace could install the app",
        "Set SLACK_WORKSPACES to the ids of the workspaces (T...) and organisations (E...) that are served.",
      );
    const oauth = { clientId, clientSecret, stateSecret };
    return { botToken, signingSecret, appToken, workspaces, pictures, oauth };
  }
  if (!botToken) return missing("SLACK_BOT_TOKEN", "Slack is otherwise configured");
  if (!signingSecret && !appToken)
    return invalid(
      "SLACK_SIGNING_SECRET",
      "SLACK_BOT_TOKEN is set, and neither SLACK_SIGNING_SECRET nor SLACK_APP_TOKEN",
      "Set SLACK_SIGNING_SECRET when Slack can reach this machine, or SLACK_APP_TOKEN for Socket Mode.",
    );
  return { botToken, signingSecret, appToken, workspaces, pictures, oauth: null };
}

/** A bot that meant to be protected must not run open. */
function teamsOf(values: Values): TeamsSettings | null | SettingInvalid {
  const {
    TEAMS_APP_ID: appId,
    TEAMS_APP_SECRET: secret,
    TEAMS_TENANT_ID: tenant,
    TEAMS_LOCAL: local,
  } = values;
  if (!appId && !secret) return local ? { credentials: null, anyone: local === "open" } : null;
  if (!appId) return missing("TEAMS_APP_ID", "TEAMS_APP_SECRET is");
  if (!secret) return missing("TEAMS_APP_SECRET", "TEAMS_APP_ID is");
  if (local)
    return invalid(
      "TEAMS_LOCAL",
      "TEAMS_LOCAL and TEAMS_APP_ID are both set",
      "TEAMS_LOCAL is for running without credentials: unset one of them.",
    );
  const type = values.TEAMS_APP_TYPE;
  if (type === "SingleTenant" && !tenant) return missing("TEAMS_TENANT_ID", "a single-tenant app has one");
  const allowed = [...new Set([...listOf(values.TEAMS_ALLOWED_TENANTS), ...(tenant ? [tenant] : [])])];
  if (allowed.length === 0)
    return missing("TEAMS_ALLOWED_TENANTS", "somebody's tenant must be allowed to use a multi-tenant app");
  return { credentials: { appId, secret, type, tenant: tenant ?? null, allowed }, anyone: false };
}

const listOf = (text: string | undefined): string[] => (text ?? "").split(/[\s,]+/).filter(Boolean);

/** Variables that are nearly ours: a misspelt one would be a setting that counts for nothing without a word. */
function misspelt(env: Environment): string[] {
  const known: readonly string[] = VARIABLES.map(({ name }) => name);
  return Object.keys(env).flatMap((name) => {
    if (name === "PORT" && !env.TRIAGE_PORT)
      return [`PORT is set, and is not a setting here: set TRIAGE_PORT to listen on ${env.PORT}.`];
    if (known.includes(name) || !/^(TRIAGE|SLACK|TEAMS|WEB)_/.test(name)) return [];
    const [near] = known.map((own) => ({ own, far: distance(own, name) })).sort((a, b) => a.far - b.far);
    return near && near.far <= 3 ? [`${name} is not a setting. Is ${near.own} meant?`] : [];
  });
}

/** `.env.example`: every variable, what it is for, and how a value looks. */
export function exampleEnvironment(): string {
  const groups = Map.groupBy(VARIABLES as readonly Variable[], ({ group }) => group);
  const lines = [...groups].flatMap(([group, variables]) => [
    `# === ${group}`,
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
