import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import nock from "nock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Config, calledFromOutside, readConfig } from "../../src/app/config.ts";
import { examine, renderChecks } from "../../src/app/doctor.ts";
import { type Program, startProgram } from "../../src/app/program.ts";

let folder: string;
let program: Program | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "main-"));
});
afterEach(async () => {
  await program?.stop();
  program = undefined;
  nock.cleanAll();
  nock.enableNetConnect();
  rmSync(folder, { recursive: true, force: true });
});

const env = (more: Record<string, string> = {}) => ({
  TRIAGE_STORE: `sqlite:${join(folder, "triage.db")}`,
  TRIAGE_PORT: "0",
  TRIAGE_LOG: "silent",
  ...more,
});

function config(more?: Record<string, string>): Config {
  const read = readConfig(env(more));
  if ("faults" in read) throw new Error(read.faults.map(({ message }) => message).join());
  return read.config;
}

const get = async (path: string) => {
  const answer = await fetch(`${program?.url}${path}`);
  return { status: answer.status, text: await answer.text() };
};

describe("npm start", () => {
  it("opens the page on this machine only when nothing is configured, and says how to open the other adapters", async () => {
    program = await startProgram(config(), folder);
    expect(program.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(program.notices.join("\n")).toMatch(/The page is at .*\n?.*SLACK_BOT_TOKEN.*\n.*TEAMS_APP_ID/s);
    expect((await get("/healthz")).status).toBe(200);
    expect(JSON.parse((await get("/readyz")).text)).toEqual({
      status: "ready",
      parts: { store: true, clock: true },
    });
    expect((await get("/metrics")).text).toContain("triage_turns_total");
    expect((await get("/")).text).toContain("<html");
  });

  it("opens Slack and Teams on the same server; a stranger gets nothing from either", async () => {
    nock("https://slack.com")
      .post("/api/auth.test")
      .reply(200, { ok: true, user_id: "U1", bot_id: "B1", team_id: "T1" });
    nock.enableNetConnect(/^(127\.0\.0\.1|localhost)(:|$)/);
    program = await startProgram(
      config({
        SLACK_BOT_TOKEN: "xoxb-1",
        SLACK_SIGNING_SECRET: "0123456789abcdef0123456789abcdef",
        TEAMS_APP_ID: "12345678-1234-1234-1234-123456789abc",
        TEAMS_APP_SECRET: "a-secret-of-some-length",
        TEAMS_TENANT_ID: "12345678-1234-1234-1234-123456789abd",
      }),
      folder,
    );
    const post = (path: string) =>
      fetch(`${program?.url}${path}`, {
        method: "POST",
        body: "{}",
        headers: { "content-type": "application/json" },
      });
    expect((await post("/slack/events")).status).toBe(401);
    expect([400, 401]).toContain((await post("/api/messages")).status);
  });

  it("does not start half: a port that is taken is named, with the remedy", async () => {
    const other = createServer();
    const port = await new Promise<number>((done) =>
      other.listen(0, "127.0.0.1", () => done((other.address() as { port: number }).port)),
    );
    await expect(startProgram(config({ TRIAGE_PORT: String(port) }), folder)).rejects.toMatchObject({
      setting: "TRIAGE_PORT",
      remedy: expect.stringContaining("set TRIAGE_PORT to another port"),
    });
    other.close();
  });

  it("does not show the page beyond this machine without a sign-in, and says so", async () => {
    program = await startProgram(config({ TRIAGE_HOST: "0.0.0.0" }), folder);
    expect(program.notices.join("\n")).toContain("The page is off");
    expect((await get("/")).status).toBe(404);
  });

  it("does not show the page, nor its counts, beside Teams to who looks local: a proxy that adds no header looks so", async () => {
    const teams = {
      TEAMS_APP_ID: "12345678-1234-1234-1234-123456789abc",
      TEAMS_APP_SECRET: "a-secret-of-some-length",
      TEAMS_TENANT_ID: "12345678-1234-1234-1234-123456789abd",
    };
    program = await startProgram(config(teams), folder);
    expect(program.notices.join("\n")).toMatch(/The page is off\. .*proxy for Teams.*WEB_ACCESS_TOKEN/);
    expect((await get("/")).status).toBe(404);
    expect((await get("/web/cases")).status).toBe(404);
    expect((await get("/metrics")).status).toBe(403);
    await program.stop();
    program = await startProgram(config({ ...teams, WEB_PAGE: "local" }), folder);
    expect((await get("/web/cases")).status).toBe(200);
    expect((await get("/metrics")).status).toBe(200);
  });

  it("counts as called from outside what takes requests from others: not Slack by Socket Mode, nor Teams for this machine", () => {
    const bySocket = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" };
    expect(calledFromOutside(config(bySocket))).toEqual([]);
    const byRequests = {
      SLACK_BOT_TOKEN: "xoxb-1",
      SLACK_SIGNING_SECRET: "0123456789abcdef0123456789abcdef",
    };
    expect(calledFromOutside(config({ ...byRequests, TEAMS_LOCAL: "1" }))).toEqual(["Slack"]);
    expect(calledFromOutside(config({ TEAMS_LOCAL: "open" }))).toEqual(["Teams"]);
  });

  it("is not ready while its store cannot be written, and again when it can", async () => {
    program = await startProgram(config(), folder);
    const other = new DatabaseSync(join(folder, "triage.db"));
    other.exec("begin immediate");
    expect((await get("/readyz")).status).toBe(503);
    other.exec("rollback");
    other.close();
    expect((await get("/readyz")).status).toBe(200);
  });

  it("ends the page's open streams when it stops, so that what was begun is finished", async () => {
    program = await startProgram(config(), folder);
    const stream = await fetch(`${program.url}/web/rooms/roomroom/events`);
    const ended = stream.text();
    await program.stop();
    program = undefined;
    expect(await ended).toContain("retry:");
    expect(existsSync(join(folder, "triage.db-wal"))).toBe(false);
  });

  it("refuses to take Teams' messages from anyone on an open address", async () => {
    await expect(startProgram(config({ TRIAGE_HOST: "0.0.0.0", TEAMS_LOCAL: "1" }), folder)).rejects.toThrow(
      "Teams has no credentials",
    );
  });
});

describe("npm run doctor", () => {
  const said = async (more: Record<string, string> = {}, ask?: typeof fetch) =>
    renderChecks(await examine(env(more), folder, ask)).join("\n");

  it("finds everything right on a new machine", async () => {
    const text = await said();
    expect(text).not.toContain("WRONG");
    expect(text).toMatch(/OK {5}protocol .*pending human review/);
    expect(text).toMatch(/off {4}Slack/);
  });

  it("says before the start that a store cannot be made where it should be", async () => {
    writeFileSync(join(folder, "taken"), "");
    const store = `sqlite:${join(folder, "taken", "triage.db")}`;
    expect(await said({ TRIAGE_STORE: store })).toMatch(
      /WRONG {2}store .*cannot be made.*or set TRIAGE_STORE/,
    );
  });

  it("says before the start that another program listens where it should", async () => {
    program = await startProgram(config());
    const { port } = new URL(program.url);
    expect(await said({ TRIAGE_PORT: port })).toMatch(
      new RegExp(
        `WRONG {2}address .*127\\.0\\.0\\.1:${port} cannot be listened on \\(EADDRINUSE\\)\\. .*TRIAGE_PORT`,
      ),
    );
  });

  it("names what is wrong and the remedy", async () => {
    expect(await said({ TRIAGE_PORT: "x" })).toContain('WRONG  TRIAGE_PORT  TRIAGE_PORT is set to "x"');
    const refused = async () => Response.json({ ok: false, error: "invalid_auth" });
    const slack = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" };
    expect(await said(slack, refused)).toContain("Slack refuses SLACK_BOT_TOKEN (invalid_auth)");
    const late = async () =>
      new Response("{}", { headers: { date: new Date(Date.now() - 600_000).toUTCString() } });
    expect(await said(slack, late)).toMatch(/clock is off by \d+ s/);
    const silent = async () => {
      throw new TypeError("fetch failed");
    };
    expect(await said(slack, silent)).toContain("slack.com does not answer");
  });
});
