/** The smallest bot of botbuilder: it echoes. Without credentials, as this program is measured. */
import type { AddressInfo } from "node:net";
import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from "botbuilder";
import express from "express";
import { serveSubject } from "./serving.ts";

const cloudAdapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
const expressApp = express().disable("x-powered-by").use(express.json());
expressApp.post("/api/messages", (req, res) =>
  cloudAdapter.process(req, res, async (context) => {
    if (context.activity.type === "message") await context.sendActivity(`Echo: ${context.activity.text}`);
  }),
);
const botServer = expressApp.listen(0, "127.0.0.1", () =>
  serveSubject(`http://127.0.0.1:${(botServer.address() as AddressInfo).port}`, () => botServer.close()),
);
