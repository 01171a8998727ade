/** What the environment must say for Slack, and how each mistake in it is told. */
import { describe, expect, test } from "vitest";
import { readSlackConfig } from "../../../adapters/slack/main.ts";
import { SettingInvalid } from "../../../src/index.ts";

const bot = { SLACK_BOT_TOKEN: "xoxb-secret-1", SLACK_SIGNING_SECRET: "secret-2" };
const oauth = {
  SLACK_CLIENT_ID: "secret-3",
  SLACK_CLIENT_SECRET: "secret-4",
  SLACK_STATE_SECRET: "secret-5",
  SLACK_SIGNING_SECRET: "secret-2",
  SLACK_ALLOWED_WORKSPACES: "T1, E2",
};

describe("is read", () => {
  test("as nothing, where nothing is set", () => {
    expect(readSlackConfig({})).toBeNull();
    expect(readSlackConfig({ SLACK_BOT_TOKEN: " ", SLACK_ALLOWED_WORKSPACES: "T1" })).toBeNull();
  });

  test("for HTTP, for Socket Mode and for installs", () => {
    expect(readSlackConfig(bot)).toEqual({ botToken: "xoxb-secret-1", signingSecret: "secret-2" });
    expect(readSlackConfig({ SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" })).toEqual({
      botToken: "xoxb-1",
      appToken: "xapp-1",
    });
    expect(readSlackConfig(oauth)).toEqual({
      signingSecret: "secret-2",
      workspaces: ["T1", "E2"],
      oauth: { clientId: "secret-3", clientSecret: "secret-4", stateSecret: "secret-5" },
    });
  });
});

test.each([
  ["half of it", { SLACK_SIGNING_SECRET: "secret-2" }, "SLACK_BOT_TOKEN"],
  ["no way in", { SLACK_BOT_TOKEN: "xoxb-secret-1" }, "SLACK_SIGNING_SECRET"],
  ["a person's token", { ...bot, SLACK_BOT_TOKEN: "xoxp-secret-1" }, "SLACK_BOT_TOKEN"],
  ["a bot's token for the app's", { ...bot, SLACK_APP_TOKEN: "xoxb-secret-1" }, "SLACK_APP_TOKEN"],
  ["names of workspaces", { ...bot, SLACK_ALLOWED_WORKSPACES: "secret-6" }, "SLACK_ALLOWED_WORKSPACES"],
  ["half an install", { ...oauth, SLACK_STATE_SECRET: "" }, "SLACK_STATE_SECRET"],
  ["installs by anybody", { ...oauth, SLACK_ALLOWED_WORKSPACES: "" }, "SLACK_ALLOWED_WORKSPACES"],
  ["installs and a token", { ...oauth, ...bot }, "SLACK_BOT_TOKEN"],
  ["installs over a socket", { ...oauth, SLACK_APP_TOKEN: "xapp-secret-7" }, "SLACK_APP_TOKEN"],
])("%s is refused, with the variable and the cure, and without a value", (_, env, setting) => {
  let fault: unknown;
  try {
    readSlackConfig(env);
  } catch (error) {
    fault = error;
  }
  expect(fault).toBeInstanceOf(SettingInvalid);
  const { message, cure } = fault as SettingInvalid;
  expect(fault).toMatchObject({ setting });
  expect(message).toContain(setting);
  expect(cure.length).toBeGreaterThan(20);
  expect(`${message} ${cure}`).not.toContain("secret-");
});
