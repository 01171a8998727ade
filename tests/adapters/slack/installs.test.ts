/** Several workspaces, each installing the app: over HTTP, into the real store, sealed. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openSlack, type SlackConfig } from "../../../adapters/slack/main.ts";
import { DeliveryError } from "../../../src/errors.ts";
import { type TempDatabase, tempSqlite } from "../../store/temp-database.ts";
import { BoltHarness, keptAddresses, noCases, notice, ScriptedBot, SECRET } from "./slack-http-harness.ts";
import { event, mention } from "./slack-payloads.ts";

const KEY = Buffer.alloc(32, 7).toString("base64");
const oauth = { clientId: "1.2", clientSecret: "client-secret", stateSecret: "state-secret" };
const THREAD = { platform: "slack", tenant: "T1", channel: "C1", thread: "1763000000.000100" };
const delivery = { key: "r", thread: THREAD, slot: "s", view: notice("x"), broadcast: false, repeat: false };

let ground: TempDatabase;
let stack: BoltHarness;
const open = async (config: Partial<SlackConfig> = {}) => {
  const { installations } = await ground.open({ masterKey: KEY });
  stack = await new BoltHarness({ oauth, workspaces: ["T1", "E1"], ...config }, new ScriptedBot(), {
    installations,
  }).start();
};
beforeEach(async () => {
  ground = await tempSqlite();
  await open();
});
afterEach(async () => {
  await stack.close();
  await ground.remove();
});

const access = (more: Record<string, unknown> = {}) => ({
  body: {
    ok: true,
    access_token: "xoxb-secret-token",
    token_type: "bot",
    scope: "chat:write",
    bot_user_id: "UBOT",
    app_id: "A1",
    team: { id: "T1", name: "Example" },
    enterprise: null,
    is_enterprise_install: false,
    authed_user: { id: "U1" },
    ...more,
  },
});

/** What a person's browser does: it goes to the install page, to Slack, and comes back with a code. */
async function install(reply = access()) {
  const start = await stack.get("/slack/install");
  const slack = new URL(start.headers.get("location") ?? "");
  const cookie = (start.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  stack.wire.answer("oauth.v2.access", reply);
  const back = await stack.get(
    `/slack/oauth_redirect?code=c0de&state=${encodeURIComponent(slack.searchParams.get("state") ?? "")}`,
    { cookie },
  );
  return { slack, back };
}

describe("an install", () => {
  test("goes to Slack with the manifest's permissions, and comes back as a sealed token", async () => {
    const { slack, back } = await install();
    expect(slack.origin + slack.pathname).toBe("https://slack.com/oauth/v2/authorize");
    expect(slack.searchParams.get("scope")?.split(",").sort()).toEqual([
      "app_mentions:read",
      "channels:history",
      "chat:write",
      "commands",
      "groups:history",
      "im:history",
    ]);
    expect(slack.searchParams.get("user_scope") ?? "").toBe("");
    expect(back.status).toBe(200);
    expect(stack.wire.of("oauth.v2.access")[0]?.body).toMatchObject({ code: "c0de", client_id: "1.2" });
    const remains = await ground.remains();
    for (const secret of ["xoxb-secret-token", "client-secret"]) expect(remains).not.toContain(secret);
    expect(JSON.stringify(stack.log)).not.toContain("xoxb-secret-token");
  });

  test("lets the workspace's people speak, and is answered with its token, also after a restart", async () => {
    await install();
    await stack.close();
    await open();
    expect((await stack.send(event(mention()))).status).toBe(200);
    expect(stack.bot.requests).toHaveLength(1);
    await stack.slack.adapter.post(delivery);
    expect(stack.wire.of("chat.postMessage")[0]?.authorization).toBe("Bearer xoxb-secret-token");
  });

  test("of a workspace that is not served is refused, and nothing is kept", async () => {
    const { back } = await install(access({ team: { id: "T9", name: "Other" } }));
    expect(back.status).toBeGreaterThanOrEqual(400);
    expect(
      await (await ground.open({ masterKey: KEY })).installations.get({ platform: "slack", tenant: "T9" }),
    ).toBe(undefined);
  });

  test("for a whole organisation is kept under the organisation", async () => {
    await install(access({ team: null, enterprise: { id: "E1", name: "Org" }, is_enterprise_install: true }));
    const authorizations = [
      { enterprise_id: "E1", team_id: "T5", user_id: "UBOT", is_bot: true, is_enterprise_install: true },
    ];
    await stack.send(event(mention(), { team_id: "T5", enterprise_id: "E1", authorizations }));
    expect(stack.bot.requests).toMatchObject([{ thread: { tenant: "E1" } }]);
  });

  test("that somebody else began is refused", async () => {
    stack.wire.answer("oauth.v2.access", access());
    const forged = await stack.get("/slack/oauth_redirect?code=c0de&state=forged");
    expect(forged.status).toBeGreaterThanOrEqual(400);
    const start = await stack.get("/slack/install");
    const state = new URL(start.headers.get("location") ?? "").searchParams.get("state") ?? "";
    const other = await stack.get(`/slack/oauth_redirect?code=c0de&state=${encodeURIComponent(state)}`);
    expect(other.status).toBeGreaterThanOrEqual(400);
    expect(stack.wire.of("oauth.v2.access")).toEqual([]);
  });

  test("that Slack refuses says so, and shows nothing of why", async () => {
    const { back } = await install({ body: { ok: false, error: "bad_client_secret" } } as never);
    expect(back.status).toBeGreaterThanOrEqual(400);
    expect(await back.text()).not.toContain("client-secret");
  });
});

describe("without an install", () => {
  test("nothing of what is said is taken, and nothing is posted", async () => {
    await stack.send(event(mention()));
    expect(stack.bot.requests).toEqual([]);
    const fault = await stack.slack.adapter.post(delivery).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(DeliveryError);
    expect(fault).toMatchObject({ kind: "refused", code: "not_installed" });
  });

  test("a store that does not answer is no missing install: it is tried again", async () => {
    await stack.close();
    const away = async () => {
      throw new Error("the store is away");
    };
    stack = await new BoltHarness({ oauth, workspaces: ["T1"] }, new ScriptedBot(), {
      installations: { get: away, put: away, delete: away },
    }).start();
    expect(await stack.slack.adapter.post(delivery).catch((error: unknown) => error)).toMatchObject({
      kind: "later",
      code: "installation_unread",
    });
  });
});

describe("an app that is removed", () => {
  for (const type of ["app_uninstalled", "tokens_revoked"])
    test(`${type}: its token is forgotten`, async () => {
      await install();
      await stack.send(event({ type, tokens: { oauth: [], bot: ["UBOT"] } }));
      expect(await stack.slack.adapter.post(delivery).catch((error: unknown) => error)).toMatchObject({
        code: "not_installed",
      });
    });

  test("a person's token that is revoked leaves the bot's alone", async () => {
    await install();
    await stack.send(event({ type: "tokens_revoked", tokens: { oauth: ["U1"], bot: [] } }));
    await stack.slack.adapter.post(delivery);
    expect(stack.wire.of("chat.postMessage")).toHaveLength(1);
  });
});

test("is off by default: there is no install page with a bot token", async () => {
  await stack.close();
  stack = await new BoltHarness().start();
  expect((await stack.get("/slack/install")).status).toBe(404);
  expect((await stack.get("/slack/oauth_redirect?code=c")).status).toBe(404);
});

test("needs a place to keep installs", () => {
  expect(() =>
    openSlack(
      { oauth, signingSecret: SECRET },
      { bot: new ScriptedBot(), casebook: noCases, addresses: keptAddresses() },
    ),
  ).toThrow("place to keep");
});

test("needs the workspaces that are served by name: anybody can open the install page", async () => {
  const { installations } = await ground.open({ masterKey: KEY });
  for (const workspaces of [undefined, []])
    expect(() =>
      openSlack(
        { oauth, signingSecret: SECRET, ...(workspaces && { workspaces }) },
        { bot: new ScriptedBot(), casebook: noCases, addresses: keptAddresses(), installations },
      ),
    ).toThrow("need the ids of those that are served");
});
