/** What the door is told by the environment, and when it refuses to listen. */
import { describe, expect, test } from "vitest";
import { listenFault, readTeamsConfig } from "../../../adapters/teams/main.ts";

const APP = "11111111-2222-4333-8444-555555555555";
const HOME = "aaaaaaaa-0000-4000-8000-000000000001";
const OTHER = "BBBBBBBB-0000-4000-8000-000000000002";
const SECRET = "not-a-real-secret";
const single = {
  MICROSOFT_APP_ID: APP,
  MICROSOFT_APP_PASSWORD: SECRET,
  MICROSOFT_APP_TENANT_ID: HOME,
};

describe("what is read", () => {
  test("nothing set: no Teams", () => {
    expect(readTeamsConfig({})).toBeNull();
    expect(readTeamsConfig({ TEAMS_LOCAL: "", MICROSOFT_APP_ID: " " })).toBeNull();
  });

  test("a single-tenant app serves its own tenant, and those that are named", () => {
    expect(readTeamsConfig(single)).toEqual({
      credentials: { appId: APP, secret: SECRET, type: "SingleTenant", tenant: HOME, allowed: [HOME] },
      anyone: false,
    });
    const more = readTeamsConfig({ ...single, TEAMS_ALLOWED_TENANTS: `${OTHER}, ${HOME}` });
    expect(more?.credentials?.allowed).toEqual([OTHER.toLowerCase(), HOME]);
  });

  test("a multi-tenant app needs no tenant of its own, and serves those that are named", () => {
    const many = readTeamsConfig({
      ...single,
      MICROSOFT_APP_TENANT_ID: undefined,
      MICROSOFT_APP_TYPE: "multitenant",
      TEAMS_ALLOWED_TENANTS: HOME,
    });
    expect(many?.credentials).toMatchObject({ type: "MultiTenant", tenant: null, allowed: [HOME] });
  });

  test("the local flag: this machine, or anybody", () => {
    expect(readTeamsConfig({ TEAMS_LOCAL: "1" })).toEqual({ credentials: null, anyone: false });
    expect(readTeamsConfig({ TEAMS_LOCAL: "open" })).toEqual({ credentials: null, anyone: true });
  });
});

describe("what is refused names the variable, and never the secret", () => {
  test.each<[string, Record<string, string>, RegExp]>([
    ["an id without a secret", { MICROSOFT_APP_ID: APP }, /MICROSOFT_APP_PASSWORD is missing/],
    ["a secret without an id", { MICROSOFT_APP_PASSWORD: SECRET }, /MICROSOFT_APP_ID is missing/],
    ["an id that is none", { ...single, MICROSOFT_APP_ID: "triage" }, /MICROSOFT_APP_ID is "triage"/],
    [
      "a single-tenant app without its tenant",
      { ...single, MICROSOFT_APP_TENANT_ID: "" },
      /MICROSOFT_APP_TENANT_ID is missing/,
    ],
    ["another type", { ...single, MICROSOFT_APP_TYPE: "UserAssignedMSI" }, /SingleTenant and MultiTenant/],
    [
      "a multi-tenant app that serves nobody",
      { MICROSOFT_APP_ID: APP, MICROSOFT_APP_PASSWORD: SECRET, MICROSOFT_APP_TYPE: "MultiTenant" },
      /TEAMS_ALLOWED_TENANTS is missing/,
    ],
    ["a tenant by name", { ...single, TEAMS_ALLOWED_TENANTS: "hospital.example" }, /"hospital.example"/],
    ["the local flag beside credentials", { ...single, TEAMS_LOCAL: "1" }, /TEAMS_LOCAL is for running/],
    ["another local flag", { TEAMS_LOCAL: "yes" }, /TEAMS_LOCAL is "yes"/],
  ])("%s", (_, env, fault) => {
    const read = () => readTeamsConfig(env);
    expect(read).toThrow(fault);
    expect(read).not.toThrow(SECRET);
  });
});

describe("without credentials the bot listens on this machine alone", () => {
  const local = { credentials: null, anyone: false };
  test.each(["127.0.0.1", "127.0.1.1", "localhost", "::1"])("%s will do", (host) =>
    expect(listenFault(local, host)).toBeNull(),
  );
  test.each([undefined, "", "0.0.0.0", "::", "10.0.0.5", "127.0.0.1.example.org"])("%j will not", (host) =>
    expect(listenFault(local, host)).toMatch(/TEAMS_LOCAL=open/),
  );
  test("with credentials, or the flag that says so, any address will do", () => {
    expect(listenFault({ credentials: null, anyone: true }, "0.0.0.0")).toBeNull();
    const config = readTeamsConfig(single);
    expect(config && listenFault(config, undefined)).toBeNull();
  });
});
