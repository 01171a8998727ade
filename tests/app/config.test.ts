import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Config, exampleEnvironment, readConfig } from "../../src/app/config.ts";

const GUID = "12345678-1234-1234-1234-123456789abc";
const SECRET = "0123456789abcdef0123456789abcdef";

function configOf(env: Record<string, string>): Config {
  const read = readConfig(env);
  if ("faults" in read) throw new Error(read.faults.map(({ message }) => message).join("; "));
  return read.config;
}

function faultsOf(env: Record<string, string>): string[] {
  const read = readConfig(env);
  return "faults" in read ? read.faults.map(({ message, remedy }) => `${message}. ${remedy}`) : [];
}

describe("the configuration", () => {
  it("needs nothing: SQLite, this machine only, no adapter but the page", () => {
    expect(configOf({})).toEqual({
      store: "sqlite:./data/triage.db",
      masterKey: undefined,
      host: "127.0.0.1",
      port: 3978,
      site: null,
      log: "info",
      web: { accessToken: null, local: false },
      slack: null,
      teams: null,
      http: null,
      fhir: null,
      cds: null,
    });
  });

  it("takes an empty variable for one that is not set", () => {
    expect(configOf({ TRIAGE_PORT: "", SLACK_BOT_TOKEN: " " })).toMatchObject({ port: 3978, slack: null });
  });

  it.each([
    [{ TRIAGE_PORT: "http" }, 'TRIAGE_PORT is set to "http". It is a port'],
    [{ TRIAGE_PORT: "70000" }, "a number from 0 to 65535"],
    [{ WEB_PAGE: "on" }, 'WEB_PAGE is set to "on". It is local, or not set'],
    [{ TRIAGE_LOG: "loud" }, "It is debug, info, warn, error or silent."],
    [{ TEAMS_APP_ID: "my bot" }, 'TEAMS_APP_ID is set to "my bot". It is a GUID'],
    [{ SLACK_WORKSPACES: "ours" }, "ids that begin with T or E"],
    [{ TRIAGE_STORE: "mysql://x" }, "sqlite:./data/triage.db or postgres://"],
  ])("names the variable, what it was and what is allowed: %o", (env, wanted) => {
    expect(faultsOf(env).join()).toContain(wanted);
  });

  it("names every wrong variable at once", () => {
    expect(faultsOf({ TRIAGE_PORT: "x", TRIAGE_LOG: "y" })).toHaveLength(2);
  });

  it.each<Record<string, string>>([
    { SLACK_BOT_TOKEN: "wrong-secret-value" },
    { WEB_ACCESS_TOKEN: "wrong secret value" },
    { API_TOKENS: "person-and-token" },
    { TRIAGE_STORE: "pg://me:hunter2hunter2@db/x" },
  ])("shows no secret: %o", (env) => {
    const [fault = ""] = faultsOf(env);
    expect(fault).not.toBe("");
    for (const value of Object.values(env)) expect(fault).not.toContain(value);
  });

  it.each([
    [{ SLACK_BOT_TOKEN: "xoxb-1" }, "neither SLACK_SIGNING_SECRET nor SLACK_APP_TOKEN"],
    [{ SLACK_SIGNING_SECRET: SECRET }, "SLACK_BOT_TOKEN is not set"],
    [{ SLACK_CLIENT_ID: "1.2" }, "SLACK_CLIENT_SECRET is not set"],
    [
      {
        SLACK_CLIENT_ID: "1.2",
        SLACK_CLIENT_SECRET: SECRET,
        SLACK_STATE_SECRET: SECRET,
        SLACK_SIGNING_SECRET: SECRET,
      },
      "TRIAGE_MASTER_KEY is not set, and the tokens of workspaces are not stored without it",
    ],
    [
      {
        SLACK_CLIENT_ID: "1.2",
        SLACK_CLIENT_SECRET: SECRET,
        SLACK_STATE_SECRET: SECRET,
        SLACK_SIGNING_SECRET: SECRET,
        TRIAGE_MASTER_KEY: "0".repeat(64),
        SLACK_WORKSPACES: " , ",
      },
      "SLACK_WORKSPACES is not set, and with SLACK_CLIENT_ID any workspace could install the app. Set SLACK_WORKSPACES to the ids",
    ],
    [{ TEAMS_APP_ID: GUID }, "TEAMS_APP_SECRET is not set"],
    [{ TEAMS_APP_SECRET: SECRET }, "TEAMS_APP_ID is not set"],
    [{ TEAMS_APP_ID: GUID, TEAMS_APP_SECRET: SECRET }, "TEAMS_TENANT_ID is not set"],
    [
      { TEAMS_APP_ID: GUID, TEAMS_APP_SECRET: SECRET, TEAMS_APP_TYPE: "MultiTenant" },
      "TEAMS_ALLOWED_TENANTS is not set",
    ],
    [
      { TEAMS_APP_ID: GUID, TEAMS_APP_SECRET: SECRET, TEAMS_TENANT_ID: GUID, TEAMS_LOCAL: "1" },
      "TEAMS_LOCAL and TEAMS_APP_ID are both set",
    ],
  ])("refuses the partial settings of an adapter: %o", (env, wanted) => {
    expect(faultsOf(env).join()).toContain(wanted);
  });

  it("reads the settings of both adapters", () => {
    const config = configOf({
      SLACK_BOT_TOKEN: "xoxb-1",
      SLACK_APP_TOKEN: "xapp-1",
      SLACK_WORKSPACES: "T1, E2",
      TEAMS_APP_ID: GUID,
      TEAMS_APP_SECRET: SECRET,
      TEAMS_TENANT_ID: GUID,
    });
    expect(config.slack).toMatchObject({ appToken: "xapp-1", workspaces: ["T1", "E2"], oauth: null });
    expect(config.teams?.credentials).toMatchObject({ type: "SingleTenant", allowed: [GUID] });
  });

  it("lets the workspaces that are named install the app", () => {
    const config = configOf({
      SLACK_CLIENT_ID: "1.2",
      SLACK_CLIENT_SECRET: SECRET,
      SLACK_STATE_SECRET: SECRET,
      SLACK_SIGNING_SECRET: SECRET,
      TRIAGE_MASTER_KEY: "0".repeat(64),
      SLACK_WORKSPACES: "T1",
    });
    expect(config.slack).toMatchObject({ workspaces: ["T1"], oauth: { clientId: "1.2" } });
  });

  it("points at a variable that is nearly one of ours", () => {
    expect(readConfig({ TEAMS_APPID: GUID, SLACK_DEBUG: "1" }).hints).toEqual([
      "TEAMS_APPID is not a setting. Is TEAMS_APP_ID meant?",
    ]);
  });

  it("has an example file that is current: node src/app/main.ts example > .env.example", () => {
    const file = readFileSync(new URL("../../.env.example", import.meta.url), "utf8");
    expect(file).toBe(exampleEnvironment());
  });
});
