/** The page on a real HTTP server. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { openWeb, type Web, type WebConfig } from "../../../adapters/web/main.ts";
import type { Bot, Casebook } from "../../../src/index.ts";

export const NOON = Date.parse("2026-11-25T12:00:00Z");

export interface Stage {
  url: string;
  web: Web;
  stop(): Promise<void>;
}

export async function openStage(
  bot: Bot & { door?: unknown },
  casebook: Casebook,
  { now = () => NOON, config = { accessToken: null }, at = "/", port = 0 }: Partial<Setting> = {},
): Promise<Stage> {
  const web = openWeb(config, { bot, casebook, clock: now, lookEveryMs: 50 });
  bot.door = web.door;
  const app = express();
  web.mount(app, at);
  const server = createServer(app).listen(port, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, web, stop: () => close(server, web) };
}

interface Setting {
  now: () => number;
  config: WebConfig;
  at: string;
  port: number;
}

async function close(server: Server, web: Web): Promise<void> {
  web.stop();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}
