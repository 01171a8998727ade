/** The bot behind Slack's adapter, as its own process: what `npm run restarts` kills and starts again. Says its port. */
import type { AddressInfo } from "node:net";
import express from "express";
import { openSlack } from "../../adapters/slack/main.ts";
import { openStore } from "../../src/store/open-store.ts";
import { serviceOn } from "../service-harness.ts";
import { SIGNING_SECRET } from "./slack-stand-in.ts";

process.stdout.write("loaded\n");
const [url = "", schema = "", apiUrl = ""] = process.argv.slice(2);
const store = await openStore(url, schema ? { postgres: { schema } } : {});
const service = serviceOn(store, Date.now);
const slack = openSlack(
  { botToken: "xoxb-restarts", signingSecret: SIGNING_SECRET, apiUrl },
  {
    bot: service.bot,
    casebook: service.casebook,
    addresses: store.addresses,
    installations: store.installations,
    log: () => {},
  },
);
const app = express();
slack.mount(app);
service.open(slack.adapter);
await slack.start();
await service.start();
const server = app.listen(0, "127.0.0.1", () => {
  process.stdout.write(`port ${(server.address() as AddressInfo).port}\n`);
});
