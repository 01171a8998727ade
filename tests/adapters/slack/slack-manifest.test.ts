/** The app's manifest asks for what the code uses, and for nothing more. */
import { readdirSync, readFileSync } from "node:fs";
import type { App } from "@slack/bolt";
import { describe, expect, test } from "vitest";
import { COMMAND } from "../../../adapters/slack/interaction-handler.ts";
import { registerListeners, SHORTCUT_CALLBACK } from "../../../adapters/slack/listeners.ts";
import { PICTURE_SCOPE, SCOPES, SLACK_PATH } from "../../../adapters/slack/main.ts";

const ROOM = new URL("../../../adapters/slack/", import.meta.url);
const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../manifest/${name}`, import.meta.url), "utf8"));
const http = read("slack.json");
const socket = read("slack-socket.json");

/** What the code listens to, asked of the code itself. */
function listenedTo() {
  const names = { events: [] as string[], commands: [] as string[], shortcuts: [] as string[] };
  const app = {
    event: (name: string) => names.events.push(name),
    command: (name: string) => names.commands.push(name),
    shortcut: (name: string) => names.shortcuts.push(name),
    action: () => {},
    view: () => {},
  };
  const never = () => {
    throw new Error("nothing is called");
  };
  registerListeners(app as unknown as App, {
    handler: null as never,
    acks: null as never,
    wait: never,
    serves: never,
    uninstalled: never,
    work: never,
    log: never,
  });
  return names;
}

/** The Web API methods that the source calls. */
function called(): string[] {
  const source = readdirSync(ROOM)
    .map((name) => readFileSync(new URL(name, ROOM), "utf8"))
    .join("\n");
  const found = source.matchAll(/\.(chat|views|conversations|auth|users|files|reactions|team)\.(\w+)\(/g);
  return [...new Set([...found].map(([, group, method]) => `${group}.${method}`))].sort();
}

const HISTORY = ["channels:history", "groups:history", "im:history"];

/** Slack's reference pages: what a bot token needs for each method, of those kinds of channel that the bot is in. */
const METHOD_SCOPES: Record<string, readonly string[]> = {
  "auth.test": [],
  "chat.delete": ["chat:write"],
  "chat.getPermalink": [],
  "chat.postEphemeral": ["chat:write"],
  "chat.postMessage": ["chat:write"],
  "chat.update": ["chat:write"],
  "conversations.history": HISTORY,
  "conversations.replies": HISTORY,
  "files.uploadV2": [PICTURE_SCOPE],
  "views.open": [],
  "views.publish": [],
  "views.update": [],
};
const EVENT_SCOPES: Record<string, readonly string[]> = {
  app_home_opened: [],
  app_mention: ["app_mentions:read"],
  app_uninstalled: [],
  "message.channels": ["channels:history"],
  "message.groups": ["groups:history"],
  "message.im": ["im:history"],
  tokens_revoked: [],
};

describe.each([
  ["slack.json", http],
  ["slack-socket.json", socket],
])("manifest/%s", (_, manifest) => {
  const events: string[] = manifest.settings.event_subscriptions.bot_events;

  test("subscribes to the events that the code listens to", () => {
    const kinds = new Set(events.map((name) => name.replace(/\..*/, "")));
    expect([...kinds].sort()).toEqual(listenedTo().events.toSorted());
  });

  test("names the command and the shortcut that the code answers", () => {
    const { slash_commands, shortcuts } = manifest.features;
    expect(slash_commands.map(({ command }: { command: string }) => command)).toEqual(listenedTo().commands);
    expect(listenedTo().commands).toEqual([COMMAND]);
    expect(shortcuts.map((each: { callback_id: string }) => each.callback_id)).toEqual(
      listenedTo().shortcuts,
    );
    expect(listenedTo().shortcuts).toEqual([SHORTCUT_CALLBACK]);
  });

  test("asks for the permissions that events, methods and features need, and for no other", () => {
    expect(called()).toEqual(Object.keys(METHOD_SCOPES).sort());
    expect(events.toSorted()).toEqual(Object.keys(EVENT_SCOPES).sort());
    const needed = new Set([
      "commands",
      // pictures are off by default: who turns them on adds their permission
      ...called().flatMap(
        (method) => METHOD_SCOPES[method]?.filter((scope) => scope !== PICTURE_SCOPE) ?? [],
      ),
      ...events.flatMap((name) => EVENT_SCOPES[name] ?? []),
    ]);
    const { scopes } = manifest.oauth_config;
    expect(scopes).toEqual({ bot: [...needed].sort() });
    expect([...SCOPES].sort()).toEqual(scopes.bot.toSorted());
  });

  test("offers what the code answers: buttons, forms, the Home tab and private messages", () => {
    expect(manifest.settings.interactivity.is_enabled).toBe(true);
    expect(manifest.features.app_home).toEqual({
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: false,
    });
    expect(manifest.features.bot_user.display_name).toBe("triage");
  });

  test("keeps to Slack's lengths", () => {
    const { display_information, features } = manifest;
    expect(display_information.name.length).toBeLessThanOrEqual(35);
    expect(display_information.description.length).toBeLessThanOrEqual(140);
    for (const { name, description } of features.shortcuts) {
      expect(name.length).toBeLessThanOrEqual(24);
      expect(description.length).toBeLessThanOrEqual(150);
    }
    for (const { usage_hint, description } of features.slash_commands) {
      expect(usage_hint.length).toBeLessThanOrEqual(1000);
      expect(description.length).toBeLessThanOrEqual(2000);
    }
  });
});

test("pictures need one permission more, which the manual names with their setting", () => {
  const more = called().flatMap(
    (method) => METHOD_SCOPES[method]?.filter((scope) => /^files:/.test(scope)) ?? [],
  );
  expect(more).toEqual([PICTURE_SCOPE]);
  for (const manifest of [http, socket]) expect(JSON.stringify(manifest)).not.toContain("files:");
  const manual = readFileSync(new URL("../../../docs/slack.md", import.meta.url), "utf8");
  expect(manual).toMatch(/`SLACK_PICTURES`[\s\S]*?`files:write`/);
});

test("over HTTP every address is the one that the code serves", () => {
  const urls = [...JSON.stringify(http).matchAll(/"(?:request_)?url":"([^"]+)"/g)].map(([, url]) => url);
  expect(urls).toHaveLength(3);
  for (const url of urls) expect(url).toBe(`https://YOUR-HOST${SLACK_PATH}`);
  expect(http.settings.socket_mode_enabled).toBe(false);
});

test("with Socket Mode the manifest differs in addresses alone", () => {
  const plain = JSON.parse(JSON.stringify(http), (key, value) =>
    key === "url" || key === "request_url" ? undefined : value,
  );
  plain.settings.socket_mode_enabled = true;
  expect(socket).toEqual(plain);
});
