/** How the adapter opens: what is asked of Slack at the start, over HTTP and over a socket. */
import { afterEach, expect, test } from "vitest";
import { openSlack } from "../../../adapters/slack/main.ts";
import { openSockets, type Sockets } from "./fake-socket-mode.ts";
import { BoltHarness, keptAddresses, noCases, ScriptedBot, SECRET, TOKEN } from "./slack-http-harness.ts";
import { command, tap } from "./slack-payloads.ts";

let stack: BoltHarness;
let sockets: Sockets | null = null;
afterEach(async () => {
  await stack.close();
  await sockets?.close();
  sockets = null;
});

const open = () => ({ body: { ok: true, url: sockets?.url ?? "" } });
const no = (error: string) => ({ body: { ok: false, error } });

test("a token that Slack refuses stops the start, and is not in the fault", async () => {
  stack = new BoltHarness();
  stack.wire.answer("auth.test", no("invalid_auth"));
  const fault = await stack.start().catch((error: Error) => error);
  expect(fault).toMatchObject({ kind: "refused", code: "invalid_auth" });
  expect(String(fault)).not.toContain(TOKEN);
});

test("Slack's silence does not stop it: the other adapters open, and the log says so", async () => {
  stack = new BoltHarness();
  stack.wire.answer("auth.test", { status: 503, body: "" });
  await stack.start();
  expect(stack.log).toContainEqual({ level: "warn", event: "token_unchecked", fields: { code: "http_503" } });
  await stack.send(command("legs swollen"));
  expect(stack.bot.requests).toHaveLength(1);
});

test("an app token that Slack refuses stops the start", async () => {
  stack = new BoltHarness({ appToken: "xapp-1-test" });
  stack.wire.answer("apps.connections.open", no("invalid_auth"));
  await expect(stack.start()).rejects.toThrow();
  expect(stack.slack.ready()).toBe(false);
});

test("a socket that does not open at first is sought until it does", async () => {
  sockets = await openSockets();
  stack = new BoltHarness({ appToken: "xapp-1-test" });
  stack.wire.answer("apps.connections.open", { status: 503, body: "" }, no("fatal_error"), open());
  await stack.start();
  expect(stack.slack.ready()).toBe(false);
  await stack.passTime(2, () => (sockets as Sockets).connected(1));
  await sockets.greeted();
  expect(stack.wire.of("apps.connections.open")[0]?.authorization).toBe("Bearer xapp-1-test");
});

test("over a socket everything is acknowledged: commands, taps, and buttons of nobody", async () => {
  sockets = await openSockets();
  stack = new BoltHarness({ appToken: "xapp-1-test" });
  stack.wire.answer("apps.connections.open", open());
  await stack.start();
  await sockets.connected(1);
  await sockets.deliver({ type: "slash_commands", payload: command("legs swollen") });
  await sockets.deliver({ type: "interactive", payload: tap({ action_id: "old", value: "x" }, "old") });
  await stack.settled();
  expect(stack.bot.requests).toHaveLength(1);
  expect(sockets.acknowledged).toHaveLength(2);
  await stack.slack.stop();
  expect(stack.slack.ready()).toBe(false);
});

test("Socket Mode serves no HTTP", async () => {
  stack = new BoltHarness({ appToken: "xapp-1-test" });
  sockets = await openSockets();
  stack.wire.answer("apps.connections.open", open());
  await stack.start();
  expect((await stack.raw("{}", "application/json")).status).toBe(404);
});

test("a configuration that says too little or two things is refused", () => {
  stack = new BoltHarness();
  const bot = new ScriptedBot();
  const oauth = { clientId: "1.2", clientSecret: "s", stateSecret: "t" };
  const refused = (config: Parameters<typeof openSlack>[0]) =>
    expect(() => openSlack(config, { bot, casebook: noCases, addresses: keptAddresses() }));
  refused({ signingSecret: SECRET }).toThrow("bot token");
  refused({ botToken: TOKEN }).toThrow("signing secret");
  refused({ botToken: TOKEN, appToken: "xapp-1", oauth }).toThrow();
});
